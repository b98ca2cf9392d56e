"""What a call makes of a template before Argo's validator judges it: values, sources, artifacts, names, bodies."""

from __future__ import annotations

import pytest

from tests.validity.loading import given, workflow
from wfsim.text import Argo
from wfsim.validity import validate

_UNRESOLVED, _SEEN, _UNSEEN = "unresolved-variable", Argo.REJECTS, Argo.FAILS


def judged(body: str, *others: str) -> list[tuple[str, Argo]]:
    return [(one.code, one.argo) for one in validate(given(workflow(body), *others))]


class TestArguments:
    ENTRY = """
entrypoint: main
arguments: {{parameters: [{{name: p, {source}}}], artifacts: [{{name: a, {location}}}]}}
templates:
  - name: main
    inputs:
      parameters: [{{name: p, valueFrom: {{configMapKeyRef: {{name: c, key: "{{{{workflow.parameters.own}}}}"}}}}}}]
      artifacts: [{{name: a, path: /a, s3: {{key: "{{{{workflow.parameters.own}}}}"}}}}]
    container: {{image: busybox}}
"""

    def test_the_source_of_an_argument_stands_in_the_template(self) -> None:
        source = 'valueFrom: {configMapKeyRef: {name: "{{workflow.parameters.x}}", key: k}}'
        assert judged(self.ENTRY.format(source=source, location="raw: {data: x}")) == [(_UNRESOLVED, _SEEN)]

    def test_the_location_of_an_argument_stands_in_the_template(self) -> None:
        location = 's3: {key: "{{workflow.parameters.x}}"}'
        assert judged(self.ENTRY.format(source="value: x", location=location)) == [(_UNRESOLVED, _SEEN)]

    def test_what_is_passed_hides_what_the_input_says_itself(self) -> None:
        assert judged(self.ENTRY.format(source="value: x", location="raw: {data: x}")) == []

    def test_an_artifact_that_argo_passes_itself_hides_a_location_from_it_alone(self) -> None:
        body = """
entrypoint: main
templates:
  - name: main
    steps: [[{name: a, template: leaf}]]
  - name: leaf
    inputs: {artifacts: [{name: a, path: /a, s3: {key: "{{steps.x.id}}"}}]}
    container: {image: busybox}
"""
        assert judged(body) == [(_UNRESOLVED, _UNSEEN)]


@pytest.mark.parametrize(
    ("location", "complete"),
    [
        ("http: {url: 'https://a/b'}", True),
        ("http: {}", False),
        ("artifactory: {url: 'https://a/b'}", True),
        ("artifactory: {url: 'https://a'}", False),
        ("artifactory: {url: 'a: ['}", False),
        ("artifactory: {url: 'http://[a/b'}", False),
        ("plugin: {name: p, configuration: c}", False),
        ("plugin: {key: k}", True),
        ("raw: {data: x}, plugin: {}", True),
    ],
)
def test_whether_a_location_is_one(location: str, complete: bool) -> None:
    body = f"""
entrypoint: main
templates:
  - name: main
    steps: [[{{name: a, template: leaf, arguments: {{artifacts: [{{name: a, {location}}}]}}}}]]
  - name: leaf
    inputs: {{artifacts: [{{name: a, path: /a}}]}}
    container: {{image: busybox}}
"""
    assert judged(body) == ([] if complete else [("artifact-without-source", _SEEN)])


def test_of_merged_arguments_the_first_counts_in_silence() -> None:
    shared = workflow("entrypoint: t\ntemplates: [{name: t, suspend: {}}]", "name: shared", "WorkflowTemplate")
    arguments = "arguments: {parameters: [{name: p, value: x}, {name: p, value: y}]}\n"
    found = judged(f"{arguments}workflowTemplateRef: {{name: shared}}", shared)
    assert found == [("duplicate-name", Argo.IGNORES)]
    found = judged(f"{arguments}entrypoint: t\ntemplates: [{{name: t, suspend: {{}}}}]")
    assert found == [("duplicate-name", _SEEN)]


@pytest.mark.parametrize("field", ["timeout: 5s", "pendingTimeout: 5s", "resourceClaims: [{name: c}]"])
def test_a_template_of_no_steps_has_nothing_that_belongs_to_pods(field: str) -> None:
    (code, argo), *_ = judged(f"entrypoint: main\ntemplates: [{{name: main, steps: [], {field}}}]")
    assert code in ("timeout-not-allowed", "resource-claims-without-pod")
    assert argo is _SEEN


class TestNames:
    STEP = """
entrypoint: main
templates:
  - name: main
    steps: [[{{name: a, template: inner, arguments: {{parameters: [{{name: p, value: x}}]}}}}]]
  - name: inner
    inputs: {{parameters: [{{name: p}}]}}
    steps: [[{{name: "{name}", inline: {{suspend: {{}}}}}}]]
"""

    @pytest.mark.parametrize("name", ["a-{{inputs.parameters.p}}", "{{workflow.name}}", "{{inputs.parameters.p}}-b"])
    def test_a_step_is_named_by_what_a_run_knows(self, name: str) -> None:
        assert judged(self.STEP.format(name=name)) == []

    @pytest.mark.parametrize("name", ["a_{{inputs.parameters.p}}", "{{workflow.duration}}", "{{node.name}}"])
    def test_the_rest_of_a_name_and_a_tag_that_stays_are_judged(self, name: str) -> None:
        assert judged(self.STEP.format(name=name)) == [("invalid-name", _SEEN)]

    def test_all_inputs_have_a_value_without_any(self) -> None:
        dag = """
entrypoint: main
templates:
  - name: main
    dag: {target: "{{inputs.parameters}}", tasks: [{name: a, inline: {suspend: {}}}]}
"""
        assert judged(dag) == [("unknown-target", _SEEN)]
        resource = 'resource: {action: create, manifest: "{{inputs.parameters}}"}'
        assert judged(f"entrypoint: main\ntemplates: [{{name: main, {resource}}}]") == []


class TestReferences:
    STEP = """
entrypoint: main
templates:
  - name: main
    steps: [[{{name: a, templateRef: {{name: "{name}", template: t}}{inline}}}]]
"""

    @pytest.mark.parametrize("name", ["{{item}}", "l{{ {{workflow.name}} }}b", "{{ foo }}", "a{{b"])
    def test_any_tag_that_stays_leaves_a_reference_to_the_run(self, name: str) -> None:
        assert judged(self.STEP.format(name=name, inline="")) == []

    def test_an_inline_template_beside_a_reference_is_what_runs(self) -> None:
        step = self.STEP.format(name="shared", inline=", inline: {container: {}}")
        shared = workflow("templates: [{name: other, suspend: {}}]", "name: shared", "WorkflowTemplate")
        assert judged(step, shared) == [("image-missing", _SEEN)]
        assert judged(step) == [("templateref-unresolved", _SEEN)]

    def test_an_inline_template_with_no_steps_has_no_body(self) -> None:
        body = "steps: [[{name: a, inline: {steps: []}}]]"
        assert judged(f"entrypoint: main\ntemplates: [{{name: main, {body}}}]") == [("no-template-type", _SEEN)]


def test_an_enum_that_waits_for_its_value_ends_the_look_at_all_arguments_that_are_merged() -> None:
    shared = workflow(
        "entrypoint: t\narguments: {parameters: [{name: q, value: x, enum: [y]}]}\ntemplates: [{name: t, suspend: {}}]",
        "name: shared",
        "WorkflowTemplate",
    )
    user = "workflowTemplateRef: {name: shared}\narguments: {artifacts: [{name: a}], parameters: [{name: p"
    codes = [
        one.code
        for one in validate(given(workflow(f"{user}, enum: [z]}}]}}"), shared))
        if one.at.source.name == "a.yaml"
    ]
    assert codes == []
    codes = [one.code for one in validate(given(workflow(f"{user}}}]}}"), shared)) if one.at.source.name == "a.yaml"]
    assert sorted(codes) == ["artifact-without-source", "value-not-in-enum"]
