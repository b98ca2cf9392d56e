"""Fixes are made where they change nothing else: edits together or not at all, aliases and layout respected."""

from __future__ import annotations

import pytest

from wfsim.checks.api import run_all
from wfsim.checks.fixing import apart, mended
from wfsim.spec.workspace import load
from wfsim.text import Edit, Fix, Source


def fix(source: Source, *edits: tuple[str, str]) -> Fix:
    """A fix that replaces the only occurrence of each text by another."""
    made = []
    for old, new in edits:
        assert source.text.count(old) == 1
        start = source.text.index(old)
        made.append(Edit(source.span(start, start + len(old)), new))
    first, *also = made
    return Fix("mend", first.at, first.text, tuple(also))


def after(text: str, *edits: tuple[str, str]) -> str:
    source = Source("a.yaml", text)
    return mended(source, [fix(source, *edits)]).text


@pytest.mark.parametrize(
    ("text", "edits", "becomes"),
    [
        ("a: 1  # one\r\nb: 'x'\r\n", [("a", "c")], "c: 1  # one\r\nb: 'x'\r\n"),
        ("schedule: '* * * * *' # daily\n", [("schedule", "schedules"), ("'* * * * *'", "['* * * * *']")], None),
        ("s:\n  mutex:\n    name: x\n    y: z\n", [("mutex", "mutexes"), ("name", "- name"), ("y", "  y")], None),
        ("t: {dependencies: [a, b]}\n", [("dependencies", "depends"), ("[a, b]", "a && b")], None),
    ],
    ids=["rename", "wrap-a-scalar", "wrap-a-mapping", "list-becomes-text"],
)
def test_edits_are_made_together(text: str, edits: list[tuple[str, str]], becomes: str | None) -> None:
    wanted = text
    for old, new in edits:
        wanted = wanted.replace(old, new)
    assert after(text, *edits) == (becomes or wanted) != text


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("a: &x hello\nb: *x\n", [("hello", "world")]),
        ("a: [&x hello, *x]\n", [("hello", "world")]),
        ("a: &x {k: v}\nb:\n  <<: *x\n", [("k", "l")]),
        ("a: 1\nb: 2\n", [("1", "{")]),
        ("a: 1\nb: 2\n", [("1", "1\nc: 3")]),
        ("s:\n  mutex:\n    name: x\n    y: z\n", [("mutex", "mutexes"), ("name", "- name")]),
        ("a: [b, c]\n", [("b", "b, d")]),
        ("a: 1\n--- \nb: 2\n", [("1", "1\n---\nc: 3")]),
    ],
    ids=["alias", "alias-in-list", "merge", "broken", "more-entries", "half-a-wrap", "more-items", "more-documents"],
)
def test_what_would_change_something_else_is_left_out(text: str, edits: list[tuple[str, str]]) -> None:
    assert after(text, *edits) == text


def test_of_fixes_that_touch_the_first_counts() -> None:
    source = Source("a.yaml", "abcdef: 1\n")
    one, two, three = (Fix("mend", source.span(*at), "x") for at in ((0, 2), (1, 3), (4, 6)))
    assert apart([three, two, one]) == [one, three]
    spread = Fix("mend", source.span(0, 1), "x", (Edit(source.span(5, 6), "y"),))
    assert apart([three, spread]) == [spread]


def test_edits_stand_in_order() -> None:
    source = Source("a.yaml", "ab")
    made = Fix("mend", source.span(1, 2), "y", (Edit(source.span(0, 1), "x"),))
    assert [one.text for one in made.edits] == ["x", "y"]


def test_nothing_is_mended_in_what_cannot_be_read() -> None:
    assert after("a: [\nb: 1\n", ("b", "c")) == "a: [\nb: 1\n"
    assert after("d: 1\n---\na: [\nb: 1\n", ("b", "c")) == "d: 1\n---\na: [\nb: 1\n"


def test_beside_what_cannot_be_read_fixes_are_made() -> None:
    assert after("d: 1\n---\na: [\nb: 1\n", ("d", "e")) == "e: 1\n---\na: [\nb: 1\n"


def test_what_lets_more_be_read_is_made() -> None:
    assert after("a: {{x.y}}\nb: x\n", ("{{x.y}}", '"{{x.y}}"')) == 'a: "{{x.y}}"\nb: x\n'
    assert after("a: [\nb: 1\n", ("[", "[]")) == "a: []\nb: 1\n"
    assert after("a: {{x}}\nb: {{y}}\n", ("{{x}}", '"{{x}}"')) == 'a: "{{x}}"\nb: {{y}}\n'


DAG = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: example-}
spec:
  entrypoint: main
  templates:
    - {name: hello, container: {image: "alpine:3.20"}}
    - name: main
      dag:
        tasks:
          - {name: a, template: hello}
          - {name: b, template: hello, %s}
          - name: c
            template: hello
            %s
            when: "true"
"""


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        (("dependencies: [a]", "dependencies: [a, b]"), ("depends: a", "depends: a && b")),
        (("when: x", "dependencies:\n            - a\n            - b  "), ("when: x", "depends: a && b  ")),
        (("dependencies: [a]", "dependencies: &all [a, b]"), None),
        (("dependencies: [a]", "dependencies:\n            - a # first\n            - b"), None),
    ],
)
def test_dependencies_become_depends(written: tuple[str, str], becomes: tuple[str, str] | None) -> None:
    source = Source("a.yaml", DAG % written)
    found = run_all(load([source]), requested=["plain-dependencies"])
    assert {one.code for one in found} >= {"plain-dependencies"}
    fixes = [one.fix for one in found if one.fix is not None]
    assert mended(source, fixes).text == (DAG % becomes if becomes else source.text)
