"""What every template of a workflow can name: its own values, its arguments, and times."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine import runs
from wfsim.engine import variables
from wfsim.engine.definitions import Definitions, define
from wfsim.engine.errors import CallError
from wfsim.engine.state import RunState
from wfsim.spec import workspace
from wfsim.spec.model import Parameter, ValueFrom
from wfsim.text import Source

TEXT = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  name: wf
  namespace: ns
  labels: {team: a, app: "<b>"}
  annotations: {workflows.argoproj.io/scheduled-time: "2024-01-01T00:00:00Z"}
spec:
  entrypoint: main
  serviceAccountName: robot
  priority: 7
  arguments:
    parameters:
    - {name: p, value: "<1>", description: größe, enum: ["<1>", "2"], globalName: g, default: d}
    - {name: q, valueFrom: {configMapKeyRef: {name: settings, key: region}}}
    - {name: r, valueFrom: {configMapKeyRef: {name: settings, key: none}, default: other}}
  templates: [{name: main, container: {image: i}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {region: eu}
"""
AT = 1_704_164_645_678  # 2024-01-02T03:04:05.678Z, a Tuesday


def found(text: str = TEXT, **given: Any) -> dict[str, str]:
    return variables.of_workflow(runs.definitions_of(text, creation_ms=AT, **given), RunState("run", uid="u-1"))


def test_a_workflow_names_itself() -> None:
    values = found()
    assert {key: values[f"workflow.{key}"] for key in ("name", "namespace", "uid", "serviceAccountName")} == {
        "name": "run",
        "namespace": "ns",
        "uid": "u-1",
        "serviceAccountName": "robot",
    }
    assert (values["workflow.mainEntrypoint"], values["workflow.priority"]) == ("main", "7")
    assert "workflow.priority" not in found(TEXT.replace("  priority: 7\n", ""))
    assert found(entrypoint="other")["workflow.mainEntrypoint"] == "other"


def test_labels_and_annotations_are_there_each_and_together() -> None:
    values = found()
    assert (values["workflow.labels.team"], values["workflow.labels.app"]) == ("a", "<b>")
    assert values["workflow.labels"] == values["workflow.labels.json"] == '{"app":"\\u003cb\\u003e","team":"a"}'
    assert values["workflow.annotations.workflows.argoproj.io/scheduled-time"] == "2024-01-01T00:00:00Z"
    assert values["workflow.scheduledTime"] == "2024-01-01T00:00:00Z"
    assert "workflow.scheduledTime" not in found(TEXT.replace("scheduled-time", "other"))


def test_arguments_are_there_each_and_together_as_go_writes_them() -> None:
    values = found()
    assert [values[f"workflow.parameters.{name}"] for name in "pqr"] == ["<1>", "eu", "other"]
    whole = (
        '[{"name":"p","default":"d","value":"\\u003c1\\u003e","globalName":"g","enum":["\\u003c1\\u003e","2"],'
        '"description":"größe"},{"name":"q","value":"eu"},{"name":"r","value":"other"}]'
    )
    assert values["workflow.parameters"] == values["workflow.parameters.json"] == whole


def test_what_is_given_at_submit_comes_first() -> None:
    values = found(parameters={"r": "mine", "new": "n"})
    assert values["workflow.parameters.r"] == "mine"
    assert values["workflow.parameters"].startswith('[{"name":"r","value":"mine"},{"name":"new","value":"n"},')


def test_the_time_of_creation_in_every_form() -> None:
    values = found()
    one = {key.rpartition(".")[2]: value for key, value in values.items() if "creationTimestamp." in key}
    assert values["workflow.creationTimestamp"] == one["RFC3339"] == "2024-01-02T03:04:05Z"
    assert one == {
        "RFC3339": "2024-01-02T03:04:05Z",
        "B": "January",
        "b": "Jan",
        "m": "01",
        "A": "Tuesday",
        "a": "Tue",
        "d": "02",
        "H": "03",
        "I": "03",
        "M": "04",
        "S": "05",
        "Y": "2024",
        "y": "24",
        "p": "AM",
        "Z": "UTC",
        "z": "+0000",
        "L": "678",
        "s": "1704164645",
    }


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "valueFrom: {configMapKeyRef: {name: nothing, key: none}}",
            "failed to set global parameter x from configmap with name nothing and key none: "
            'configmap "nothing" not found',
        ),
        (
            "valueFrom: {configMapKeyRef: {name: settings, key: none}}",
            "failed to set global parameter x from configmap with name settings and key none: "
            "config map 'settings' does not have the key 'none'",
        ),
        ("description: d", "either value or valueFrom must be specified in order to set global parameter x"),
    ],
)
def test_an_argument_without_a_value(source: str, said: str) -> None:
    with pytest.raises(CallError) as caught:
        found(TEXT.replace("- {name: q, valueFrom", f"- {{name: x, {source}}}\n    - {{name: q, valueFrom"))
    assert caught.value.message == said


def test_a_run_whose_argument_has_no_value_fails_at_once() -> None:
    text = TEXT.replace("{name: settings, key: region}", "{name: settings, key: gone}")
    engine = runs.begin(runs.definitions_of(text))
    said = (
        "failed to set global parameters: failed to set global parameter q from configmap with name settings and "
        "key gone: config map 'settings' does not have the key 'gone'"
    )
    assert (engine.state.phase, engine.state.message, engine.state.nodes) == ("Failed", said, {})
    assert engine.state.started_ms is not None


def test_a_value_from_nowhere_takes_its_default() -> None:
    assert variables.argument_value(Parameter("x", value_from=ValueFrom(default="d")), {}) == "d"


@pytest.mark.parametrize(("ms", "text"), [(0, "0.000000"), (1500, "1.500000"), (61_001, "61.001000")])
def test_a_duration_in_seconds(ms: int, text: str) -> None:
    assert variables.go_duration_seconds(ms) == text


# -- what calls resolve to --

LIBRARY = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  templateDefaults: {timeout: 30s}
  templates:
  - name: main
    steps:
    - - {name: a, templateRef: {name: lib, template: outer}}
      - {name: b, templateRef: {name: lib, template: inner, clusterScope: true}}
      - {name: c, template: inner}
  - {name: inner, container: {image: own}}
---
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: lib}
spec:
  templates:
  - {name: outer, steps: [[{name: x, template: inner}]]}
  - {name: inner, container: {image: library}}
---
apiVersion: argoproj.io/v1alpha1
kind: ClusterWorkflowTemplate
metadata: {name: lib}
spec:
  templates: [{name: inner, container: {image: cluster}}]
"""


def library(text: str = LIBRARY) -> Definitions:
    loaded = workspace.load([Source("wf.yaml", text)])
    return define(loaded.resources[0], loaded, name="wf")


def test_a_template_calls_in_the_scope_where_it_stands() -> None:
    engine = runs.begin(library())
    found = {
        node.name: (node.template_scope, node.template_name, node.template_ref) for node in engine.state.nodes.values()
    }
    outer = {"name": "lib", "template": "outer"}
    assert found["wf[0].a"] == ("local/wf", "", outer)
    assert found["wf[0].a[0].x"] == ("namespaced/lib", "inner", None)
    assert found["wf[0].b"] == ("local/wf", "", {"name": "lib", "template": "inner", "clusterScope": True})
    assert found["wf[0].c"] == ("local/wf", "inner", None)
    bodies = {node.name: node.body for node in engine.state.nodes.values() if node.body}
    images = {name: body["container"]["image"] for name, body in bodies.items()}  # type: ignore[index, call-overload]
    assert images == {"wf[0].a[0].x": "library", "wf[0].b": "cluster", "wf[0].c": "own"}
    assert {body["timeout"] for body in bodies.values()} == {"30s"}


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("templateRef: {name: gone, template: x}", "workflow template gone not found"),
        ("templateRef: {name: gone, template: x, clusterScope: true}", "cluster workflow template gone not found"),
        ("templateRef: {name: lib, template: x}", "template x not found in workflow template lib"),
        ("template: x", "template x not found"),
    ],
)
def test_a_call_of_what_is_not_there(reference: str, said: str) -> None:
    text = LIBRARY.replace("templateRef: {name: lib, template: outer}", reference)
    engine = runs.begin(library(text))
    node = next(one for one in engine.state.nodes.values() if one.name == "wf[0].a")
    assert (node.phase, node.message) == ("Error", said)
    assert engine.state.message.endswith(f"child wf[0].a error: {said}")
