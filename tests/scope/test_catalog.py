"""The table of variables."""

from __future__ import annotations

import pytest

from wfsim.scope.catalog import VARIABLES, Phase, Type, Where, find
from wfsim.scope.names import global_outputs, of_call, of_inputs, of_items
from wfsim.scope.workflow import variables
from wfsim.spec.workspace import load
from wfsim.text import Source

EVERYTHING = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w, labels: {example.com/team: x}, annotations: {note: x}}
spec:
  entrypoint: main
  priority: 1
  arguments: {parameters: [{name: p, value: x}]}
  templates:
    - name: work
      daemon: true
      inputs: {parameters: [{name: a}], artifacts: [{name: f, path: /f}]}
      script: {image: x, source: x}
      outputs:
        parameters: [{name: o, globalName: g, valueFrom: {path: /o}}]
        artifacts: [{name: r, globalName: h, path: /r}]
    - name: main
      steps: [[{name: a, template: work, withItems: [{key: 1}, [x]]}]]
"""


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


def test_every_place_type_and_phase_is_used() -> None:
    assert {one.where for one in VARIABLES} == set(Where)
    assert {one.type for one in VARIABLES} == set(Type)
    assert {one.phase for one in VARIABLES} == set(Phase)


def test_whatever_is_in_scope_is_in_the_table() -> None:
    workspace = load([Source("a.yaml", EVERYTHING)])
    (resource,) = workspace.resources
    template, caller = resource.spec.templates
    (call,) = caller.calls
    names = [*variables(resource, resource.spec.arguments, None), *of_inputs(template), *of_items(call)]
    names += of_call("steps.a", call, template)
    names += (name for name, _ in global_outputs(template))
    assert len(names) > 40
    assert [name for name in names if find(name) is None] == []


def test_a_status_is_one_of_the_phases() -> None:
    found = find("steps.a-b.status")
    assert found is not None and "Succeeded" in found.values
    other = find("steps.a.outputs.parameters.status")
    assert other is not None and other.values == ()
