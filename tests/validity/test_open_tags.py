"""Tags that are not closed where they are opened, in the text that Argo's own types make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.validity.loading import given, workflow
from wfsim.spec import marshal, types
from wfsim.spec.marshal import marshalled
from wfsim.text import Argo
from wfsim.validity import first_reason, validate
from wfsim.yamlio import Json


def reasons(body: str) -> tuple[list[tuple[str, str, Argo]], str | None]:
    workspace = given(workflow(body))
    found = [(one.code, one.at.text, one.argo) for one in validate(workspace)]
    return found, first_reason(workspace.resources[0], workspace)


class TestMarshalled:
    def test_fields_stand_in_gos_order_and_some_always(self) -> None:
        data: dict[str, Json] = {
            "container": {"image": "a", "args": ["<"]},
            "name": "main",
            "parallelism": 0,
            "timeout": "",
        }
        assert marshalled(data, "Template").text == (
            '{"name":"main","inputs":{},"outputs":{},"metadata":{},"container":{"name":"","image":"a",'
            '"args":["\\u003c"],"resources":{}},"parallelism":0}'
        )

    def test_strings_are_known_by_their_places(self) -> None:
        data: dict[str, Json] = {"hooks": {"b": {"template": "x"}, "a": {}}, "name": "s"}
        made = marshalled(data, "Step")
        places = {path: made.text[start:].split('"')[1] for start, path in made.strings}
        assert places[("name",)] == "s"
        assert places[("hooks", "b", "template")] == "x"
        assert list(places).index(("hooks", "a")) < list(places).index(("hooks", "b"))

    def test_the_order_is_of_the_fields_that_there_are(self) -> None:
        table = json.loads(Path(marshal.__file__).with_name("marshalled.json").read_text(encoding="utf-8"))
        for type_name, words in table.items():
            assert sorted(word.rstrip("!?") for word in words.split()) == sorted(types.fields(type_name)), type_name

    def test_a_text_stays_as_it_is(self) -> None:
        assert marshalled('a"b', "text") == ('a"b', ((0, ()),))


def test_the_first_of_several_unknown_tags_is_the_first_in_argos_text() -> None:
    body = """
entrypoint: main
templates:
  - name: main
    container: {image: "{{workflow.x}}", args: ["{{workflow.y}}"]}
    nodeSelector: {b: "{{workflow.b}}", a: "{{workflow.a}}"}
"""
    found, first = reasons(body)
    assert len(found) == 4
    assert first == "templates.main: failed to resolve {{workflow.a}}"


@pytest.mark.parametrize(
    ("field", "says"),
    [
        (
            'container: {image: busybox, args: ["{{workflow.name"]}',
            'failed to resolve {{workflow.name"],"resources":{}}',
        ),
        ('container: {image: busybox, args: ["{{x"]}', None),  # Argo closes it, and asks for no such name
        ('{suspend: {}, timeout: "{{x"}', "Cannot find end tag"),
        ('{plugin: {a: {}}, podSpecPatch: "{{=1"}', "Cannot find end tag"),
        ('{container: {image: busybox, args: ["{{=1"]}}', "invalid character ']' after top-level value"),
    ],
)
def test_what_an_open_tag_swallows(field: str, says: str | None) -> None:
    field = field.removeprefix("{").removesuffix("}") if field.startswith("{") else field
    found, first = reasons(f"entrypoint: main\ntemplates: [{{name: main, {field}}}]")
    if says is None:
        assert (found, first) == ([], None)
        return
    assert says in (first or "")
    assert [(code, argo) for code, _, argo in found] == [("unclosed-expression", Argo.REJECTS)]
    assert found[0][1].startswith("{{")


def test_outputs_are_a_text_of_their_own() -> None:
    http = 'http: {url: "http://a"}, outputs: {result: "{{", parameters: [{name: p, value: x}]}'
    found, first = reasons(f"entrypoint: main\ntemplates: [{{name: main, {http}}}]")
    assert found == [("unclosed-expression", "{{", Argo.REJECTS)]
    assert (first or "").startswith('templates.main.outputs Cannot find end tag="}}"')


def test_each_call_can_break_a_template_anew() -> None:
    body = """
entrypoint: main
templates:
  - name: main
    steps: [[{name: a, template: leaf}]]
  - name: leaf
    inputs: {artifacts: [{name: a, path: /a, git: {repo: "{{=1"}}]}
    container: {image: busybox}
"""
    found, _ = reasons(body)
    assert ("unclosed-expression", "{{=1", Argo.REJECTS) in found


def test_a_task_that_only_begins_like_the_name_of_one() -> None:
    body = """
entrypoint: main
templates:
  - name: main
    dag: {{tasks: [{{name: a, template: leaf, arguments: {{parameters: [{{name: p, value: "{0}"}}]}}}}]}}
  - name: leaf
    suspend: {{}}
"""
    for tag in ("{{tasks.names.outputs.result}}", "{{tasks.name}}"):
        found, _ = reasons(body.format(tag))
        assert found == [("argument-not-dependency", f'"{tag}"', Argo.REJECTS)]
    assert reasons(body.format("x{{tasks.names.outputs.result}}")) == ([], None)
