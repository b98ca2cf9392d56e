"""A workflow over its WorkflowTemplate, a template over templateDefaults."""

from wfsim.spec import Workspace, load
from wfsim.spec.merge import home, merged, with_defaults
from wfsim.text import Source
from wfsim.yamlio import Json

TEMPLATE = """
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: t}
spec:
  entrypoint: main
  suspend: true
  nodeSelector: {a: low, b: low}
  tolerations: [{key: a, value: low}, {key: b}]
  imagePullSecrets: [{name: s}]
  hooks: {exit: {template: main}, run: {template: main}}
  arguments:
    parameters:
    - {name: first, value: low}
    - {name: second, valueFrom: {configMapKeyRef: {name: c, key: k}}, description: kept}
  templates:
  - {name: main, container: {image: low}}
"""
WORKFLOW = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: w-}
spec:
  workflowTemplateRef: {name: t}
  nodeSelector: {a: high}
  tolerations: [{key: b, value: high}]
  hooks: {exit: {template: other}}
  arguments:
    parameters: [{name: second, value: high}]
  templates:
  - {name: other, container: {image: high}}
"""


def together() -> Workspace:
    return load([Source("w.yaml", WORKFLOW), Source("t.yaml", TEMPLATE)])


def test_the_workflow_wins_field_by_field() -> None:
    workspace = together()
    spec = merged(workspace.resources[0], workspace).spec
    assert spec.entrypoint == "main"
    assert spec.data["nodeSelector"] == {"a": "high", "b": "low"}
    assert spec.data["tolerations"] == [{"key": "b", "value": "high"}, {"key": "a", "value": "low"}]
    assert [one.name for one in spec.templates] == ["other", "main"]
    assert {hook.name: hook.template for hook in spec.hooks} == {"exit": "other", "run": "main"}
    assert not spec.suspend


def test_a_value_of_the_workflow_replaces_any_source() -> None:
    workspace = together()
    spec = merged(workspace.resources[0], workspace).spec
    second, first = spec.arguments.parameters
    assert (second.name, second.value, second.value_from, second.description) == ("second", "high", None, "kept")
    assert (first.name, first.value) == ("first", "low")


def test_templates_keep_their_place() -> None:
    workspace = together()
    workflow, template = workspace.resources
    result = merged(workflow, workspace)
    main, other = result.spec.template("main"), result.spec.template("other")
    assert main is not None and other is not None
    assert home(workflow, workspace, "main") is template
    assert home(workflow, workspace, "other") is workflow
    assert template.document.span(main.path).text == "{name: main, container: {image: low}}"
    assert workflow.document.span(other.path).text == "{name: other, container: {image: high}}"
    assert result.data["spec"] == result.spec.data


def test_without_a_reference_nothing_changes() -> None:
    workspace = load([Source("t.yaml", TEMPLATE), Source("w.yaml", WORKFLOW.replace("name: t}", "name: gone}"))])
    for resource in workspace.resources:
        assert merged(resource, workspace) is resource


def test_defaults_lie_under_a_template() -> None:
    defaults: dict[str, Json] = {
        "timeout": "1m",
        "retryStrategy": {"retryPolicy": "Always", "limit": 1},
        "container": {"image": "d"},
    }
    template: dict[str, Json] = {"name": "a", "retryStrategy": {"limit": 5}, "suspend": {}}
    assert with_defaults(template, defaults) == {
        "name": "a",
        "timeout": "1m",
        "retryStrategy": {"retryPolicy": "Always", "limit": 5},
        "suspend": {},
    }


def test_defaults_of_the_same_kind_are_merged() -> None:
    defaults: dict[str, Json] = {
        "container": {"image": "d", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]}
    }
    template: dict[str, Json] = {"name": "a", "container": {"command": ["x"], "env": [{"name": "B", "value": "3"}]}}
    assert with_defaults(template, defaults)["container"] == {
        "image": "d",
        "command": ["x"],
        "env": [{"name": "B", "value": "3"}, {"name": "A", "value": "1"}],
    }
