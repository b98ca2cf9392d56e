"""Static types: what is found, what is not, and that what is said of a value holds when it is computed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.lang import expr
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.lang.expr.tokens import PREDICATES
from wfsim.lang.flaws import Trouble
from wfsim.lang.functions.each import EACH
from wfsim.lang.infer import infer
from wfsim.lang.shapes import TEXT, Shape, map_of, of_value, words_of
from wfsim.lang.types import Kind, kind_of
from wfsim.lang.values import Json

NAMES: dict[str, Shape] = {
    "inputs": map_of({"parameters": map_of({"num": TEXT, "my-num": TEXT, "mode": words_of(("fast", "slow"))})}),
    "steps": map_of(
        {"a-b": map_of({"status": words_of(("Succeeded", "Failed")), "outputs": map_of({"result": TEXT})})}
    ),
    "item": TEXT,
}


def flaws(text: str) -> list[tuple[str, str]]:
    """The kind of each flaw, and what it underlines."""
    return [(one.trouble.name, text[one.start : one.end]) for one in infer(expr.parse(text), text, NAMES)[1]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("inputs.parameters.num > 3", [("TYPES", "inputs.parameters.num > 3")]),
        ("inputs.parameters.num == 3", [("CONSTANT", "inputs.parameters.num == 3")]),
        ("1 == 'a'", [("TYPES", "1 == 'a'")]),
        ("item + 1", [("TYPES", "item + 1")]),
        ("item * 2", [("TYPES", "item")]),
        ("item && item == 'a'", [("TYPES", "item")]),
        ("item == 'a' || item", [("ODD", "item")]),
        ("item ? 1 : 2", [("TYPES", "item")]),
        ("!item", [("TYPES", "item")]),
        ("-item", [("TYPES", "-item")]),
        ("item.key", [("TYPES", "item.key")]),
        ("'a' in item", [("TYPES", "'a' in item")]),
        ("item in [1, 2]", [("CONSTANT", "item in [1, 2]")]),
        ("[1] contains '1'", [("TYPES", "[1]")]),
        ("1.5 % 2", [("TYPES", "1.5 % 2")]),
        ("steps['a-b'].status == 'Success'", [("CONSTANT", "'Success'")]),
        ("steps['a-b'].status in ['Failed', 'Errored']", [("CONSTANT", "'Errored'")]),
        ("inputs.parameters.mode != 'medium'", [("CONSTANT", "'medium'")]),
        ("1 < 2", [("CONSTANT", "1 < 2")]),
        ("'a' == 'a'", [("CONSTANT", "'a' == 'a'")]),
        ("asInt(item) == '3'", [("CONSTANT", "asInt(item) == '3'")]),
        ("item matches '(a'", [("TYPES", "'(a'")]),
        ("item matches '(?=a)'", [("TYPES", "'(?=a)'")]),
        ("item matches '^(a|b)$' && item matches inputs.parameters.num", []),
        ("sprig.env('HOME')", [("FUNCTION", "sprig.env")]),
        ("asInt()", [("ARGUMENTS", "asInt()")]),
        ("upper('a', 'b')", [("ARGUMENTS", "upper('a', 'b')")]),
        ("upper(3)", [("ARGUMENTS", "3")]),
        ("filter(item, # > 1)", [("ODD", "item")]),
        ("count(inputs.parameters, true)", [("ODD", "inputs.parameters")]),
        ("map(steps, map([1], #))", [("ODD", "steps")]),
        ("map(steps, map([#], 1))", [("ARGUMENTS", "steps")]),
        ("filter(steps, true)", [("ARGUMENTS", "steps")]),
        ("1 + findLast([1, 2], # > 1)", [("ODD", "findLast([1, 2], # > 1)")]),
        ("'a' + string(last(filter([1], # > 0)))", [("ODD", "last(filter([1], # > 0))")]),
        ("[1, filter([1], # > 0)[-1]]", [("ODD", "filter([1], # > 0)[-1]")]),
        ("sprig.trim(upper('a', 'b'))", [("ODD", "upper('a', 'b')")]),
        ("sprig.toString(asInt('1', '2'))", [("ARGUMENTS", "asInt('1', '2')")]),
        ("filter([1], 'x')", [("TYPES", "'x'")]),
        ("[1] | map(# + 'x')", [("TYPES", "# + 'x'")]),
        ("let a = item; a > 3", [("TYPES", "a > 3")]),
        ("uper(item)", [("FUNCTION", "uper")]),
        ("sprig.nope(item)", [("FUNCTION", "sprig.nope")]),
        ("inputs.parameters.nmu", [("NAME", "inputs.parameters.nmu")]),
        ("nope", [("NAME", "nope")]),
        ("'nope' in inputs.parameters ? 'x' : inputs.parameters.other", [("NAME", "inputs.parameters.other")]),
        ("sprig.default('x', steps.nope.outputs.result)", [("NAME", "steps.nope")]),
        ("sprig.coalesce(upper(nope), 'x')", [("NAME", "nope")]),
        ("('nope' in inputs.parameters) == inputs.parameters.nope", [("NAME", "inputs.parameters.nope")]),
        ("steps['nope'] != nil ? steps['nope'].status : ''", [("NAME", "steps['nope']")]),
        ("inputs.parameters.nope == 'a' ? inputs.parameters.nope : 'd'", [("NAME", "inputs.parameters.nope")]),
        ("steps.a-b.outputs.result == 'x'", [("NAME", "steps.a-b")]),
        ("inputs.parameters.my-num + 'x'", [("NAME", "inputs.parameters.my-num")]),
        ("inputs.parameters.other-num", [("NAME", "inputs.parameters.other-num")]),
    ],
)
def test_found(text: str, found: list[tuple[str, str]]) -> None:
    assert flaws(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "asInt(inputs.parameters.num) > 3",
        "asInt(inputs.parameters.num)-1",
        "inputs.parameters['my-num'] == '3'",
        "inputs.parameters.nope ?? 'x'",
        "inputs.parameters?.nope",
        "inputs.parameters.nope != nil",
        "steps['a-b'].status in ['Failed', 'Succeeded']",
        "inputs.parameters.mode == 'fast'",
        "fromJSON(item).a.b + 1",
        "item in ['a', 'b'] ? 'x' : 2",
        "[1, 2.5, 'a'] | filter(# != 1) | len()",
        "map([{a: 1}], .a + 1)",
        "let n = asInt(item); n * n",
        "sprig.trunc(3, item) + 'x'",
        "max(1, 2) + 1",
        "item == nil",
        "item && true",
        "findLast([1, 2], # > 1) + 1",
        "let found = findLast([1], # > 0); 1 + found",
        "(item ?? 1) + 1",
        "$env['x']",
        "abs(asInt(item)) < 1.5",
        "item matches '^a' || item contains 'b'",
        "type(sprig.list(max(), mean()))",
        "'nope' in inputs.parameters ? inputs.parameters.nope : 'd'",
        "'nope' in keys(inputs.parameters) ? inputs.parameters.nope : 'd'",
        "!('nope' in inputs.parameters) || inputs.parameters.nope == 'x'",
        "inputs.parameters.nope == nil ? 'd' : inputs.parameters.nope",
        "inputs.parameters.nope != nil && inputs . parameters.nope > 'a'",
        "get(inputs.parameters, 'nope') != nil ? inputs.parameters.nope : 'd'",
        "if sprig.hasKey(inputs.parameters, 'nope') { inputs.parameters.nope } else { '' }",
        "let p = inputs.parameters; 'nope' in p ? p.nope : 'x'",
        "(inputs.parameters.nope ?? '') != '' ? inputs.parameters.nope : 'd'",
        "sprig.default('x', inputs.parameters.nope)",
        "sprig.coalesce(inputs.parameters.nope, 'x')",
        "type(inputs.parameters.nope) == 'nil' ? 'x' : inputs.parameters.nope",
    ],
)
def test_silent(text: str) -> None:
    assert flaws(text) == []


BOTH = ("CONSTANT", "asInt(nope.x) == 'b'")


def test_a_mistake_is_said_once() -> None:
    assert flaws("nope + 1 > 'a' && asInt(nope.x) == 'b'") == [("NAME", "nope"), BOTH, ("NAME", "nope")]
    assert flaws("nope.a.b > 3 && nope2") == [("NAME", "nope"), ("NAME", "nope2")]


def test_every_function_with_a_predicate_is_listed() -> None:
    assert set(EACH) == set(PREDICATES)


def test_too_deep_is_not_judged() -> None:
    text = "-" * 150 + "1"
    shape, found = infer(expr.parse(text), text, {})
    assert shape.unknown and found == ()


VALUES: dict[str, Json] = {"a": "1", "b": "x", "c": "true", "m.k": "v", "m.l": "2"}
LEAVES = st.sampled_from(
    ["1", "2.5", "'x'", "'1'", "true", "nil", "a", "b", "c", "m.k", "m['l']", "m.nope", "[1, 2]", "['x']"]
)
BINARY = st.sampled_from(["+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||", "??", "in", "contains", ".."])
CALLS = st.sampled_from(["asInt", "asFloat", "string", "upper", "len", "toJson", "int", "first", "keys", "type", "sum"])


def composed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, BINARY, inner),
        st.builds("{}({})".format, CALLS, inner),
        st.builds("(!{})".format, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
        st.builds("filter({}, # {} {})".format, inner, BINARY, inner),
        st.builds("map([{}], # + {})".format, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{k: {}}}.k".format, inner),
        st.builds("(let v = {}; v {} {})".format, inner, BINARY, inner),
    )


EXPRESSIONS = st.recursive(LEAVES, composed, max_leaves=8)
DEFINITE = (Trouble.ARGUMENTS, Trouble.TYPES)


@given(EXPRESSIONS)
def test_what_is_said_of_a_value_holds(text: str) -> None:
    env = Environment(VALUES)
    names = env.nested()
    try:
        tree = expr.parse(text)
    except LangError:
        return
    shape, found = infer(tree, text, {name: of_value(value) for name, value in names.items()})
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    try:
        value = expr.value_of(text, names)
    except LangError:
        return
    if not found and value is not None and not shape.unknown:
        number = shape.is_number and kind_of(value) in (Kind.INT, Kind.FLOAT)
        assert number or kind_of(value) is shape.kind
        if shape.values is not None:
            assert value in shape.values


@given(st.text(alphabet="ab.'\"()[]{}-+=<>!&|? 1#,:;%*^_", max_size=40))
def test_any_text_that_can_be_read_can_be_judged(text: str) -> None:
    try:
        tree = expr.parse(text)
    except LangError:
        return
    infer(tree, text, NAMES)


STRICT_BINARY = st.sampled_from(["+", "-", "*", "/", "<", ">=", "contains", "startsWith"])


STRICT_CALLS = CALLS.filter(lambda name: name != "sum")  # which adds up the bytes of a text


def strictly(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Only what looks at all of its parts."""
    return st.one_of(
        st.builds("({} {} {})".format, inner, STRICT_BINARY, inner), st.builds("{}({})".format, STRICT_CALLS, inner)
    )


@given(st.recursive(LEAVES.filter(lambda leaf: leaf not in ("nil", "m.nope")), strictly, max_leaves=6))
def test_what_is_called_wrong_goes_wrong(text: str) -> None:
    names = Environment(VALUES).nested()
    found = infer(expr.parse(text), text, {name: of_value(value) for name, value in names.items()})[1]
    if any(one.trouble in DEFINITE for one in found):
        with pytest.raises(LangError):
            expr.value_of(text, names)


def test_a_chain_of_questions_counts_from_its_beginning() -> None:
    asked = "inputs.parameters.nope != nil && item != '' && inputs.parameters.nope > 'a'"
    assert flaws(asked) == []
    assert flaws("item != 'b' && item != '' && inputs.parameters.nope > 'a'") != []
