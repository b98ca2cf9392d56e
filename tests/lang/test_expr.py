"""Expressions: how they are read, what is refused before they run, what they come to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.lang import expr, gojson
from wfsim.lang.environment import Environment
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.syntax import (
    Binary,
    Call,
    Chain,
    Conditional,
    Group,
    Literal,
    Member,
    Name,
    Node,
    Pointer,
    Predicate,
    Unary,
    walk,
)
from wfsim.lang.values import Json

DATA: dict[str, Json] = {
    "s": "abc",
    "i": 3,
    "b": True,
    "n": None,
    "l": [3, 1, 2],
    "m": {"x": 1, "s": "hi", "l": ["b", "a"], "n": None, "t": True, "y": {"z": "q"}},
}


def shape(node: Node) -> str:
    match node:
        case Binary():
            return f"({shape(node.left)} {node.operator} {shape(node.right)})"
        case Unary():
            return f"({node.operator} {shape(node.operand)})"
        case Literal():
            return gojson.render(node.value)
        case Name():
            return node.name
        case Member():
            return f"{shape(node.object)}{'?' if node.optional else ''}[{shape(node.property)}]"
        case Chain():
            return f"<{shape(node.inner)}>"
        case Call():
            return f"{shape(node.function)}({', '.join(map(shape, node.arguments))})"
        case Predicate():
            return f"{{{shape(node.body)}}}"
        case Pointer():
            return f"#{node.name}"
        case Conditional():
            return f"({shape(node.condition)} ? {shape(node.then)} : {shape(node.otherwise)})"
        case Group():
            return shape(node.inner)
        case _:
            return f"{type(node).__name__}({', '.join(map(shape, node.children()))})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1 + 2 * 3 ** -4", "(1 + (2 * (3 ** (- 4))))"),
        ("2 ** 3 ** 2", "(2 ** (3 ** 2))"),
        ("-2 ^ 2", "(- (2 ** 2))"),
        ("not a == b && c", "(((not a) == b) and c)"),
        ("not a * b", "(not (a * b))"),
        ("a or b and c", "(a or (b and c))"),
        ("a not in b", "(not (a in b))"),
        ("a not matches b == c", "((not (a matches b)) == c)"),
        ("1 < 2 <= 3 == true", "(((1 < 2) and (2 <= 3)) == true)"),
        ("a == b < c", "((a == b) < c)"),
        ("a?.b.c[0]?.['x']", '<<a?["b"]["c"]>[0]?["x"]>'),
        (
            "xs | filter(# > 1) | map({.x + #index}) + 3 * 2 == 4",
            '((map(filter(xs, {(# > 1)}), {(#["x"] + #index)}) + (3 * 2)) == 4)',
        ),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("a ?: b", "(a ? a : b)"),
        ("if a {1} else if b {2} else {3}", "(a ? 1 : (b ? 2 : 3))"),
        ("let x = 1; x; 2", "Let(1, Sequence(x, 2))"),
        ("{a: 1, 'b': 2, 3: 4, (a): 5,}", 'MapNode("a", 1, "b", 2, "3", 4, a, 5)'),
        ("[1, 2,] ", "ListNode(1, 2)"),
        ("a.not in b", '(a["not"] in b)'),
        ("f(a, )", "f(a)"),
        ("a.f(1)", 'a["f"](1)'),
        ("::len(a)", "len(a)"),
        ("x + a ?? b + c", "((x + (a ?? b)) + c)"),
        ("(a ?? b) + c", "((a ?? b) + c)"),
        ("a[1:2][:3][1:]", "Slice(Slice(Slice(a, 1, 2), 3), 1)"),
        ("0x1F + 0b11 + 0o17 + 1_000 + .5 + 1e3", "(((((31 + 3) + 15) + 1000) + 0.5) + 1000)"),
        ("1 /* a */ + // b\n 2", "(1 + 2)"),
        ("`a``b` + 'c\\'\\u00e9\\x41'", '("a`b" + "c\'éA")'),
        ("all(xs, {# > 0; true})", "all(xs, {Sequence((# > 0), true)})"),
        ("map(xs, {a: 1})", None),
        ("a;", "a"),
    ],
)
def test_reading(text: str, tree: str | None) -> None:
    if tree is None:
        with pytest.raises(LangError):
            expr.parse(text)
    else:
        assert shape(expr.parse(text)) == tree


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "unexpected token EOF"),
        ("a b", 'unexpected token Identifier("b") (1:3)\n | a b\n | ..^'),
        ("(a", "unexpected token EOF (1:2)\n | (a\n | .^"),
        ("a +\n+* b", 'unexpected token Operator("*") (2:2)\n | +* b\n | .^'),
        ("'abc", "literal not terminated (1:5)\n | 'abc\n | ....^"),
        ("#", 'unexpected token Operator("#") (1:1)\n | #\n | ^'),
        (".a", 'unexpected token Operator(".") (1:1)\n | .a\n | ^'),
        ("a ?? b + c", "Operator (+) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses. (1:8)"),
        ("1a", 'bad number syntax: "1a" (1:2)\n | 1a\n | .^'),
        ("9223372036854775808", "invalid integer literal: strconv.ParseInt"),
        ("a @ b", "unrecognized character: U+0040 '@' (1:3)"),
        ("/* x", "unclosed comment (1:5)"),
        ("'\\q'", "invalid char escape (1:3)"),
        ("filter(a)", "expected at least 2 arguments"),
        ("f({a: 1}, {b})", "unexpected token"),
        ("a = 1", 'unexpected token Operator("=") (1:3)'),
    ],
)
def test_what_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(LangError) as error:
        expr.parse(text)
    assert error.value.message.startswith(message)
    start, end = error.value.start, error.value.end
    assert start is not None and end is not None and 0 <= start <= end <= len(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7 / 2", 3.5),
        ("7 % -2", 1),
        ("9223372036854775807 + 1", -(2**63)),
        ("1 == 1.0", True),
        ("m.x == '1'", False),
        ("m.nope == nil", True),
        ("m?.nope?.x", None),
        ("m.nope?.x.y.z", None),
        ("m.n ?? 'd'", "d"),
        ("'a' + `b`", "ab"),
        ("l[-1] + l[0]", 5),
        ("s[0:2] + m.s[1:]", "abi"),
        ("s[5:1]", ""),
        ("'x' in m and 'q' not in m.l", True),
        ("2 in 1..3", True),
        ("m.n in ['']", True),
        ("m.n in l", False),
        ("nil contains 'a'", None),
        ("m.n contains 'a'", False),
        ("m.s startsWith 'h' && m.s endsWith 'i' && m.s matches '^h.$'", True),
        ("true ? 1 : 'x'", 1),
        ("m.n and true", None),
        ("m.nope.x and false", False),
        ("m.t and m.s", "hi"),
        ("let x = 2; let y = x * x; x + y", 6),
        ("filter(l, # > 1) | map(# * 10)", [30, 20]),
        ("filter([{'a': 1}, {'a': 2}], .a > 1)", [{"a": 2}]),
        ("map(l, #index)", [0, 1, 2]),
        ("reduce(l, #acc + #)", 6),
        ("reduce(l, #acc + #, 10)", 16),
        ("[all(l, # > 0), any(l, # > 2), none(l, # > 2), one(l, # > 2)]", [True, True, False, True]),
        ("[find(l, # < 3), findIndex(l, # < 3)]", [1, 1]),
        ("findLast(l, # < 3)", 2),
        ("findLastIndex(l, # > 5)", None),
        # What it looked at stays on the stack, and stands in the way of what came before.
        ("[0, findLast(l, # < 3)]", [True, 2]),
        ("sum(l) + sum(l, # * 2) + count(l, # > 1) + count([true, false])", 21),
        ("sortBy(l, -#)", [3, 2, 1]),
        ("sortBy(l, #, 'desc')", [3, 2, 1]),
        ("groupBy(['aa', 'b', 'c'], string(len(#)))['1']", ["b", "c"]),
        ("map([[1], [2, 3]], map(#, # + 1))", [[2], [3, 4]]),
        ("{'a': [1, {b: nil}]}", {"a": [1, {"b": None}]}),
        ("get(m, 'x') + get(l, 0)", 4),
        ("get(m, 'nope')", None),
        ("$env['s']", "abc"),
        ("2 ** -1", 0.5),
        ("-0.0 == 0", True),
        ("if b { 'y' } else { 'n' }", "y"),
    ],
)
def test_values(text: str, value: Json) -> None:
    if value is None and text.startswith("nil contains"):
        with pytest.raises(LangError, match="mismatched types"):
            expr.value_of(text, DATA)
        return
    found = expr.value_of(text, DATA)
    assert found == value and isinstance(found, type(value))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 == 'a'", "invalid operation: == (mismatched types int and string) (1:3)\n | 1 == 'a'\n | ..^"),
        ("nope", "unknown name nope (1:1)\n | nope\n | ^"),
        ("nope ?? 1", "unknown name nope"),
        ("nofn(1)", "unknown name nofn"),
        ("s + 1", "invalid operation: + (mismatched types string and int)"),
        ("m.s + 1", "invalid operation: string + int (1:5)\n | m.s + 1\n | ....^"),
        ("m.s > 1", "invalid operation: string > int"),
        ("m.nope.x", "cannot fetch x from <nil> (1:8)\n | m.nope.x\n | .......^"),
        ("s[0]", "type string[int] is undefined"),
        ("s.x", "type string has no field x"),
        ("m[1]", "cannot use int to get an element from map[string]interface {}"),
        ("l['a']", "array elements can only be selected using an integer (got string)"),
        ("m.l[5]", "index out of range: 5 (array length is 2)"),
        ("not m.s", "interface conversion"),
        ("!1", "invalid operation: not (mismatched type int)"),
        ("-'a'", "invalid operation: - (mismatched type string)"),
        ("i and b", "invalid operation: and (mismatched types int and bool)"),
        ("1 in 'abc'", "invalid operation: in (mismatched types int and string)"),
        ("'a' in [1, 2]", "cannot use string as type int in array"),
        ("m.x in ['a', 'b']", "reflect.Value.MapIndex"),
        ("1 ? 2 : 3", "non-bool expression (type int) used as condition"),
        ("filter(l, # + 1)", "predicate should return boolean (got unknown)"),
        ("filter([1], # + 1)", "predicate should return boolean (got int)"),
        ("filter(s, true)", "builtin filter takes only array (got string)"),
        ("map(l, #acc)", "unknown pointer #acc"),
        ("upper(1)", "cannot use int as argument (type string) to call upper "),
        ("upper()", "not enough arguments to call upper"),
        ("upper('a', 'b')", "too many arguments to call upper"),
        ("len(1)", "invalid argument for len (type int)"),
        ("let s = 1; s", "cannot redeclare s"),
        ("let len = 1; 2", "cannot redeclare builtin len"),
        ("let x = 1; let x = 2; x", "cannot redeclare variable x"),
        ("s matches '('", "error parsing regexp"),
        ("1 % 0", "integer divide by zero"),
        ("m.x % 0", "runtime error: integer divide by zero"),
        ("s()", "string is not callable"),
        ("m.s()", "invalid operation: cannot call non-function of type string"),
        ("reduce([], #acc + #)", "reduce of empty array with no initial value"),
        ("now()", "now reads the clock"),
        ("sprig.randAlphaNum(5)", "sprig.randAlphaNum"),
        ("toJSON(groupBy(['a'], #))", "json: unsupported type"),
    ],
)
def test_refusals(text: str, message: str) -> None:
    with pytest.raises(LangError) as error:
        expr.value_of(text, DATA)
    assert error.value.message.startswith(message.removeprefix("sprig.")) or "boolean (got unknown)" in message


@pytest.mark.parametrize(
    "text",
    [
        "repeat('x', 1000000000)",
        "repeat(repeat('x', 100000), 100000)",
        "1..1000000000",
        "map(1..100000, map(1..100000, #))",
        "reduce(1..100, #acc + #acc, 'x')",
        "replace(repeat('x', 900000), '', repeat('y', 900000))",
        "sprig.until(1000000000)",
        "flatten(map(1..1000, 1..1000000))",
        "(-" * 500 + "1" + ")" * 500,
        "-" * 500 + "1",
        "a" + ".b" * 500,
        "[" * 500 + "]" * 500,
        "1" + " + 1" * 20_000,
        "x" * 200_000,
    ],
)
def test_hostile_expressions_are_stopped(text: str) -> None:
    with pytest.raises(LangError):
        expr.value_of(text, {"a": {}})


def test_a_long_chain_is_fine() -> None:
    assert expr.evaluate_data("1" + " + 1" * 2000, {}) == 2001
    assert expr.evaluate_data("(" * 2000 + "1" + ")" * 2000, {}) == 1
    assert expr.evaluate_data("m.x" + " + 1" * 2000, DATA) == 2001
    assert expr.evaluate_data("m.n ?? " * 500 + "1", DATA) == 1


def test_conditions_have_argos_messages() -> None:
    env = Environment({"steps.a.status": "Failed", "retries": "0"})
    assert expr.evaluate_bool("steps.a.status == 'Failed'", env)
    for text, message in {
        "steps.b.status == ''": "unable to evaluate expression 'steps.b.status == ''': cannot fetch status from <nil>",
        "retries == 0": "unable to compile expression 'retries == 0': invalid operation: == (mismatched types string",
        "retries": "unable to cast expression result '0' to bool",
        "1 + 1": "unable to cast expression result '%!s(int=2)' to bool",
        "a b": "unable to compile expression 'a b': unexpected token",
    }.items():
        with pytest.raises(LangError) as error:
            expr.evaluate_bool(text, env)
        assert error.value.message.startswith(message)


def test_references_with_their_places() -> None:
    text = "steps['a-b'].outputs.result + (x?.y ?? upper(z.w[i].v)) | map(# + q) ; let t = 1; t + nofn(u)"
    found = {
        (text[one.start : one.end], one.name, one.guarded, one.called) for one in expr.references(expr.parse(text))
    }
    assert found == {
        ("steps['a-b'].outputs.result", "steps.a-b.outputs.result", False, False),
        ("x?.y", "x.y", True, False),
        ("z.w", "z.w", False, False),
        ("i", "i", False, False),
        ("q", "q", False, False),
        ("nofn", "nofn", False, True),
        ("u", "u", False, False),
    }


def test_missing_names_are_the_shortest_part_that_is_not_there() -> None:
    names: dict[str, Json] = {"a": {"b": "1", "n": None}, "item": "x"}
    found = expr.missing(
        expr.parse("a.b + a.c.d + a.n + e.f + (a.g ?? a?.h) + item.k + lastRetry.status + len(a)"), names
    )
    assert [(one.name, one.late) for one in found] == [
        ("a.c", False),
        ("e", False),
        ("item.k", True),
        ("lastRetry", True),
    ]


PIECES = st.sampled_from(
    [
        "a",
        "m",
        "l",
        "1",
        "'x'",
        ".",
        "?.",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "+",
        "-",
        "**",
        "==",
        "<",
        "??",
        "|",
        "?",
        ":",
        ",",
        ";",
        "#",
        "not ",
        " in ",
        "let x = ",
        "if ",
        " else ",
        "map(",
        "filter(",
        "len(",
        "::",
        "..",
        "`",
        "/*",
        " ",
        "é",
    ]
)


@given(st.lists(PIECES).map("".join) | st.text())
def test_any_text_gives_a_value_or_a_lang_error(text: str) -> None:
    try:
        tree = expr.parse(text)
    except LangError:
        return
    assert all(0 <= one.start <= one.end <= len(text) for one in walk(tree))
    try:
        gojson.render(expr.value_of(text, {"a": "1", "m": {"x": 1}, "l": [1, 2]}))
    except LangError as error:
        assert isinstance(error, BudgetSpent) or error.message
