"""Which mock a node takes: step paths, globs, and which of several is the most specific."""

from __future__ import annotations

import pytest

from wfsim.drivers.sim.mocks import By, Mock, Outcome, Selector
from wfsim.drivers.sim.selectors import Names, Table, glob, matcher, step_path
from wfsim.text import Source

AT = Source("m", "x").span(0, 1)


def names(logical: str, template: str = "t", full: str = "") -> Names:
    return Names(full or logical, logical, template, "wf", "main")


def selector(by: By, text: str) -> Selector:
    return Selector(by, text, AT)


@pytest.mark.parametrize(
    ("relative", "path"),
    [
        ("", ()),
        ("[0]", ()),
        ("[0].a", ("a",)),
        (".task", ("task",)),
        ("[0].a(0:x)", ("a(0:x)",)),
        ("[0].a(0:x.y[1])[1].b", ("a(0:x.y[1])", "b")),
        ("[1].tails[0].flip-coin", ("tails", "flip-coin")),
        (".a.onExit", ("a", "onExit")),
        (".a.hooks.running", ("a", "hooks", "running")),
        ("(0)[0].a", ("a",)),
    ],
)
def test_step_path(relative: str, path: tuple[str, ...]) -> None:
    assert step_path(relative) == path


@pytest.mark.parametrize(
    ("by", "text", "logical", "matches"),
    [
        (By.TEMPLATE, "t", "wf[0].a", True),
        (By.TEMPLATE, "a", "wf[0].a", False),
        (By.STEP, "a", "wf[0].a", True),
        (By.STEP, "main.a", "wf[0].a", True),
        (By.STEP, "a.b", "wf[0].a[1].b", True),
        (By.STEP, "b", "wf[0].a[1].b", True),
        (By.STEP, "main.b", "wf[0].a[1].b", False),
        (By.STEP, "main.a.b", "wf[0].a[1].b", True),
        (By.STEP, "a", "wf[0].a(1:x)", True),
        (By.STEP, "a(1)", "wf[0].a(1:x)", True),
        (By.STEP, "a(1:x)", "wf[0].a(1:x)", True),
        (By.STEP, "a(0)", "wf[0].a(1:x)", False),
        (By.NODE, "wf[0].a", "wf[0].a", True),
        (By.NODE, "wf[0]*", "wf[0].a", True),
        (By.NODE, "*[0].a", "wf[0].a", True),
        (By.NODE, "*.a(?:x)", "wf[0].a(1:x)", True),
        (By.NODE, "a", "wf[0].a", False),
        (By.NODE, "wf[0].?", "wf[0].ab", False),
    ],
)
def test_matching(by: By, text: str, logical: str, matches: bool) -> None:
    assert matcher(selector(by, text))(names(logical)) is matches


def test_a_node_selector_knows_attempts_too() -> None:
    attempt = names("wf[0].a", full="wf[0].a(2)")
    assert matcher(selector(By.NODE, "wf[0].a(2)"))(attempt)
    assert matcher(selector(By.NODE, "wf[0].a"))(attempt)


def test_brackets_in_a_glob_are_themselves() -> None:
    assert glob("wf[0].*").fullmatch("wf[0].a")
    assert not glob("wf[0].*").fullmatch("wf0.a")


def test_the_most_specific_mock_wins_and_the_first_of_equals() -> None:
    order = [
        (By.NODE, "wf[0].a"),
        (By.NODE, "wf[0].*"),
        (By.NODE, "wf*"),
        (By.STEP, "main.a"),
        (By.STEP, "a"),
        (By.TEMPLATE, "t"),
        (By.TEMPLATE, "t"),
    ]
    mocks = [Mock(selector(by, text), Outcome(exit_code=i)) for i, (by, text) in enumerate(order)]
    for size in range(1, len(mocks) + 1):
        table = Table(reversed(mocks[-size:]) if size != len(mocks) else mocks)
        found = table.find(names("wf[0].a"))
        assert found is not None
        if size > 2:
            assert found is mocks[-size]
    assert Table(mocks[-2:]).find(names("wf[0].a")) is mocks[-2]
