"""What a template is given: values, ConfigMaps, defaults, artifacts, and what is missing."""

from __future__ import annotations

from typing import Any

import pytest

import wfsim
from tests.engine import runs
from tests.engine.timed import HEAD, played
from wfsim.api.run import Run
from wfsim.engine.commands import StartPod
from wfsim.engine.engine import Engine
from wfsim.engine.events import RunStarted
from wfsim.record.run import NodeRecord

CALL = """  arguments: {parameters: [{name: key, value: region}]}
  templates:
  - name: main
    inputs: {artifacts: [{name: file, raw: {data: text}}]}
    steps:
    - - name: a
        template: leaf
        arguments: {parameters: [PARAMETER], artifacts: [ARTIFACT]}
  - name: leaf
    inputs: {parameters: [DECLARED], artifacts: [TAKEN]}
    container: {image: "busybox:1", args: ["{{inputs.parameters.p}}"]}
"""
SETTINGS = """
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {region: eu, empty: ""}
"""


def called(
    parameter: str = "", declared: str = "{name: p, default: d}", artifact: str = "", taken: str = "", extra: str = ""
) -> Run:
    spec = CALL
    for word, text in {"PARAMETER": parameter, "DECLARED": declared, "ARTIFACT": artifact, "TAKEN": taken}.items():
        spec = spec.replace(word, text)
    return wfsim.loads(HEAD + spec + extra + SETTINGS).simulate()


def inputs(run: Run) -> dict[str, Any]:
    node = _called(run)
    assert node.inputs is not None, run.message
    return {one["name"]: one for kind in ("parameters", "artifacts") for one in node.inputs.get(kind) or ()}  # type: ignore[index, call-overload, union-attr, misc]


def message(run: Run) -> str:
    return _called(run).message


def _called(run: Run) -> NodeRecord:
    return next(one for one in run.record.nodes if one.display_name == "a")


@pytest.mark.parametrize(
    ("parameter", "declared", "value"),
    [
        ("", "{name: p, default: d}", "d"),
        ("{name: p, value: v}", "{name: p, default: d}", "v"),
        ("{name: p, value: ''}", "{name: p, default: d}", ""),
        ("{name: p, value: v}", "{name: p, valueFrom: {configMapKeyRef: {name: settings, key: region}}}", "v"),
        ("{name: other, value: v}", "{name: p, value: own}", "own"),
        ("", "{name: p, valueFrom: {configMapKeyRef: {name: settings, key: region}}}", "eu"),
        ("{name: p, valueFrom: {configMapKeyRef: {name: settings, key: region}}}", "{name: p}", "eu"),
        ("{name: p, valueFrom: {configMapKeyRef: {name: settings, key: '{{workflow.parameters.key}}'}}}", "{name: p}",
         "eu"),
        ("{name: p, valueFrom: {configMapKeyRef: {name: settings, key: none}, default: other}}", "{name: p}", "other"),
        ("{name: p, valueFrom: {configMapKeyRef: {name: nothing, key: none}, default: other}}", "{name: p}", "other"),
    ],
)  # fmt: skip
def test_where_a_value_comes_from(parameter: str, declared: str, value: str) -> None:
    found = inputs(called(parameter, declared))["p"]
    assert found["value"] == value
    assert "valueFrom" not in found


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        (
            "{name: p, valueFrom: {configMapKeyRef: {name: nothing, key: none}}}",
            'failed to retrieve inputs.parameters.p from configmap: configmap "nothing" not found',
        ),
        (
            "{name: p, valueFrom: {configMapKeyRef: {name: settings, key: none}}}",
            "failed to retrieve inputs.parameters.p from configmap: config map 'settings' does not have the key 'none'",
        ),
    ],
)
def test_a_value_that_is_not_there(declared: str, said: str) -> None:
    run = called("", declared)
    assert message(run) == said
    assert run.phase == "Failed"


def test_the_artifact_of_the_call_keeps_its_place_and_takes_the_path_of_the_template() -> None:
    run = called(
        artifact="{name: f, from: '{{inputs.artifacts.file}}', mode: 1, recurseMode: true}",
        taken="{name: f, path: /in, mode: 2}",
    )
    assert inputs(run)["f"] == {"name": "f", "path": "/in", "mode": 2, "raw": {"data": "text"}}


@pytest.mark.parametrize(
    ("artifact", "taken", "found"),
    [
        ("", "{name: f, path: /in, raw: {data: own}}", {"name": "f", "path": "/in", "raw": {"data": "own"}}),
        ("{name: f, raw: {data: given}}", "{name: f, path: /in, raw: {data: own}}",
         {"name": "f", "path": "/in", "raw": {"data": "given"}}),
        ("{name: f, raw: {data: given}}", "{name: f, path: /in, optional: true, recurseMode: true}",
         {"name": "f", "path": "/in", "optional": True, "recurseMode": True, "raw": {"data": "given"}}),
        ("", "{name: f, path: /in, optional: true}", {"name": "f", "path": "/in", "optional": True}),
    ],
)  # fmt: skip
def test_which_artifact_a_template_gets(artifact: str, taken: str, found: object) -> None:
    assert inputs(called(artifact=artifact, taken=taken)).get("f") == found


SKIPPED = """  templates:
  - name: main
    steps:
    - - {name: maybe, template: maybe, when: "no == yes"}
    - - name: a
        template: leaf
        arguments:
          parameters:
          - {name: p, value: "{{steps.maybe.outputs.parameters.out}}"}
          - {name: q, value: "{{workflow.name}}"}
          artifacts: [ARTIFACT]
  - name: maybe
    container: {image: "busybox:1"}
    outputs: {parameters: [{name: out, valueFrom: {path: /out}}], artifacts: [{name: file, path: /file}]}
  - name: leaf
    inputs: {parameters: [{name: pDEFAULT}, {name: q}], artifacts: [TAKEN]}
    container: {image: "busybox:1"}
"""


def skipped(default: str = "", artifact: str = "", taken: str = "") -> Run:
    texts = {"DEFAULT": default, "ARTIFACT": artifact, "TAKEN": taken}
    spec = SKIPPED
    for word, text in texts.items():
        spec = spec.replace(word, text)
    return played(spec)


def test_an_output_of_what_was_skipped_is_as_if_it_were_not_given() -> None:
    found = inputs(skipped(", default: d"))
    assert (found["p"]["value"], found["q"]["value"]) == ("d", "wf")
    run = skipped()
    absent = "argument references an absent optional (skipped/omitted node output with no default)"
    assert (run.phase, message(run)) == ("Failed", f"inputs.parameters.p: {absent}")


def test_an_artifact_of_what_was_skipped_has_no_location() -> None:
    given = "{name: f, from: '{{steps.maybe.outputs.artifacts.file}}'}"
    run = skipped(", default: d", given, "{name: f, path: /in}")
    assert message(run) == "inputs.artifacts.f missing location information"
    run = skipped(", default: d", given, "{name: f, path: /in, optional: true}")
    assert run.phase == "Succeeded" and inputs(run)["f"] == {"name": "f", "path": "/in", "optional": True}


OWN = """  templates:
  - name: main
    inputs:
      parameters: [{name: p, value: "1"}, {name: q, value: "2"}]
      artifacts: [{name: in, path: /in, raw: {data: x}}]
    outputs:
      parameters: [{name: out, valueFrom: {path: /out}}]
      artifacts: [{name: made, path: /made}]
    container:
      image: "busybox:1"
      args:
      - "{{inputs.parameters.p}}"
      - "{{inputs.parameters}}"
      - "{{inputs.artifacts.in.path}}"
      - "{{outputs.parameters.out.path}}"
      - "{{outputs.artifacts.made.path}}"
      - "{{node.name}} {{steps.name}}{{tasks.name}} {{pod.name}}"
"""


def test_a_template_knows_its_inputs_and_paths() -> None:
    engine = Engine(runs.definitions_of(HEAD + OWN))
    (pod,) = [one for one in engine.send([RunStarted(0, "uid")]) if isinstance(one, StartPod)]
    assert pod.template["container"]["args"] == [  # type: ignore[index, call-overload]
        "1",
        '[{"name":"p","value":"1"},{"name":"q","value":"2"}]',
        "/in",
        "/out",
        "/made",
        "wf {{tasks.name}} wf",
    ]


def test_a_value_that_somebody_supplies_later_is_not_missed() -> None:
    text = (
        HEAD
        + """  templates:
  - name: main
    inputs: {parameters: [{name: p, valueFrom: {supplied: {}}}]}
    container: {image: i, args: ["{{inputs.parameters.p}}"]}
"""
    )
    engine = Engine(runs.definitions_of(text))
    (pod,) = [one for one in engine.send([RunStarted(0, "uid")]) if isinstance(one, StartPod)]
    assert pod.template["container"]["args"] == ["{{inputs.parameters.p}}"]  # type: ignore[index, call-overload]


def started(template: str) -> list[str]:
    """The arguments of the container of the entrypoint, which has these inputs and arguments."""
    engine = Engine(runs.definitions_of(f"{HEAD}  templates:\n  - {{name: main, {template}}}\n"))
    (pod,) = [one for one in engine.send([RunStarted(0, "uid")]) if isinstance(one, StartPod)]
    return pod.template["container"]["args"]  # type: ignore[index, call-overload, return-value]


def test_a_template_knows_where_its_artifacts_lie() -> None:
    inputs_ = "inputs: {artifacts: [{name: in, path: /in, raw: {data: x}}]}"
    assert started(inputs_ + ', container: {image: i, args: ["{{inputs.artifacts.in.path}}"]}') == ["/in"]


def test_a_value_that_somebody_supplies_later_is_no_error_beside_an_expression() -> None:
    inputs_ = "inputs: {parameters: [{name: p, valueFrom: {supplied: {}}}]}"
    assert started(inputs_ + ', container: {image: i, args: ["{{=1 + 1}}"]}') == ["2"]
