"""The table of variables."""

from __future__ import annotations

import pytest

from wfsim.scope.catalog import VARIABLES, Type, Where, find


def test_patterns_are_unique() -> None:
    patterns = [one.pattern for one in VARIABLES]
    assert len(patterns) == len(set(patterns))


def test_every_row_finds_itself() -> None:
    for one in VARIABLES:
        name = one.pattern.replace("<", "").replace(">", "")
        assert find(name) == one, name


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("workflow.parameters.json", "workflow.parameters.json"),
        ("workflow.parameters.a.b", "workflow.parameters.<parameter>"),
        ("workflow.labels.example.com/team", "workflow.labels.<key>"),
        ("steps.a-b.outputs.parameters.x", "steps.<step>.outputs.parameters.<parameter>"),
        ("tasks.t.outputs.parameters", "tasks.<task>.outputs.parameters"),
        ("inputs.artifacts.a.path", "inputs.artifacts.<artifact>.path"),
        ("item.[0]", "item.<key>"),
    ],
)
def test_find(name: str, pattern: str) -> None:
    found = find(name)
    assert found is not None
    assert found.pattern == pattern


@pytest.mark.parametrize("name", ["", "steps", "steps.a", "steps.a.nope", "workflow.nope", "inputs.parameter.x"])
def test_unknown(name: str) -> None:
    assert find(name) is None


def test_every_place_and_type_is_used() -> None:
    assert {one.where for one in VARIABLES} == set(Where)
    assert {one.type for one in VARIABLES} == set(Type) - {Type.NUMBER} or {one.type for one in VARIABLES} == set(Type)
