"""The values that are known to reach a variable."""

from __future__ import annotations

import pytest

from wfsim.checks.api import Context
from wfsim.checks.values import Place, known, possible
from wfsim.spec.workspace import load
from wfsim.text import Source

FILE = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w}
spec:
  entrypoint: main
  arguments: {parameters: [{name: env, value: prod, enum: [prod, staging]}, {name: open}]}
  templates:
    - name: main
      steps:
        - - name: a
            template: below
            withItems: [x, {k: v}, "{{tag}}"]
            arguments: {parameters: [{name: one, value: lit}]}
          - name: b
            template: below
            arguments: {parameters: [{name: one, value: "{{workflow.parameters.env}}"}, {name: two, value: "2"}]}
    - name: below
      inputs: {parameters: [{name: one}, {name: two, default: none}, {name: three, value: x}]}
      steps:
        - - name: again
            template: below
            arguments: {parameters: [{name: one, value: "{{inputs.parameters.one}}"}]}
"""


@pytest.mark.parametrize(
    ("template", "name", "found"),
    [
        ("main", "item", ["x", '{"k":"v"}']),
        ("main", "item.k", ["v"]),
        ("main", "workflow.parameters.env", ["prod", "staging"]),
        ("main", "workflow.parameters.open", []),
        ("main", "workflow.parameters.nope", []),
        ("below", "inputs.parameters.one", ["lit", "prod", "staging"]),
        ("below", "inputs.parameters.two", ["2", "none"]),
        ("below", "inputs.parameters.three", ["x"]),
        ("below", "steps.a.outputs.result", []),
    ],
)
def test_known(template: str, name: str, found: list[str]) -> None:
    context = Context(load([Source("a.yaml", FILE)]))
    resource = context.workspace.resources[0]
    here = resource.spec.template(template)
    assert here is not None
    values = known(context, Place(resource, here, here.calls[0]), name)
    assert [one.value for one in values] == found
    assert all(one.at.start < one.at.end for one in values)


GUARDED = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w}
spec:
  entrypoint: main
  arguments: {parameters: [{name: env, value: prod}]}
  templates:
    - name: main
      steps:
        - - name: a
            template: asked
            when: "'{{workflow.parameters.env}}' != ''"
            arguments: {parameters: [{name: one, value: "{{workflow.parameters.env}}"}, {name: two, value: lit}]}
          - name: b
            template: told
            when: "{{workflow.status}} == Running"
            arguments: {parameters: [{name: one, value: "{{workflow.parameters.env}}"}]}
    - name: asked
      inputs: {parameters: [{name: one}, {name: two}]}
      steps: [[{name: c, template: below}]]
    - name: told
      inputs: {parameters: [{name: one}]}
      steps: [[{name: c, template: leaf}]]
    - name: below
      steps: [[{name: d, template: leaf}, {name: e, template: below}]]
    - name: leaf
      container: {image: "alpine:3.20"}
"""


@pytest.mark.parametrize(
    ("template", "name", "found"),
    [
        ("main", "workflow.parameters.env", ["prod"]),
        ("asked", "workflow.parameters.env", []),
        ("asked", "inputs.parameters.one", []),
        ("asked", "inputs.parameters.two", ["lit"]),
        ("told", "workflow.parameters.env", ["prod"]),
        ("told", "inputs.parameters.one", ["prod"]),
        ("below", "workflow.parameters.env", []),
        ("leaf", "workflow.parameters.env", ["prod"]),
    ],
)
def test_a_condition_on_the_way_keeps_values_away(template: str, name: str, found: list[str]) -> None:
    context = Context(load([Source("a.yaml", GUARDED)]))
    resource = context.workspace.resources[0]
    here = resource.spec.template(template)
    assert here is not None
    assert [one.value for one in known(context, Place(resource, here), name)] == found
    assert {one.value for one in possible(context, Place(resource, here), name)} <= {"prod", "lit"}
    assert possible(context, Place(resource, here), name) != ()
