"""Documents sorted by group and kind, and what they hold."""

import pytest

from tests.yamlio.facts import examples
from wfsim.spec import Kind, Workspace, load
from wfsim.spec.model import Resource
from wfsim.spec.workspace import joined
from wfsim.text import Argo, Source
from wfsim.yamlio import Document

ARGO = "apiVersion: argoproj.io/v1alpha1\n"
BODY = "metadata: {name: a}\nspec: {entrypoint: main, templates: [{name: main, container: {image: i}}]}\n"


def workspace(*texts: str) -> Workspace:
    return load(Source(f"f{index}.yaml", text) for index, text in enumerate(texts))


def codes(found: Workspace) -> list[str]:
    return [finding.code for finding in found.findings]


@pytest.mark.parametrize("kind", list(Kind))
def test_the_four_kinds(kind: Kind) -> None:
    text = f"{ARGO}kind: {kind}\n{BODY}"
    if kind is Kind.CRON_WORKFLOW:
        body = "metadata: {name: a}\nspec: {schedules: ['* * * * *'], workflowSpec: {entrypoint: main}}"
        text = f"{ARGO}kind: {kind}\n{body}"
    found = workspace(text)
    assert codes(found) == []
    assert [(one.kind, one.name, one.spec.entrypoint) for one in found.resources] == [(kind, "a", "main")]
    assert found.resource(kind, "a") is found.resources[0]
    assert not found.nothing_linted


def test_a_cron_workflow() -> None:
    (cron,) = workspace(
        f"{ARGO}kind: CronWorkflow\nmetadata: {{name: a, labels: {{x: z}}}}\n"
        "spec: {schedules: ['* * * * *'], timezone: Europe/Berlin, workflowMetadata: {labels: {l: m}},"
        " workflowSpec: {entrypoint: main, templates: [{name: main}]}}"
    ).resources
    assert cron.cron is not None
    assert (cron.cron.schedules, cron.cron.timezone, cron.labels) == (("* * * * *",), "Europe/Berlin", {"x": "z"})
    assert cron.document.span(cron.spec.templates[0].path).text == "{name: main}"
    assert cron.data["spec"]["workflowMetadata"] == {"labels": {"l": "m"}}  # type: ignore[index,call-overload]


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {foo: 1}",
        f"apiVersion: openchoreo.dev/v1\nkind: Workflow\n{BODY}",
        f"{ARGO}kind: Rollout\n{BODY}",
        f"{ARGO}kind: Application\n{BODY}",
        "name: ci\non: push\njobs: {}",
        "[1, 2]",
        "just text",
        "# nothing\n",
    ],
)
def test_other_documents_pass(text: str) -> None:
    found = workspace(text)
    assert found.findings == () and found.resources == ()
    assert found.nothing_linted


@pytest.mark.parametrize(
    ("head", "code", "at", "known"),
    [
        ("kind: Workflow\n", "wrong-api-version", "Workflow", True),
        ("apiVersion: argoproj.io/v1alpha\nkind: Workflow\n", "wrong-api-version", "argoproj.io/v1alpha", True),
        ("apiVersion: argoproj/v1alpha1\nkind: Workflow\n", "wrong-api-version", "argoproj/v1alpha1", True),
        ("apiVersion: ''\nkind: Workflow\n", "wrong-api-version", "apiVersion", True),
        ("apiVersion: '{{ version }}'\nkind: Workflow\n", "wrong-api-version", "'{{ version }}'", True),
        ("dbapiVersion: argoproj.io/v1alpha1\nkind: Workflow\n", "unknown-field", "dbapiVersion", True),
        (ARGO, "unknown-kind", "apiVersion", False),
        (f"{ARGO}kind: workflow\n", "unknown-kind", "workflow", False),
        (f"{ARGO}kind: WorkfowTemplate\n", "unknown-kind", "WorkfowTemplate", False),
    ],
)
def test_misspelt_identities(head: str, code: str, at: str, known: bool) -> None:
    found = workspace(head + BODY)
    assert [(one.code, one.at.text) for one in found.findings] == [(code, at)]
    assert bool(found.resources) == known


def test_config_maps_and_secrets_are_kept() -> None:
    found = workspace(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {k: v, l: 'x'}\n---\n"
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: aGk=}\nstringData: {user: me}\n"
    )
    assert found.config_maps == {"c": {"k": "v", "l": "x"}}
    assert found.secrets == {"s": ("password", "user")}
    assert found.findings == ()


def test_a_list_is_not_unpacked() -> None:
    workflow = "{apiVersion: argoproj.io/v1alpha1, kind: Workflow}"
    config = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: b}}"
    found = workspace(f"apiVersion: v1\nkind: List\nitems: [{workflow}, {config}]")
    assert [(one.code, one.at.text, one.argo) for one in found.findings] == [("unknown-kind", "List", Argo.IGNORES)]
    assert found.config_maps == {"c": {"a": "b"}}


def test_a_dropped_document_is_not_judged_but_decoded() -> None:
    found = workspace(
        f"{ARGO}kind: WorkflowTemplate\n{BODY}foo: 1\n---\n{ARGO}kind: WorkflowTemplate\n{BODY}{BODY}foo: 1\n"
    )
    assert [(one.code, one.argo) for one in found.findings] == [
        ("duplicate-key", Argo.IGNORES),
        ("duplicate-key", Argo.IGNORES),
        ("unknown-field", Argo.REJECTS),
        ("unknown-field", Argo.IGNORES),
    ]
    assert [found.judged(one) for one in found.resources] == [False, False]


def test_wrong_types_abort_even_in_a_dropped_document() -> None:
    found = workspace(f"{ARGO}kind: Workflow\n{BODY}metadata: {{name: 5}}\n")
    assert ("wrong-type", Argo.REJECTS) in [(one.code, one.argo) for one in found.findings]


def test_of_a_key_that_stands_twice_the_last_value_is_decoded() -> None:
    found = workspace(f"{ARGO}kind: Workflow\nmetadata: {{name: 5}}\n{BODY}metadata: {{name: a}}\n")
    assert {one.argo for one in found.findings} == {Argo.IGNORES}
    assert [one.name for one in found.resources] == ["a"]


@pytest.mark.parametrize(
    ("text", "argo"),
    [
        ('{"kind": "Workflow", "spec": {"entrypoint": "a", "entrypoint": "b"}}', Argo.REJECTS),
        ('{"kind": "Workflow", "spec": {"templates": [{"steps": [[{"name": "a", "name": "b"}]]}]}}', Argo.IGNORES),
        ('{"kind": "Service", "spec": {"a": 1, "a": 2}}', Argo.IGNORES),
        ('{"a": 1, "a": 2}', Argo.IGNORES),
    ],
)
def test_a_key_that_json_has_twice(text: str, argo: Argo) -> None:
    found = workspace(text)
    assert [one.argo for one in found.findings if one.code == "duplicate-key"] == [argo]


def test_an_api_version_has_one_slash() -> None:
    found = workspace(f"apiVersion: argoproj.io/v1/alpha1\nkind: Workflow\n{BODY}")
    assert [(one.code, one.argo) for one in found.findings] == [("wrong-api-version", Argo.REJECTS)]


def test_templates_under_a_key_in_another_letter_case_are_known_to_others() -> None:
    found = workspace(f"{ARGO}kind: WorkflowTemplate\nmetadata: {{name: a}}\nspec: {{Templates: [{{name: t}}]}}\n")
    assert [(one.code, one.argo) for one in found.findings] == [("unknown-field", Argo.REJECTS)]
    assert [one.name for one in found.resources[0].spec.templates] == ["t"]


def test_nothing_is_judged_in_an_unreadable_document() -> None:
    found = workspace(f"{ARGO}kind: Workflow\n{BODY}~: 1\nfoo: 2\n")
    assert all(one.argo is Argo.IGNORES for one in found.findings)
    assert found.nothing_linted


def test_event_bindings_count_beside_something_that_is_linted() -> None:
    binding = f"{ARGO}kind: WorkflowEventBinding\nmetadata: {{name: b}}\nspec: {{foo: 1}}\n"
    workflow = f"{ARGO}kind: Workflow\n{BODY}"
    assert [one.argo for one in workspace(binding).findings] == [Argo.IGNORES]
    assert [one.argo for one in workspace(binding, workflow).findings] == [Argo.IGNORES]
    assert [one.argo for one in workspace(binding.replace("foo: 1", "submit: 1")).findings] == [Argo.REJECTS]
    bare = "kind: WorkflowEventBinding\nspec: {submit: 1}\n"
    assert [one.argo for one in workspace(bare).findings] == [Argo.REJECTS]
    assert [one.argo for one in workspace(f"{binding}---\n{workflow}").findings] == [Argo.REJECTS]


def test_a_resource_is_found_by_namespace() -> None:
    texts = [
        f"{ARGO}kind: WorkflowTemplate\nmetadata: {{name: a, namespace: {one}}}\nspec: {{}}\n" for one in ("x", "yy")
    ]
    found = workspace(*texts)
    assert found.resource(Kind.WORKFLOW_TEMPLATE, "a") is found.resources[0]
    assert found.resource(Kind.WORKFLOW_TEMPLATE, "a", "yy") is found.resources[1]
    assert found.resource(Kind.WORKFLOW_TEMPLATE, "a", "z") is None


def test_argos_examples_are_decoded_without_an_error() -> None:
    if not examples():
        pytest.skip("Argo's examples are not here")
    found = load(Source(str(path), path.read_text(encoding="utf-8")) for path in examples())
    assert {one.code for one in found.findings} <= {"duplicate-key"}


def test_text_below_the_end_of_a_document_leaves_the_document_judged() -> None:
    found = workspace(f"{ARGO}kind: Workflow\n{BODY}foo: 1\n...\nmore: [\n")
    assert [(one.code, one.argo) for one in found.findings] == [
        ("yaml-syntax", Argo.IGNORES),
        ("unknown-field", Argo.REJECTS),
    ]


def test_parts_joined_are_what_is_loaded_together() -> None:
    texts = [
        f"{ARGO}kind: Workflow\n{BODY}---\nkind: Pod\napiVersion: v1\n",
        "kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\ndata: {k: v}\n",
        "kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\ndata: {k: w}\n---\nkind: Secret\nmetadata: {name: s}\n",
        f"{ARGO}kind: Workflow\nspec: {{entrypoint: [a]}}\n---\na: 1\na: 2\n",
        "",
    ]
    sources = [Source(f"f{index}.yaml", text) for index, text in enumerate(texts)]
    whole, parts = load(sources), joined(load([one]) for one in sources)
    for field in ("resources", "documents", "skipped", "misshapen"):
        ours, theirs = getattr(parts, field), getattr(whole, field)
        assert [str(one) for one in map(_place, ours)] == [str(one) for one in map(_place, theirs)]
    assert parts.findings == whole.findings
    assert (parts.config_maps, parts.secrets) == (whole.config_maps, whole.secrets)


def _place(one: Document | Resource) -> tuple[str, int]:
    document = one if isinstance(one, Document) else one.document
    return document.source.name, document.index
