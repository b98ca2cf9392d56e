"""What people write when they think of another language: it is found where it stands, and told how to write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.lang import traps


@pytest.mark.parametrize(
    ("text", "at", "hint"),
    [
        ("{{a}} == b and {{c}} == d", "and", "Write `&&`."),
        ("{{a}} == b OR {{c}} == d", "OR", "Write `||`."),
        ("not {{a}}", "not", "Write `!`."),
        ("{{a}} not in (b)", "not in", "Write `!(… in (…))`."),
        ("{{a}} = b", "=", "Write `==`."),
        ("{{a}} === b", "===", "Write `==`."),
        ("{{a}} <> b", "<>", "Write `!=`."),
        ("{{a}} => 3", "=>", "Write `>=`."),
        ("{{a}} =< 3", "=<", "Write `<=`."),
        ("{{a}} -ne b", "-ne", "Write `!=`."),
        ("{{a}} eq b", "eq", "Write `==`."),
        ("{{a}} is b", "is", "Write `==`."),
        ("{{a}} is not b", "is not", "Write `!=`."),
        ("{{a}} == my-value", "my-value", "Write `'my-value'`."),
        ("{{a}} == a/b.txt", "a/b.txt", "Write `'a/b.txt'`."),
        ("steps.a-b.outputs.result == x", "steps.a-b.outputs.result", "Write `'{{steps.a-b.outputs.result}}'`."),
        ("{{a}} in ['b']", " [", "Write `in ('a', 'b')`."),
        ("{{a}} contains 'b'", "contains", "Use a pattern"),
        ("len({{a}}) > 3", "len", 'Make it an expression: `when: "{{= len(…) }}"`.'),
        ("True", "True", "Write `true`."),
        ("$(test) == 1", "$(", "A condition sees variables in tags"),
        ("\u201c{{a}}\u201d == b", "\u201c", "Use straight quotes"),
    ],
)
def test_in_when(text: str, at: str, hint: str) -> None:
    found = traps.in_when(text)
    assert found is not None
    assert text[found.start : found.end] == at
    assert found.hint.startswith(hint)


@pytest.mark.parametrize(
    ("text", "at", "hint"),
    [
        ("a = 'b'", "=", "Write `==`."),
        ("filter(a, x => x > 1)", "=>", "Write `>=`; or for each item"),
        ("[x for x in a]", "for", "Write `map(list, # + 1)`"),
        ("'b' if a else 'c'", "if", "Write `condition ? a : b`."),
        ("map(a, {'b': #})", "map(a, {", "Put the map into parentheses: `map(list, ({'name': #}))`."),
        ("{inputs.parameters.a}}", "{inputs.parameters.a}}", "Write `{{…}}`."),
        ("a === 'b'", "===", "Write `==`."),
        ("a is 'b'", "is", "Write `==`."),
        ("a -eq 'b'", "-eq", "Write `==`."),
        ("a == 'b' AND c", "AND", "Write `&&`."),
        ("a =~ 'b'", "=~", "Write `matches`."),
        ("a & b", "&", "Write `&&`."),
        ("$a == 'b'", "$a", "Write the variable's name alone."),
        ("{{a}} == 'b'", "{{", "Names have no braces here"),
        ("{a: {b: 1", "{", "Add a `}`. A tag ends at the first `}}`"),
        ("asInt(a", "(", "Add a `)`."),
    ],
)
def test_in_expressions(text: str, at: str, hint: str) -> None:
    found = traps.in_expression(text)
    assert found is not None
    assert text[found.start : found.end] == at
    assert found.hint.startswith(hint)


@pytest.mark.parametrize(
    ("text", "at", "hint"),
    [
        ("a & b", "&", "Write `&&`."),
        ("a, b", ",", "Write `&&`."),
        ("a | b", "|", "Write `||`."),
        ("a-x.Failed and b", "and", "Write `&&`."),
        ("a = Succeeded", "=", "Write the result behind the task: `task.Succeeded`."),
        ("a b", " ", "Write `&&` or `||` between them."),
        ("a && (b", "(", "Add a `)`."),
    ],
)
def test_in_depends(text: str, at: str, hint: str) -> None:
    found = traps.in_depends(text)
    assert found is not None
    assert text[found.start : found.end] == at
    assert found.hint.startswith(hint)


@pytest.mark.parametrize("text", ["a && b-or-c || !(d.Failed)", "or-a && not-b", "a"])
def test_nothing_in_depends(text: str) -> None:
    assert traps.in_depends(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "'a and b' == '{{x}}'",
        "{{steps.a-b.x}} == y",
        "a == b && c != d || !(e)",
        "'my-value' == '{{a}}'",
        "a =~ 'b' ? c : d",
    ],
)
def test_nothing_in_when(text: str) -> None:
    assert traps.in_when(text) is None


@pytest.mark.parametrize("text", ["'a = b' == c", "let a = 1; a + 1", "a['is'] == 'x and y'", "not (a or b)"])
def test_nothing_in_expressions(text: str) -> None:
    assert traps.in_expression(text) is None


@given(st.text(alphabet="ab.'\"()[]{}-+=<>!&|? 1$isnotd", max_size=40))
def test_a_trap_underlines_something(text: str) -> None:
    for found in (traps.in_when(text), traps.in_expression(text)):
        assert found is None or 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" steps.a-b.outputs.result ", "steps.a-b.outputs.result"),
        ("steps", ""),
        ("a.b", ""),
        ("inputs.parameters.x == 1", ""),
    ],
)
def test_reference(text: str, name: str) -> None:
    assert traps.reference(text) == name
