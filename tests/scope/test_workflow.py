"""The global variables of an object."""

from __future__ import annotations

from wfsim.scope.workflow import arguments, inherited, variables
from wfsim.spec.model import Resource
from wfsim.spec.workspace import load
from wfsim.text import Source

WHOLE = """\
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: whole, labels: {theirs: x}}
spec:
  priority: 2
  arguments: {parameters: [{name: a, value: theirs}, {name: b, value: theirs}]}
  workflowMetadata: {labels: {made: x}, labelsFrom: {computed: {expression: "1"}}, annotations: {note: x}}
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: user, labels: {mine: x}}
spec:
  priority: 1
  workflowTemplateRef: {name: whole}
  arguments: {parameters: [{name: a, value: mine}, {name: later}]}
---
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: timed, labels: {mine: x}}
spec:
  schedules: ["@daily"]
  workflowMetadata: {labels: {cron: x}}
  workflowSpec: {workflowTemplateRef: {name: whole}}
"""


def objects() -> tuple[Resource, ...]:
    return load([Source("w.yaml", WHOLE)]).resources


def test_own_arguments_win() -> None:
    whole, user, _ = objects()
    merged = arguments(user.spec, whole.spec)
    assert [(one.name, one.value) for one in merged.parameters] == [("a", "mine"), ("later", None), ("b", "theirs")]
    assert [one.name for one in inherited(user.spec, whole.spec).parameters] == ["b"]
    assert arguments(user.spec, None) is user.spec.arguments


def test_values_that_are_known() -> None:
    whole, user, _ = objects()
    found = variables(user, arguments(user.spec, whole.spec), whole.spec)
    assert found["workflow.parameters.a"] == "mine"
    assert found["workflow.parameters.later"] is None
    assert found["workflow.priority"] == "1"
    assert "workflow.parameters" in found
    assert {"workflow.parameters", "workflow.priority"}.isdisjoint(
        variables(objects()[2], objects()[2].spec.arguments, None)
    )


def test_labels_of_the_workflow_that_will_be() -> None:
    whole, user, timed = objects()

    def labels(resource: Resource) -> set[str]:
        found = variables(resource, resource.spec.arguments, whole.spec)
        return {name.removeprefix("workflow.labels.") for name in found if name.startswith("workflow.labels.")} - {
            "json"
        }

    assert labels(user) == {"mine", "made", "computed"}
    assert labels(timed) == {"cron", "made", "computed", "workflows.argoproj.io/cron-workflow"}
