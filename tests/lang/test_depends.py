"""Conditions on tasks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.lang import depends
from wfsim.lang.depends import ContinueOn, Depends, Result
from wfsim.lang.errors import LangError

OUTCOMES = {
    "A": {"Succeeded"},
    "B-1": {"Failed"},
    "C": {"Skipped"},
    "D": {"Omitted"},
    "E": {"Daemoned", "AnySucceeded"},
}
TEXTS = st.lists(
    st.sampled_from(
        ["A", "B-1.Failed", "C", "x.y", " ", "&&", "||", "!", "(", ")", "?", ":", "==", "_", "'", "1", ".", "and"]
    )
).map("".join)


def holds(text: str, **continue_on: ContinueOn) -> bool:
    return depends.evaluate(depends.parse(text), OUTCOMES, continue_on)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A", True),
        ("A && C && E", True),
        ("A && B-1", False),
        ("B-1 || A", True),
        ("D", False),
        ("D.Omitted", True),
        ("!A.Failed && (B-1.Failed || D)", True),
        ("A ? B-1.Failed : D", True),
        ("A == C", True),
        ("A.Succeeded != B-1.Succeeded", True),
        ("A || B-1 && D", True),
        ("!(A && B-1)", True),
        ("E.AnySucceeded && !E.AllFailed", True),
    ],
)
def test_conditions(text: str, value: bool) -> None:
    assert holds(text) is value


def test_continue_on_widens_a_bare_name_only() -> None:
    assert depends.evaluate(depends.parse("B-1"), OUTCOMES, {"B-1": ContinueOn(failed=True)})
    assert not depends.evaluate(depends.parse("B-1"), OUTCOMES, {"B-1": ContinueOn(error=True)})
    assert not depends.evaluate(depends.parse("B-1.Succeeded"), OUTCOMES, {"B-1": ContinueOn(failed=True)})


def test_terms_have_their_places() -> None:
    text = "(a-b.Failed || c) && c"
    found = depends.parse(text)
    assert found.tasks == ("a-b", "c")
    assert [(text[one.start : one.end], one.task, one.result) for one in found.terms] == [
        ("a-b.Failed", "a-b", "Failed"),
        ("c", "c", None),
        ("c", "c", None),
    ]


def test_dependencies_are_joined_by_and() -> None:
    assert depends.of_dependencies(["A", "B-1"]) == depends.parse("A && B-1")
    assert depends.of_dependencies([]) == Depends("", (), None)
    assert depends.evaluate(depends.of_dependencies([]), {})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("A &&", "unexpected token EOF"),
        ("(A", "unexpected token EOF"),
        ("A B-1", "unexpected token Bracket"),
        ("A & C", "unexpected token Operator"),
    ],
)
def test_what_is_no_condition(text: str, problem: str) -> None:
    with pytest.raises(LangError) as error:
        depends.parse(text)
    assert error.value.message.startswith(problem)


def test_unknown_results_and_tasks() -> None:
    with pytest.raises(LangError, match="task result 'Done' for task 'A' is invalid"):
        holds("A.Done")
    with pytest.raises(LangError, match="unknown name Z"):
        holds("Z.Failed")


def test_what_the_grammar_does_not_know_is_an_expression() -> None:
    found = depends.parse("(A.Succeeded ?? B-1.Failed) && C")
    assert found.tree is None
    assert depends.evaluate(found, OUTCOMES)


def test_logic_with_every_result_written_out() -> None:
    assert depends.evaluate_logic("not A.Failed and B-1.Failed", OUTCOMES)
    with pytest.raises(LangError, match="has no field Bogus"):
        depends.evaluate_logic("A.Bogus", OUTCOMES)
    with pytest.raises(LangError, match="unable to cast expression result"):
        depends.evaluate_logic("A", OUTCOMES)


@given(
    st.recursive(
        st.tuples(st.sampled_from(sorted(OUTCOMES)), st.none() | st.sampled_from(list(Result))).map(
            lambda one: one[0] if one[1] is None else f"{one[0]}.{one[1]}"
        ),
        lambda inner: (
            st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map(lambda one: f"({one[0]} {one[1]} {one[2]})")
            | inner.map(lambda one: f"!{one}" if not one.startswith("!") else one)
        ),
        max_leaves=6,
    )
)
def test_the_tree_comes_to_what_argos_expansion_comes_to(text: str) -> None:
    found = depends.parse(text)
    assert found.tree is not None
    assert depends.evaluate(found, OUTCOMES) == depends.evaluate(Depends(text, found.terms, None), OUTCOMES)


@given(TEXTS)
def test_any_text_gives_a_condition_or_a_lang_error(text: str) -> None:
    try:
        depends.evaluate(depends.parse(text), OUTCOMES)
    except LangError:
        return
