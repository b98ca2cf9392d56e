"""Fields and types, judged as Argo's decoder judges them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.yamlio.facts import rows
from wfsim.spec import load
from wfsim.spec.shape import normalise
from wfsim.spec.types import table
from wfsim.text import Argo, Diagnostic, Source
from wfsim.yamlio import Json, read

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\n"


def shaped(text: str, type_name: str = "WorkflowSpec") -> tuple[dict[str, Json] | None, list[Diagnostic]]:
    root = read(Source("f.yaml", text)).documents[0].root
    assert root is not None
    data, findings = normalise(root, type_name)
    return data, list(findings)


def one(text: str, type_name: str = "WorkflowSpec") -> Diagnostic:
    _, findings = shaped(text, type_name)
    assert len(findings) == 1, findings
    return findings[0]


@pytest.mark.parametrize(
    ("text", "type_name", "at", "hint"),
    [
        ("entryPoint: a", "WorkflowSpec", "entryPoint", "Did you mean `entrypoint`?"),
        ("template: []", "WorkflowSpec", "template", "Did you mean `templates`?"),
        ("parameters: []", "WorkflowSpec", "parameters", "`parameters` belongs under `arguments`."),
        ("image: a", "Template", "image", "`image` belongs under `container` or `script`."),
        ("container: {image: a, commands: [b]}", "Template", "commands", "Did you mean `command`?"),
        ("container: {image: a, outputs: {}}", "Template", "outputs", "beside `container`"),
        ("container: {image: a, templates: {}}", "Template", "templates", "No field of Argo"),
        ("resources: {}", "Template", "resources", "under `container` or `script`"),
        ("when: a", "Template", "when", "in the step or task that calls"),
        ("depends: a", "Template", "depends", "in the task that calls"),
        ("steps: [[{depends: a}]]", "Template", "depends", "tasks of a `dag`"),
        ("steps: [[{image: a}]]", "Template", "image", "in the template that this step calls"),
        ("spec: {name: a}", "Workflow", "name", "under `metadata`"),
        ("spec: {labels: {}}", "Workflow", "labels", "under `podMetadata`"),
        ("dag: {tasks: [{templates: a}]}", "Template", "templates", "Did you mean `template`?"),
        ("templateRef: {}", "WorkflowSpec", "templateRef", "`workflowTemplateRef`"),
        ("inputs: {foo: 1}", "Template", "foo", "Write `parameters: [{name: foo}]`."),
        ("suspend: {x: 1}", "Template", "x", "Known here: `duration`."),
        ("ttlSecondsAfterFinished: 1", "WorkflowSpec", "ttlSecondsAfterFinished", "`ttlStrategy:"),
        ("archive: {zip: {x: 1}}", "Artifact", "x", "write `{}`"),
    ],
)
def test_unknown_fields(text: str, type_name: str, at: str, hint: str) -> None:
    finding = one(text, type_name)
    assert (finding.code, finding.at.text, finding.argo) == ("unknown-field", at, Argo.REJECTS)
    assert hint in finding.hint


def test_a_misspelling_can_be_fixed() -> None:
    fix = one("entryPoint: a").fix
    assert fix is not None
    assert (fix.at.text, fix.text) == ("entryPoint", "entrypoint")


@pytest.mark.parametrize(
    ("text", "type_name", "message", "at"),
    [
        ("entrypoint: [a]", "WorkflowSpec", "`entrypoint` must be a text, not a list", "[a]"),
        ("entrypoint: 5", "WorkflowSpec", "`entrypoint` must be a text, not the number 5", "5"),
        ("name: yes", "Template", "not the boolean true (so YAML reads `yes`)", "yes"),
        ("parallelism: '5'", "WorkflowSpec", '`parallelism` must be a whole number, not the text "5"', "'5'"),
        ("parallelism: 1.5", "WorkflowSpec", "not the number 1.5", "1.5"),
        ("suspend: 1", "WorkflowSpec", "`suspend` must be true or false", "1"),
        ("container: echo", "Template", "`container` must be a mapping", "echo"),
        ("container: {args: a}", "Template", "`args` must be a list of texts", "a"),
        ("container: {args: [1]}", "Template", "`args[0]` must be a text, not the number 1", "1"),
        ("nodeSelector: {a: 1}", "Template", "`a` must be a text", "1"),
        ("nodeSelector: [a]", "Template", "`nodeSelector` must be a mapping of texts", "[a]"),
        ("steps: [{name: a}]", "Template", "`steps[0]` must be a list of steps, not a mapping", "{name: a}"),
        ("steps: {name: a}", "Template", "`steps` must be a list of lists of steps", "{name: a}"),
        ("steps: [[a]]", "Template", "`steps[0]` must be a step (a mapping)", "a"),
        ("dag: {tasks: [{name: a, withItems: x}]}", "Template", "`withItems` must be a list of items", "x"),
        ("retryStrategy: {limit: 1.5}", "Template", "`limit` must be a whole number or a text", "1.5"),
        ("retryStrategy: {limit: 5000000000}", "Template", "`limit` must be a whole number or a text", "5000000000"),
        ("priority: 3000000000", "WorkflowSpec", "of at most 2147483647", "3000000000"),
        ("plugin: {}", "Template", "exactly one key", "{}"),
        ("plugin: {a: {}, b: {}}", "Template", "here are 2", "{a: {}, b: {}}"),
        ("container: {resources: {limits: {cpu: 5 apples}}}", "Template", "a quantity such as", "5 apples"),
        ("container: {resources: {limits: {cpu: Ei}}}", "Template", "a quantity such as", "Ei"),
        ("creationTimestamp: yesterday", "ObjectMeta", "a time such as", "yesterday"),
        ("bytes: '*'", "HTTPBodySource", "base64", "'*'"),
        ("[]", "Workflow", "the document must be a mapping", "[]"),
    ],
)
def test_wrong_types(text: str, type_name: str, message: str, at: str) -> None:
    finding = one(text, type_name)
    assert (finding.code, finding.at.text, finding.argo) == ("wrong-type", at, Argo.REJECTS)
    assert message in finding.message
    assert finding.hint


def test_quantities_are_what_kubernetes_takes_for_one() -> None:
    data, findings = shaped("resources: {limits: {a: Gi, b: ' 1Gi ', c: 1.5, d: .5e3, e: +}}", "Container")
    assert not findings and data is not None


def test_a_tag_where_argo_wants_the_value() -> None:
    assert "podSpecPatch" in one("container: {resources: {limits: {cpu: '{{x}}'}}}", "Template").hint


@pytest.mark.parametrize(("written", "text"), [("yes", '"yes"'), ("5", '"5"'), ("1.50", '"1.50"')])
def test_quotes_are_the_fix_for_a_text(written: str, text: str) -> None:
    fix = one(f"name: {written}", "Template").fix
    assert fix is not None and fix.text == text


@pytest.mark.parametrize(
    ("written", "text"),
    [("1.50", "1.5"), ("1e3", "1000"), ("yes", "true"), ("'x'", "x"), ("12345678901234567890", "12345678901234567000")],
)
def test_values_of_parameters_become_text(written: str, text: str) -> None:
    data, findings = shaped(f"name: p\nvalue: {written}\ndefault: {written}\nenum: [{written}]", "Parameter")
    assert not findings
    assert data is not None
    assert data["value"] == data["default"] and data["enum"] == [data["value"]]
    assert str(data["value"])[:12] == text[:12]


def test_a_field_in_its_own_letter_case_wins() -> None:
    data, _ = shaped("arguments: {parameters: [{name: a, Name: b}, {Name: c, name: d}]}", "Step")
    assert data == {"arguments": {"parameters": [{"name": "a"}, {"name": "d"}]}}
    _, found = shaped("arguments: {parameters: [{name: a, Name: []}]}", "Step")
    assert [each.code for each in found] == ["unknown-field", "wrong-type"]


def test_bytes_may_be_listed() -> None:
    assert shaped("bytes: [1, ~]", "HTTPBodySource") == ({"bytes": ""}, [])
    assert one("bytes: [256]", "HTTPBodySource").code == "wrong-type"


def test_a_mapping_as_value_is_emptied_in_silence() -> None:
    data, (finding,) = shaped("{name: p, value: {a: 1}}", "Parameter")
    assert data == {"name": "p", "value": ""}
    assert (finding.code, finding.argo) == ("wrong-type", Argo.IGNORES)
    assert "value: '{\"a\":1}'" in finding.hint


@pytest.mark.parametrize(
    ("text", "type_name", "data"),
    [
        ("value:", "Parameter", {}),
        ("suspend:", "Template", {}),
        ("container: {args: [~, a]}", "Template", {"container": {"args": ["", "a"]}}),
        ("templates: [~]", "WorkflowSpec", {"templates": [{}]}),
        ("withItems: [~, 1, {a: ~}]", "Step", {"withItems": [None, 1, {"a": None}]}),
        ("nodeSelector: {a: ~}", "Template", {"nodeSelector": {"a": ""}}),
        ("retryStrategy: {limit: 1e1}", "Template", {"retryStrategy": {"limit": 10}}),
        ("retryStrategy: {limit: '{{x}}'}", "Template", {"retryStrategy": {"limit": "{{x}}"}}),
        (
            "limits: {cpu: 1, memory: 1Gi, gpu: 0.5}",
            "ResourceRequirements",
            {"limits": {"cpu": "1", "memory": "1Gi", "gpu": "0.5"}},
        ),
    ],
)
def test_what_argo_makes_of_it(text: str, type_name: str, data: dict[str, Json]) -> None:
    assert shaped(text, type_name) == (data, [])


def test_wrong_values_leave_the_places_of_the_others() -> None:
    data, _ = shaped("templates: [1, {name: a}]\nparallelism: x")
    assert data == {"templates": [{}, {"name": "a"}]}


def test_directly_in_a_step_every_unknown_field_is_refused() -> None:
    assert one("steps: [[{name: a, argument: {}}]]", "Template").argo is Argo.REJECTS
    assert one("steps: [[{Name: a}]]", "Template").argo is Argo.REJECTS


def test_below_a_step_unknown_fields_pass_in_silence() -> None:
    finding = one("steps: [[{name: a, arguments: {paramaters: []}}]]", "Template")
    assert (finding.argo, finding.hint) == (Argo.IGNORES, "Did you mean `parameters`?")


def test_below_a_step_letter_case_is_forgiven() -> None:
    data, findings = shaped("steps: [[{name: a, arguments: {Parameters: [{Name: p, value: 1}]}}]]", "Template")
    assert data == {"steps": [[{"name": "a", "arguments": {"parameters": [{"name": "p", "value": "1"}]}}]]}
    assert [(one.at.text, one.argo) for one in findings] == [("Parameters", Argo.NONE), ("Name", Argo.NONE)]


def test_a_steps_inline_template_with_steps_is_strict_again_at_each_step() -> None:
    finding = one("steps: [[{inline: {steps: [[{name: a, foo: 1}]]}}]]", "Template")
    assert (finding.at.text, finding.argo) == ("foo", Argo.REJECTS)


def test_below_a_task_nothing_is_forgiven() -> None:
    finding = one("dag: {tasks: [{name: a, arguments: {Parameters: []}}]}", "Template")
    assert finding.argo is Argo.REJECTS


def test_what_kubernetes_needs() -> None:
    finding = one("container: {volumeMounts: [{name: a}]}", "Template")
    assert (finding.code, finding.at.text, finding.argo) == ("missing-field", "{name: a}", Argo.FAILS)
    assert "mountPath" in finding.message


def test_the_table_knows_every_type_it_names() -> None:
    words = {"text", "whole", "int32", "uint64", "bool", "any-text", "int-or-string", "quantity"}
    words |= {"time", "bytes", "any", "plugin", "object"}
    for fields in table().values():
        for notation in fields.values():
            assert notation.rstrip("!").strip("[]{}") in words | table().keys()


KEYS = st.sampled_from([*table()["WorkflowSpec"], *table()["Template"], *table()["Step"], "tasks", "parameters", "x"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("ab{} 1", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=15,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.sampled_from(["WorkflowSpec", "Template", "Step", "CronWorkflow"]))
def test_any_data_is_shaped_without_an_exception(data: dict[str, Json], type_name: str) -> None:
    text = json.dumps(data)
    _, findings = shaped(text, type_name)
    assert all(0 <= finding.at.start < finding.at.end <= len(text) for finding in findings)


DECODING = ("strict decoding error", "unknown field", "cannot unmarshal", "quantities must match", "exactly one key")


@pytest.mark.parametrize("file", ["mutants.jsonl", "probes.jsonl", "validate.jsonl"])
def test_refuses_what_argos_decoder_refuses(file: str) -> None:
    if not rows(file):
        pytest.skip("the recorded verdicts of Argo are not here")
    for row in rows(file):
        said = str([row.get(key) for key in ("says", "lint_says", "results")])
        if "ignored:" in said:
            continue
        findings = load([Source("f.yaml", row["yaml"])]).findings
        refused = any(finding.argo is Argo.REJECTS for finding in findings)
        assert refused == any(words in said for words in DECODING), row["id"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("32MiB", "32Mi"), ("2 GB", "2G"), ("512mb", "512M"), ("1kB", "1k"), ("1 KiB", "1Ki"), ("5 apples", "")],
)
def test_quantities_as_people_write_them(written: str, meant: str) -> None:
    finding = one(f"container: {{resources: {{limits: {{memory: {written}}}}}}}", "Template")
    assert finding.hint == (f"Did you mean `{meant}`?" if meant else "For example `memory: 500m`.")
    assert (finding.fix.text if finding.fix else "") == meant
