"""Fixes of conditions: quotes and operators, in every style of YAML, and only where nothing is left to decide."""

from __future__ import annotations

import pytest

from tests.checks.pages import lint
from wfsim.checks.fixing import mended
from wfsim.text import Fix

WORKFLOW = """apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {{generateName: a-}}
spec:
  entrypoint: main
  arguments:
    parameters: [{{name: x, value: {value}}}, {{name: num, value: "3"}}, {{name: other, value: else}}]
  templates:
    - name: main
      steps:
        - - name: go
            template: hello
            when: {when}
    - name: hello
      container: {{image: alpine:3.20, command: [echo]}}
"""
X, Y, N = "{{workflow.parameters.x}}", "{{workflow.parameters.other}}", "{{workflow.parameters.num}}"


def fixed(when: str, value: str = "foo-bar") -> str:
    """What stands behind ``when:`` after the fixes."""
    text = WORKFLOW.format(when=when, value=value)
    found = lint(text, "a.yaml")
    fixes: list[Fix] = [one.fix for one in found if one.fix is not None]
    if not fixes:
        return when
    after = mended(fixes[0].at.source, fixes).text
    begin, end = text.index(when, text.index("when:")), len(text) - text.index(when, text.index("when:")) - len(when)
    assert after[:begin] == text[:begin] and after[len(after) - end :] == text[len(text) - end :]
    left = [one for one in lint(after, "a.yaml") if one.code in ("bad-when", "value-breaks-when", "yaml-syntax")]
    assert not left, left
    return after[begin : len(after) - end]


@pytest.mark.parametrize(
    ("when", "becomes"),
    [
        (f'"{Y} == foo-bar"', f"\"'{Y}' == 'foo-bar'\""),
        (f'"{X} == foo-bar"', f"\"'{X}' == 'foo-bar'\""),
        (f'"foo-bar == {X}"', f"\"'foo-bar' == '{X}'\""),
        (f"'{X} != foo-bar'", f"'''{X}'' != ''foo-bar'''"),
        (f">-\n              {X} == foo-bar", f">-\n              '{X}' == 'foo-bar'"),
        ("foo-bar == x", "\"'foo-bar' == x\""),
        (f"y == foo-bar && {Y} == a", f"y == 'foo-bar' && {Y} == a"),
        (f'"{Y} = a"', f'"{Y} == a"'),
        (f'"{Y} === a and {Y} <> b"', f'"{Y} == a && {Y} != b"'),
        (f'"{N} -gt 2"', f'"{N} > 2"'),
        (f'"{N} > 2 and {X} == foo-bar"', f"\"{N} > 2 && '{X}' == 'foo-bar'\""),
        (f'"{X} == a.b/c:d"', f"\"'{X}' == 'a.b/c:d'\""),
    ],
)
def test_what_is_written_otherwise(when: str, becomes: str) -> None:
    assert fixed(when) == becomes


@pytest.mark.parametrize(
    ("when", "value", "becomes"),
    [
        (f'"{X} == yes"', "a b", f"\"'{X}' == yes\""),
        (f'"{X} == yes || {X} == no"', "a b", f"\"'{X}' == yes || '{X}' == no\""),
        (f'"{X} == 1"', "a b", None),
        (f'"{X}"', "a b", None),
        (f'"{X} in (a, b)"', "a b", f"\"'{X}' in (a, b)\""),
        (f'"c in ({X})"', "a b", None),
        (f'"{X} == yes"', '"its"', None),
    ],
)
def test_values_that_break_a_condition(when: str, value: str, becomes: str | None) -> None:
    assert fixed(when, value) == (becomes or when)


@pytest.mark.parametrize(
    "when",
    [
        '"not {{workflow.parameters.other}} == a"',
        '"workflow.parameters.num > 5"',
        '"{{workflow.parameters.other}} == True and foo-bar"',
        '"{{workflow.parameters.other}} ="',
        '"(foo-bar == a"',
        '"contains(a-b, c)"',
        '"foo-bar"',
        '"{{workflow.parameters.other}} == \\u0066oo-bar"',
    ],
)
def test_what_is_left_to_people(when: str) -> None:
    assert fixed(when) == when
