"""The values that are known to reach a variable."""

from __future__ import annotations

import pytest

from wfsim.checks.api import Context
from wfsim.checks.values import Place, known
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
