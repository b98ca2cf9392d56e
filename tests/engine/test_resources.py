"""Resource templates: which object fails a node, which one ends it, and in what words."""

from __future__ import annotations

import pytest

from tests.engine.runs import begin, definitions_of, running
from wfsim.engine.events import Event, PodFinished, ResourceChanged
from wfsim.engine.phases import Phase
from wfsim.engine.resources import GONE
from wfsim.yamlio.nodes import Json

WORKFLOW = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {{name: wf}}
spec:
  entrypoint: main
  templates:
    - name: main
      resource:
        action: create
        manifest: "{{}}"
        {conditions}
      outputs:
        parameters:
          - name: kind
            valueFrom: {{jsonPath: "{{.kind}}{path}"}}
"""
FAILED = "main: Error (exit code 1): "
EVALUATED = "failure condition '{{{}}}' evaluated true"


def ended(event: type[Event], conditions: str = "", found: Json = None, path: str = "") -> tuple[Phase, str]:
    engine = begin(definitions_of(WORKFLOW.format(conditions=conditions, path=path)))
    (node,) = running(engine)
    engine.send([PodFinished(0, node) if event is PodFinished else ResourceChanged(0, node, found)])
    state = engine.state.nodes[node]
    return state.phase, state.message or ""


@pytest.mark.parametrize(
    ("conditions", "found", "phase", "message"),
    [
        ("successCondition: a == 1", {"a": 1}, Phase.SUCCEEDED, ""),
        ("successCondition: a == 1, b > 2", {"a": 1, "b": 2}, Phase.RUNNING, ""),
        ("successCondition: a == 1, b > 2", {"a": 1, "b": 3}, Phase.SUCCEEDED, ""),
        ("failureCondition: a == 1", {"a": 2}, Phase.SUCCEEDED, ""),
        ("failureCondition: a = 1", {"a": 1}, Phase.FAILED, EVALUATED.format("a = [1]")),
        ("failureCondition: 'b > 2, a < 1'", {"b": 3, "a": 5}, Phase.FAILED, EVALUATED.format("b gt [2]")),
        ("failureCondition: 'a in (y, x)'", {"a": "x"}, Phase.FAILED, EVALUATED.format("a in [x y]")),
        ("failureCondition: '!a'", {}, Phase.FAILED, EVALUATED.format("a ! []")),
        ("successCondition: a == 1", None, Phase.FAILED, GONE),
        ("", None, Phase.SUCCEEDED, ""),
        (
            "successCondition: a >> 0",
            {"a": 1},
            Phase.FAILED,
            "success condition 'a >> 0' failed to parse: unable to parse requirement: found '>', expected: identifier",
        ),
    ],
)  # fmt: skip
def test_what_an_object_comes_to(conditions: str, found: Json, phase: Phase, message: str) -> None:
    assert ended(ResourceChanged, conditions, found) == (phase, FAILED + message if message else "")


def test_conditions_that_are_none_fail_without_an_object_too() -> None:
    assert ended(PodFinished, "failureCondition: a ==") == (Phase.SUCCEEDED, "")
    phase, message = ended(PodFinished, "failureCondition: a b")
    assert phase is Phase.FAILED
    assert message.startswith(f"{FAILED}fail condition 'a b' failed to parse: unable to parse requirement: found 'b'")


def test_a_deletion_has_no_conditions_and_no_outputs() -> None:
    text = WORKFLOW.format(conditions="", path="").replace("action: create", "action: delete")
    engine = begin(definitions_of(text))
    (node,) = running(engine)
    engine.send([PodFinished(0, node)])
    message = "successCondition, failureCondition and outputs are not supported for delete action"
    assert engine.state.nodes[node].message == FAILED + message


def test_outputs_that_cannot_be_read_fail() -> None:
    unread = "error: error parsing jsonpath {.kind}{.kind[}, unterminated array"
    assert ended(ResourceChanged, found={"kind": "Job"}, path="{.kind[}") == (Phase.FAILED, FAILED + unread)
    phase, message = ended(ResourceChanged, found={"kind": "Job"}, path="{.kind[0]}")
    said = 'error: error executing jsonpath "{.kind}{.kind[0]}": Error executing template: string is not array or slice'
    assert (phase, message) == (Phase.FAILED, FAILED + said)


def filtered(filter: str, found: Json) -> tuple[Phase, str, Json]:
    """Phase, message and the output of a resource whose output is taken by a jq filter."""
    text = WORKFLOW.format(conditions="", path="").replace('{jsonPath: "{.kind}"}', f"{{jqFilter: {filter!r}}}")
    engine = begin(definitions_of(text))
    (node,) = running(engine)
    engine.send([ResourceChanged(0, node, found)])
    state = engine.state.nodes[node]
    parameters = (state.outputs or {}).get("parameters") or [{}]
    return state.phase, state.message or "", parameters[0].get("value")


def test_outputs_are_taken_by_jq() -> None:
    found: Json = {"kind": "Job", "items": [{"n": 1}, {"n": 2.5}]}
    assert filtered(".kind, ([.items[].n] | add)", found) == (Phase.SUCCEEDED, "", "Job\n3.5")
    assert filtered("now | type", found) == (Phase.SUCCEEDED, "", "number")
    assert filtered(".kind.x", found)[:2] == (Phase.FAILED, FAILED + 'expected an object but got: string ("Job")')
    assert filtered(".kind |", found)[:2] == (Phase.FAILED, FAILED + "unexpected EOF")
    assert filtered("repeat(.)", found)[0] is Phase.FAILED
