"""``skipped-output`` against the engine: it speaks up where a run with that step skipped fails or never ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.pages import lint
from wfsim import load

HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w}
spec:
  entrypoint: main
  arguments: {parameters: [{name: go, value: "no"}]}
  templates:
    - name: make
      container: {image: "a:1", command: [echo]}
      outputs:
        parameters: [{name: x, valueFrom: {path: /x}}, {name: d, valueFrom: {path: /x, default: dd}}]
        artifacts: [{name: art, path: /art}]
    - {name: bare, container: {image: "a:1", command: [echo]}}
    - name: use
      inputs: {parameters: [{name: v}]}
      container: {image: "a:1", command: [echo, "{{inputs.parameters.v}}"]}
    - name: use-or-not
      inputs: {parameters: [{name: v, default: q}]}
      container: {image: "a:1", command: [echo, "{{inputs.parameters.v}}"]}
    - name: take
      inputs: {artifacts: [{name: v, path: /v}]}
      container: {image: "a:1", command: [echo]}
    - name: take-or-not
      inputs: {artifacts: [{name: v, path: /v, optional: true}]}
      container: {image: "a:1", command: [echo]}
    - name: main
"""
WHEN = "when: '{{workflow.parameters.go}} == yes'"
STEPS = """\
      steps:
        - - {name: p, template: PRODUCER, WHEN}
        - - {name: c, CALL}
      OUTPUTS
"""
DAG = """\
      dag:
        tasks:
          - {name: p, template: PRODUCER, WHEN}
          - {name: c, depends: p, CALL}
      OUTPUTS
"""
VALUES = (
    "{{S.p.outputs.parameters.x}}",
    "{{S.p.outputs.parameters.d}}",
    "a {{S.p.outputs.parameters.x}}",
    "{{S.p.outputs.result}}",
    "{{S.p.exitCode}}",
    "{{S.p.hostNodeName}}",
    "{{S.p.id}} {{S.p.status}} {{S.p.startedAt}}",
    "{{=S.p.outputs.parameters.x}}",
    "{{=S.p.outputs.parameters.x ?? 'z'}}",
    "{{=S.p.status == 'Succeeded' ? S.p.outputs.parameters.x : 'z'}}",
    "{{=S.p.outputs.result}}",
    "{{=S.p.outputs.result ?? 'z'}}",
    "{{=S.p.outputs?.result ?? 'z'}}",
    "{{=S.p?.outputs?.result ?? 'z'}}",
    "{{=S.p.status == 'Succeeded' ? S.p.outputs.result : 'z'}}",
)
ARTIFACT = "arguments: {artifacts: [{name: v, from: '{{S.p.outputs.artifacts.art}}'%s}]}"
CALLS = (
    *(
        f'template: {callee}, arguments: {{parameters: [{{name: v, value: "{value}"}}]}}'
        for value in VALUES
        for callee in ("use", "use-or-not")
    ),
    "template: bare, when: '{{S.p.outputs.result}} == a'",
    "template: bare, when: '{{S.p.status}} == Succeeded && {{S.p.outputs.result}} == a'",
    "template: bare, when: '{{S.p.outputs.parameters.x}} == a'",
    "template: bare, when: '{{S.p.outputs.parameters.d}} == dd'",
    "template: bare, withItems: [1], when: '{{S.p.outputs.result}} == {{item}}'",
    "template: bare, withParam: '{{S.p.outputs.parameters.x}}'",
    "template: use, when: '{{S.p.status}} == Succeeded', "
    "arguments: {parameters: [{name: v, value: '{{S.p.outputs.result}}'}]}",
    f"template: take, {ARTIFACT % ''}",
    f"template: take-or-not, {ARTIFACT % ''}",
    f"template: take-or-not, {ARTIFACT % ', optional: true'}",
)
OUTPUTS = (
    *(
        f"outputs: {{parameters: [{{name: o, valueFrom: {{{source}}}}}]}}"
        for source in (
            "parameter: '{{S.p.outputs.parameters.x}}'",
            "parameter: '{{S.p.outputs.parameters.d}}'",
            "parameter: '{{S.p.outputs.parameters.x}}', default: z",
            "parameter: '{{S.p.outputs.result}}'",
            "parameter: '{{S.p.outputs.result}}', default: z",
            "expression: S.p.outputs.parameters.x",
            "expression: \"S.p.outputs.parameters.x ?? 'z'\"",
            "expression: S.p.outputs.parameters.x, default: z",
            "expression: \"S.p.status == 'Succeeded' ? S.p.outputs.result : 'z'\"",
        )
    ),
    "outputs: {artifacts: [{name: o, from: '{{S.p.outputs.artifacts.art}}'}]}",
    "outputs: {artifacts: [{name: o, from: '{{S.p.outputs.artifacts.art}}', optional: true}]}",
    "outputs: {artifacts: [{name: o, fromExpression: S.p.outputs.artifacts.art}]}",
)
CASES = [(call, "") for call in CALLS] + [("template: bare", outputs) for outputs in OUTPUTS]


@pytest.mark.parametrize("frame", [STEPS, DAG], ids=["steps", "dag"])
@pytest.mark.parametrize(("call", "outputs"), CASES)
def test_it_fails_where_it_is_said(frame: str, call: str, outputs: str, tmp_path: Path) -> None:
    text = frame.replace("CALL", call).replace("OUTPUTS", outputs).replace("PRODUCER", "make")
    same_as_run(text, frame, tmp_path)


@pytest.mark.parametrize("frame", [STEPS, DAG], ids=["steps", "dag"])
@pytest.mark.parametrize("value", [one for one in VALUES if "parameters" not in one])
def test_without_any_outputs(frame: str, value: str, tmp_path: Path) -> None:
    call = f'template: use, arguments: {{parameters: [{{name: v, value: "{value}"}}]}}'
    same_as_run(frame.replace("CALL", call).replace("OUTPUTS", "").replace("PRODUCER", "bare"), frame, tmp_path)


def same_as_run(text: str, frame: str, folder: Path) -> None:
    text = HEAD + text.replace("WHEN", WHEN).replace("S.p", "steps.p" if frame is STEPS else "tasks.p")
    path = folder / "w.yaml"
    path.write_text(text, encoding="utf-8")
    run = load(path).simulate(seed=1)
    found = {one.code for one in lint(text)}
    assert ("skipped-output" in found) == (run.phase != "Succeeded"), text
