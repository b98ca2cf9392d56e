"""Conditions, with Argo's messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.lang import when
from wfsim.lang.errors import LangError
from wfsim.lang.syntax import Binary, Literal, walk
from wfsim.lang.when.evaluation import evaluate_fully

WORDS = ["a", "true", "in", "1", ".5", "0x1F", "'x'", "'2024-01-01'", "[b c]", "a.B", "", "''", "é", "\\", "foo\\-bar"]
SIGNS = [
    "==",
    "!=",
    "<",
    ">=",
    "=~",
    "&&",
    "||",
    "+",
    "-",
    "*",
    "**",
    "&",
    "<<",
    "?",
    ":",
    "??",
    ",",
    "!",
    "~",
    "(",
    ")",
]
TEXTS = st.lists(st.sampled_from([*WORDS, *SIGNS, " ", "{{", "//"])).map("".join)


def outcome(text: str) -> bool | str:
    try:
        return when.evaluate(text)
    except LangError as error:
        return error.message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", True),
        ("heads == heads", True),
        ("'a' != \"a\"", False),
        ("'a\" == a", True),
        ("foo\\-bar == 'foo-bar'", True),
        ("1 < 2 == true", True),
        ("2 - 1 - 1 == 0", True),
        ("2 ** 3 ** 2 == 64", True),
        ("-2 ** 2 == 4", True),
        ("6 / 2 * 3 == 9", True),
        ("1 + 2 & 3 == 3", True),
        ("a < b && 'b' > 'a'", True),
        ("true || a.B", True),
        ("false ? true : true ? false : true", False),
        ("(1 == 2 ? a : b) == b", True),
        ("1 in (1, 2) && !(3 in (1, 2))", True),
        ("'3:04PM' < '2024-01-01'", True),
        ("'2024-01-01T00:00:00Z' == '2024-01-01 01:00:00+01:00'", True),
        ("'Mon Jan  1 00:00:00 2024' == '2024-01-01'", True),
        ("'2024-13-01' == '2024-13-01'", True),
        ("a !~ '^b' && foo =~ 'o+'", True),
        ("1 / 0 > 1", True),
        ("(true) false", True),
        ("((a) b == a)", True),
        ("~1 == -2", True),
        ("1 << 3 == 8", True),
    ],
)
def test_conditions(text: str, value: bool | str) -> None:
    assert outcome(text) == value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("  ", "Invalid 'when' expression '  ': Unexpected end of expression"),
        ("(a", "Invalid 'when' expression '(a': Unbalanced parenthesis"),
        ("'a", "Invalid 'when' expression ''a': Unclosed string literal"),
        ("[a", "Invalid 'when' expression '[a': Unclosed parameter bracket"),
        ("1.2.3 == a", "Invalid 'when' expression '1.2.3 == a': Unable to parse numeric value '1.2.3' to float64\n"),
        ("a.b == c", "Invalid 'when' expression 'a.b == c': Unable to access unexported field 'b' in token 'a.b'"),
        ("f (x)", "Invalid 'when' expression 'f (x)': Undefined function f"),
        ("a =~ '('", "Invalid 'when' expression 'a =~ '(''"),
        ("!a", "Failed to parse 'when' expression '!a': Cannot transition token types from PREFIX [!] to STRING [a]"),
        ("a", "Expected boolean evaluation for 'a'. Got a"),
        (
            "1e3 == 1000",
            "Invalid 'when' expression '1e3 == 1000': Cannot transition token types from NUMERIC [1] to VARIABLE",
        ),
        ("()", "Expected boolean evaluation for '()'. Got <nil>"),
        (
            "a in (a)",
            "Failed to evaluate 'when' expresion 'a in (a)': Value 'a' cannot be used with the comparator 'in', it is",
        ),
        (
            "(1 + ) == 1",
            "Failed to evaluate 'when' expresion '(1 + ) == 1': Value '1' cannot be used with the modifier '+'",
        ),
        (
            "a - b == c",
            "Failed to evaluate 'when' expresion 'a - b == c': Value 'a' cannot be used with the modifier '-'",
        ),
        ("(1,2) in ((1,2),(3,4))", "Failed to evaluate 'when' expresion"),
        (
            "1.5 && true",
            "Failed to evaluate 'when' expresion '1.5 && true': Value '1.5' cannot be used with the logical",
        ),
        (
            "1 ? 2 : 3",
            "Failed to evaluate 'when' expresion '1 ? 2 : 3': Value '1' cannot be used with the ternary operator '?'",
        ),
    ],
)
def test_refusals(text: str, problem: str) -> None:
    found = outcome(text)
    assert isinstance(found, str) and found.startswith(problem)


def test_a_mistake_has_its_place() -> None:
    with pytest.raises(LangError) as error:
        when.parse("a == b ==- c")
    assert "a == b ==- c"[error.value.start : error.value.end] == "==-"


def test_bare_words_are_marked_in_the_tree_and_every_node_has_its_place() -> None:
    text = "  heads == 'tails' || 1 < 2"
    tree = when.parse(text)
    words = {text[one.start : one.end]: one.bare for one in walk(tree) if isinstance(one, Literal)}
    assert words == {"heads": True, "'tails'": False, "1": False, "2": False}
    assert isinstance(tree, Binary) and text[tree.position : tree.position + 2] == "||"


def test_a_long_chain_needs_no_deep_stack() -> None:
    assert when.evaluate(" || ".join(["1 == 2"] * 900) + " || true")


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(LangError, match="nested too deeply"):
        when.evaluate("(" * 300 + "a" + ")" * 300)
    with pytest.raises(LangError, match="more than 5000 words"):
        when.evaluate("1" + " + 1" * 5000)


@given(TEXTS)
def test_any_text_gives_a_truth_value_or_a_lang_error(text: str) -> None:
    assert isinstance(outcome(text), (bool, str))


@given(
    st.lists(
        st.sampled_from(["heads", "'tails'", '"x y"', "in", "true", "'a1'", " == ", "==", " != ", "!=", " ", "\n"])
    )
)
def test_the_short_way_gives_what_the_parser_gives(parts: list[str]) -> None:
    text = "".join(parts)
    try:
        by_tree: bool | str = evaluate_fully(text) if text else True
    except LangError as error:
        by_tree = error.message
    assert outcome(text) == by_tree
