"""Several files together, dropped and misshapen objects, and what the controller refuses."""

from __future__ import annotations

import pytest

from tests.validity.loading import given, told, workflow
from wfsim.spec.workspace import load
from wfsim.text import Argo, Severity, Source
from wfsim.validity import first_reason, nothing_linted, refusal, validate

ECHO = """
templates:
  - name: echo
    inputs: {parameters: [{name: m}]}
    container: {image: busybox, args: ["{{workflow.parameters.p}}"]}
"""
SHARED = workflow(ECHO, "name: shared", "WorkflowTemplate")
USER = workflow(
    """
entrypoint: main
templates:
  - name: main
    steps:
      - - name: a
          templateRef: {name: shared, template: echo}
          arguments: {parameters: [{name: m, value: x}]}
"""
)


def test_a_reason_in_another_file_is_found_at_the_call() -> None:
    (found,) = validate(given(SHARED, USER))
    assert told(found) == (
        "b.yaml:10:33 unresolved-variable: `echo` of the WorkflowTemplate `shared` is refused when called from here: "
        "the workflow has no argument `p`"
    )
    (related,) = found.related
    assert (related.at.source.name, related.at.text) == ("a.yaml", "{{workflow.parameters.p}}")


def test_a_template_that_is_broken_by_itself_is_found_in_both_files() -> None:
    broken = SHARED.replace("image: busybox, ", "")
    assert {one.at.source.name for one in validate(given(broken, USER))} == {"a.yaml", "b.yaml"}


def test_argo_judges_one_nameless_body() -> None:
    nameless = """
entrypoint: main
templates:
  - name: main
    steps:
      - - {name: a, inline: {container: {image: busybox}}}
      - - {name: b, inline: {container: {}}}
      - - {name: c, inline: {timeout: "5", container: {image: busybox}}}
"""
    workspace = given(workflow(nameless))
    found = [(one.code, one.argo) for one in validate(workspace)]
    assert found == [("image-missing", Argo.FAILS), ("invalid-timeout", Argo.REJECTS)]
    assert first_reason(workspace.resources[0], workspace) == (
        "templates.main.steps[2].c  has invalid duration format in timeout"
    )
    named = nameless.replace("inline: {container: {}", "inline: {name: x, container: {}")
    assert ("image-missing", Argo.REJECTS) in [(one.code, one.argo) for one in validate(given(workflow(named)))]


def test_a_dropped_document_is_judged_but_not_refused_by_argo() -> None:
    text = workflow("entrypoint: nowhere\nentrypoint: nothing")
    (found,) = validate(given(text))
    assert (found.code, found.argo) == ("unknown-template", Argo.NONE)


def test_what_only_follows_from_a_misspelt_field_is_not_said() -> None:
    text = workflow("entrypoint: main\ntemplats:\n  - {name: main, suspend: {}}")
    workspace = given(text)
    assert [one.code for one in workspace.findings] == ["unknown-field"]
    assert validate(workspace) == ()


def test_nothing_to_lint() -> None:
    other = "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n"
    found = nothing_linted(given(other))
    assert found is not None
    assert found.code == "nothing-to-lint"
    assert nothing_linted(given(other, USER)) is None
    assert nothing_linted(given()) is None


class TestRefusal:
    """The controller: values are required, namespaces are those of the cluster."""

    WAITING = workflow("entrypoint: main\narguments: {parameters: [{name: p}]}\ntemplates: [{name: main, suspend: {}}]")

    def test_a_value_is_required_to_run(self) -> None:
        workspace = given(self.WAITING)
        assert validate(workspace) == ()
        reason = "spec.arguments.p.value or spec.arguments.p.valueFrom is required"
        assert refusal(workspace.resources[0], workspace) == reason

    def test_what_runs_has_no_reason(self) -> None:
        workspace = given(self.WAITING.replace("{name: p}", "{name: p, value: x}"))
        assert refusal(workspace.resources[0], workspace) is None

    def test_namespaces_do_not_part_files_given_together(self) -> None:
        workspace = given(SHARED.replace("name: shared", "name: shared, namespace: argo").replace("p}}", "q}}"), USER)
        assert "couldn't find workflow template" in (first_reason(workspace.resources[1], workspace) or "")
        reason = "templates.main.steps[0].a templates.echo: failed to resolve {{workflow.parameters.q}}"
        assert refusal(workspace.resources[1], workspace) == reason

    def test_reasons_are_worded_as_argo_words_them(self) -> None:
        text = workflow(
            """
entrypoint: main
templates:
  - name: main
    dag: {tasks: [{name: t, template: inner}]}
  - name: inner
    steps: [[{name: a, template: none}]]
"""
        )
        workspace = given(text)
        reason = "templates.main.tasks.t templates.inner.steps[0].a template name 'none' undefined"
        assert refusal(workspace.resources[0], workspace) == reason


def test_a_value_that_comes_when_submitting_is_only_warned_of() -> None:
    text = workflow(
        """
entrypoint: main
arguments: {parameters: [{name: p}]}
templates:
  - name: main
    inputs: {parameters: [{name: p}]}
    suspend: {}
"""
    )
    (found,) = validate(given(text))
    assert (found.code, found.severity, found.argo) == ("missing-argument", Severity.WARNING, Argo.REJECTS)


def test_a_placeholder_is_never_shown() -> None:
    text = workflow(
        """
entrypoint: main
templates:
  - name: main
    steps: [[{name: a, template: inner, arguments: {parameters: [{name: t, value: x}]}}]]
  - name: inner
    inputs: {parameters: [{name: t}]}
    dag:
      target: "{{inputs.parameters.t}}"
      tasks:
        - {name: "x-{{inputs.parameters.t}}", template: "{{inputs.parameters.t}}"}
        - {name: b, inline: {suspend: {}}, depends: "{{inputs.parameters.t}}"}
"""
    )
    found = validate(given(text))
    assert {one.code for one in found} == {"unknown-template", "invalid-name", "unknown-target", "unknown-dependency"}
    assert not any("__argo__" in one.message + one.hint for one in found)
    assert all(one.at.text.count("{{inputs.parameters.t}}") == 1 for one in found)


@pytest.mark.parametrize(
    ("position", "verdict"),
    [("own entrypoint", []), ("argument", []), ("expression", ["templateref-unresolved"])],
)
def test_dynamic_references(position: str, verdict: list[str]) -> None:
    names = {"own entrypoint": "{{workflow.parameters.which}}", "argument": "{{item}}", "expression": "{{=item}}"}
    name = names[position]
    text = workflow(
        f"""
entrypoint: main
arguments: {{parameters: [{{name: which, value: shared}}, {{name: p, value: x}}]}}
templates:
  - name: main
    steps:
      - - name: a
          withItems: [shared]
          templateRef: {{name: "{name}", template: echo}}
          arguments: {{parameters: [{{name: m, value: x}}]}}
"""
    )
    assert [one.code for one in validate(given(text, SHARED))] == verdict


def test_a_misspelt_field_hides_only_what_follows_from_it() -> None:
    text = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: nowhere
  templates:
  - name: main
    container: {imag: "busybox:1"}
"""
    found = validate(load([Source("wf.yaml", text)]))
    assert [one.code for one in found] == ["unknown-template"]  # and no image-missing


def test_a_thing_without_a_name_is_not_called_by_one() -> None:
    text = workflow(
        """
entrypoint: main
templates:
  - name: main
    inputs: {artifacts: [{}]}
    outputs: {parameters: [{}], artifacts: [{name: a b}]}
    container: {image: busybox}
"""
    )
    messages = {one.message for one in validate(given(text))}
    assert {
        "this artifact has no path: where in the container is it?",
        "nothing produces this output parameter",
    } <= messages
    assert any("is not a name for an artifact" in one for one in messages)
    assert not any("``" in one for one in messages)


def test_of_a_value_of_the_wrong_type_nothing_else_is_said() -> None:
    text = workflow("entrypoint: main\ntemplates: [{name: 1.5, suspend: {}}, {name: main, suspend: {}}]")
    workspace = given(text)
    assert [one.code for one in (*workspace.findings, *validate(workspace))] == ["wrong-type"]
