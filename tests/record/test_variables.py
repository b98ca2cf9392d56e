"""The variables that a node of a finished run sees."""

from __future__ import annotations

from wfsim.api.simulation import Request, simulate
from wfsim.record.run import RunRecord
from wfsim.record.variables import variables
from wfsim.spec.workspace import load
from wfsim.text import Source

FILE = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w, namespace: ns}
spec:
  entrypoint: main
  arguments: {parameters: [{name: env, value: prod}]}
  templates:
    - name: main
      inputs: {parameters: [{name: num, value: "3"}]}
      steps:
        - - {name: make, template: make}
        - - name: use
            template: use
            arguments: {parameters: [{name: text, value: "{{steps.make.outputs.result}}"}]}
    - name: make
      script: {image: x, command: [sh], source: x}
    - name: use
      inputs: {parameters: [{name: text}]}
      container: {image: x}
"""


def run() -> RunRecord:
    return simulate(load([Source("a.yaml", FILE)]), Request()).record


def test_of_a_step() -> None:
    record = run()
    node = record.named("w[1].use")
    assert node is not None
    found = variables(record, node)
    assert found["workflow.name"] == "w"
    assert found["workflow.parameters.env"] == "prod"
    assert found["steps.make.status"] == "Succeeded"
    assert found["steps.make.outputs.result"] == found["inputs.parameters.text"]
    assert found["inputs.parameters.num"] == "3"
    assert found["node.name"] == "w[1].use"
    assert "steps.[0].status" not in found


def test_of_the_root() -> None:
    record = run()
    found = variables(record, record.nodes[0])
    assert found["steps.use.status"] == "Succeeded"
    assert found["inputs.parameters.num"] == "3"


def test_all_are_in_the_table() -> None:
    from wfsim.scope.catalog import find

    record = run()
    for node in record.nodes:
        assert [name for name in variables(record, node) if find(name) is None] == []
