"""``wfsim schema``: valid JSON Schemas that take what works and refuse what does not."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests.running import wfsim
from wfsim import checks
from wfsim.checks import baseline
from wfsim.cli import config
from wfsim.spec import closed, fielddocs
from wfsim.spec.types import Form, fields, table
from wfsim.spec.workspace import load
from wfsim.text import Source, in_order
from wfsim.yamlio import Document, plain, read

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"
DATA = Path(os.environ.get("WFSIM_CONFORMANCE") or ROOT.parent / "shared" / "conformance")
EXAMPLES = sorted((DATA / "argo-examples").rglob("*.yaml"))
GOOD = sorted([*(FIXTURES / "ok").rglob("*.yaml"), *(FIXTURES / "guide").rglob("workflow*.yaml")])
TOPICS = [line.split()[0] for line in wfsim("schema").out.splitlines()]


@cache
def validator(topic: str) -> Draft7Validator:
    ran = wfsim("schema", topic)
    assert ran.code == 0
    return Draft7Validator(json.loads(ran.out))


def data(text: str) -> Any:
    (document,) = read(Source("a.yaml", text)).documents
    return plain(document.root)


def documents(path: Path) -> Iterator[Document]:
    """The documents that Argo decodes."""
    workspace = load([Source(str(path), path.read_text(encoding="utf-8"))])
    refused = [*workspace.misshapen, *(one for one in workspace.documents if one.dropped)]
    yield from (one for one in workspace.documents if one.root is not None and one not in refused)


def complaints(topic: str, value: Any) -> list[str]:
    return [f"{list(one.path)}: {one.message}" for one in validator(topic).iter_errors(value)]


def workflow(container: str = "{image: alpine}", more: str = "") -> Any:
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\n"
    return data(f"{head}spec:\n  templates:\n  - name: main\n    container: {container}\n{more}")


@pytest.mark.parametrize("topic", TOPICS)
def test_a_schema_is_one(topic: str) -> None:
    schema = validator(topic).schema
    assert schema["$schema"] == Draft7Validator.META_SCHEMA["$id"]
    Draft7Validator.check_schema(schema)
    references = set(json.dumps(schema).split('"$ref": "#/')[1:])
    for one in references:
        here: Any = schema
        for step in one.partition('"')[0].split("/"):
            here = here[step]


@pytest.mark.parametrize("path", [*GOOD, *EXAMPLES], ids=lambda path: path.name)
def test_what_works_is_valid(path: Path) -> None:
    for document in documents(path):
        value: Any = plain(document.root)
        assert complaints("all", value) == []
        if f"{value.get('kind')}".lower() in TOPICS and "argoproj.io" in f"{value.get('apiVersion')}":
            assert complaints(value["kind"].lower(), value) == []


@pytest.mark.skipif(not EXAMPLES, reason="there are no example manifests of Argo")
def test_there_was_something_to_look_at() -> None:
    assert sum(1 for path in EXAMPLES for _ in documents(path)) > 200


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (workflow("{image: alpine, commands: [a]}"), "commands"),
        (workflow("{image: 3}"), "image"),
        (workflow("{image: a, imagePullPolicy: always}"), "imagePullPolicy"),
        (workflow("{image: a, resources: {limits: {memory: 1 Gi}}}"), "memory"),
        (workflow("{image: a, env: [{value: b}]}"), "name"),
        (workflow(more="    inputs: {parameters: [{value: b}]}\n"), "name"),
        (workflow(more="    retryStrategy: {limit: [1]}\n"), "limit"),
        (workflow(more="    retryStrategy: {retryPolicy: onFailure}\n"), "retryPolicy"),
        (workflow(more="    parallelism: '3'\n"), "parallelism"),
        (workflow(more="    plugin: {a: {}, b: {}}\n"), "plugin"),
        (workflow(more="    steps: [{name: a}]\n"), "steps"),
    ],
)
def test_what_is_wrong_is_refused(value: Any, where: str) -> None:
    for topic in ("workflow", "all"):
        assert where in " ".join(complaints(topic, value))


@pytest.mark.parametrize(
    "more",
    [
        "    retryStrategy: {limit: 3, backoff: {duration: 5s, factor: '2'}}\n",
        "    retryStrategy: {limit: '{{inputs.parameters.n}}', retryPolicy: '{{inputs.parameters.p}}'}\n",
        "    inputs: {parameters: [{name: a, value: 3}, {name: b, value: true}, {name: c, default: }]}\n",
        "    activeDeadlineSeconds: '{{inputs.parameters.n}}'\n    suspend: \n",
        "    plugin: {hello: {}}\n",
        "    podResources: {limits: {cpu: 1, memory: 0.5Gi}}\n",
        "    metrics: {prometheus: [{name: a, help: b, gauge: {value: '1'}}]}\n    script: {source: a}\n",
    ],
)
def test_every_form_that_argo_takes_is_valid(more: str) -> None:
    value = workflow(more=more)
    assert complaints("workflow", value) == complaints("all", value) == []


def test_other_documents_pass() -> None:
    for text in (
        "kind: Deployment\napiVersion: apps/v1\nspec: {a: 1}",
        "kind: Workflow\napiVersion: other.io/v1",
        "[]",
    ):
        assert complaints("all", data(text)) == []
    assert complaints("cronworkflow", workflow()) != []


def test_sentences_and_words_are_of_fields_that_exist() -> None:
    for type_name, said in fielddocs.table().items():
        assert [name for name in said if name and name not in fields(type_name)] == []
        assert [text for text in said.values() if text.endswith(".") or not text] == []
    for type_name, rows in closed.VALUES.items():
        assert [name for name in rows if fields(type_name)[name].type.form is not Form.TEXT] == []


OFTEN = ("WorkflowSpec", "Template", "Step", "Task", "Parameter", "ValueFrom", "Container", "RetryStrategy", "Artifact")


@pytest.mark.parametrize("type_name", OFTEN)
def test_what_people_write_most_is_explained(type_name: str) -> None:
    rare = {"resizePolicy", "restartPolicyRules"}
    assert {name for name in table()[type_name] if not fielddocs.of_field(type_name, name)} <= rare


# -- files of wfsim's own ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(FIXTURES.rglob("*mocks.yaml")), ids=lambda path: path.name)
def test_mocks_are_valid(path: Path) -> None:
    assert complaints("mocks", data(path.read_text(encoding="utf-8"))) == []
    assert complaints("mocks", {"mocks": [{"tmplate": "a"}]}) != []


CONFIGS = [
    'include = ["a/*.yaml"]',
    "include = [3]",
    "exclude = []",
    'select = ["bad-*", "unknown-field"]',
    'select = "bad-when"',
    'ignore = ["no-such-code"]',
    'extend-select = ["unused-template"]',
    "extend-select = [true]",
    'per-file-ignores = {"a/**" = ["bad-when"]}',
    'per-file-ignores = {"a/**" = "bad-when"}',
    'severity = {bad-when = "info"}',
    'severity = {bad-when = "loud"}',
    'severity = {bad-whn = "info"}',
    'fail-on = "never"',
    'fail-on = "fatal"',
    'external-templates = ["common-*"]',
    'argo-version = "v3.6"',
    "argo-version = 3.6",
    'baseline = "known.json"',
    'baseline = ""',
    'on = "sim"',
    'on = "mars"',
    'store = "runs.db"',
    "store = 3",
    'basline = "known.json"',
]


@pytest.mark.parametrize("text", CONFIGS)
def test_configuration_is_judged_alike(text: str, tmp_path: Path) -> None:
    path = tmp_path / "wfsim.toml"
    path.write_text(text, encoding="utf-8")
    assert bool(complaints("config", tomllib.loads(text))) is bool(config.read(str(path))[1])


def test_every_key_of_the_configuration_is_in_its_schema() -> None:
    assert set(validator("config").schema["properties"]) == set(config._KEYS)
    written = {text.partition(" ")[0] for text in CONFIGS}
    assert set(config._KEYS) <= written, "each key has a good and a bad value above"
    assert validator("config").schema["properties"]["ignore"]["items"]["anyOf"][0]["enum"] == list(checks.CODES)


def test_a_baseline_is_valid() -> None:
    source = Source("a.yaml", "a: 1\na: 2\n")
    text = baseline.written(in_order(read(source).findings), lambda name: name)
    assert complaints("baseline", json.loads(text)) == []
    for wrong in ({}, {"version": 9, "findings": []}, {"version": 1, "findings": [{"path": "a"}]}):
        assert complaints("baseline", wrong) != []
