"""What is offered while one types, in texts that are whole but for the place of typing. ``¦`` is the cursor."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types

from tests.lsp.client import client
from tests.lsp.manifests import COMMON, MAIN, written
from wfsim.lsp.completion import completion
from wfsim.lsp.positions import Positions
from wfsim.lsp.project import Buffer, Part, View
from wfsim.text import Source

CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: red}
---
apiVersion: v1
kind: Secret
metadata: {name: passwords}
stringData: {token: x}
"""
CLUSTER = COMMON.replace("kind: WorkflowTemplate", "kind: ClusterWorkflowTemplate").replace("common", "shared")


def items(text: str, trigger: str = "") -> list[types.CompletionItem]:
    offset, text = text.index("¦"), text.replace("¦", "")
    files = {"main.yaml": text, "common.yaml": COMMON, "config.yaml": CONFIG, "shared.yaml": CLUSTER}
    view = View([Part(Source(name, body), "") for name, body in files.items()])
    buffer = Buffer("file:///main.yaml", "main.yaml", text, 1)
    found = completion(buffer, view, "main.yaml", offset, Positions(), trigger).items
    return sorted(found, key=lambda one: one.sort_text or "")


def offered(text: str, trigger: str = "") -> list[str]:
    return [one.label for one in items(text, trigger)]


def edited(old: str, new: str) -> str:
    assert MAIN.count(old) >= 1
    return MAIN.replace(old, new, 1)


WHEN = '"{{tasks.flip.outputs.result}} == heads"'


@pytest.mark.parametrize(
    "typed",
    ['"{{¦}} == heads"', '"{{¦ == heads"', '"{{tasks.¦', "'{{tasks.fl¦'", "{{tasks.fl¦", '"{{ tasks.flip.¦ }}"'],
)
def test_variables_in_tags(typed: str) -> None:
    found = offered(edited(WHEN, typed))
    assert found[:2] == ["inputs.parameters", "inputs.parameters.city"]
    assert {"tasks.flip.outputs.result", "tasks.flip.status", "workflow.parameters.city"} <= set(found)
    assert not {one for one in found if one.startswith(("tasks.greet.", "item", "upper", "lastRetry"))}


def test_what_is_near_comes_first() -> None:
    found = offered(edited('"{{item.size}}"', '"{{¦}}"'))
    assert found.index("item.size") < found.index("tasks.flip.status") < found.index("workflow.name")
    found = offered(edited("depends: flip && greet", "depends: flip").replace('"{{item.size}}"', '"{{¦}}"'))
    assert found.index("workflow.name") < found.index("tasks.greet.status"), "nothing waits for it"


def test_steps_read_what_was_before_them() -> None:
    steps = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
spec:
  templates:
    - name: main
      steps:
        - - {name: a, template: t}
        - - {name: b, template: t, when: "{{¦}}"}
          - {name: c, template: t}
      outputs: {parameters: [{name: o, valueFrom: {parameter: "{{¦}}"}}]}
    - name: t
      script: {image: a, source: b}
"""
    first = steps.replace("¦", "", 2).replace('when: "{{}}"', 'when: "{{¦}}"')
    assert {one.split(".")[1] for one in offered(first) if one.startswith("steps.")} == {"a", "name"}
    last = steps.replace("¦", "", 1)
    assert {one.split(".")[1] for one in offered(last) if one.startswith("steps.")} == {"a", "b", "c", "name"}


@pytest.mark.parametrize(
    ("old", "typed"),
    [
        ("{{=upper(tasks.flip.outputs.result)}}", "{{=up¦}}"),
        ("{{=upper(tasks.flip.outputs.result)}}", "{{=upper(tasks.fl¦"),
        ("expression: asInt(lastRetry.exitCode) > 1", "expression: asInt(¦"),
        ("expression: asInt(lastRetry.exitCode) > 1", 'expression: "¦'),
    ],
)
def test_functions_in_expressions(old: str, typed: str) -> None:
    found = {one.label: one for one in items(edited(old, typed))}
    assert {"upper", "filter", "sprig.trim", "asInt", "workflow.name"} <= set(found)
    assert found["upper"].detail == "(text: string) -> string"
    assert ("lastRetry.exitCode" in found) is ("expression" in typed)


def test_what_is_written() -> None:
    def text(typed: str, label: str, old: str = WHEN) -> str:
        return next(one.text_edit.new_text for one in items(edited(old, typed)) if one.label == label and one.text_edit)

    assert text('"{{¦"', "tasks.flip.status") == "tasks.flip.status}}"
    assert text('"{{¦}}"', "tasks.flip.status") == "tasks.flip.status"
    assert text('"{{=¦}}"', "workflow.creationTimestamp.s") == "workflow.creationTimestamp.s"
    dashed = edited("- name: city\n        value: Bonn", "- name: home-town").replace(WHEN, '"{{=¦"')
    (found,) = [one for one in items(dashed) if one.label == "workflow.parameters.home-town"]
    assert found.text_edit is not None and found.text_edit.new_text == "workflow.parameters['home-town']}}"
    assert text("name: show\n      side¦\n", "sidecars", "name: show\n") == "sidecars:"
    assert text("name: show\n      tim¦\n", "timeout", "name: show\n") == "timeout: "


TEMPLATES = ["flip-coin", "main", "show"]


@pytest.mark.parametrize(
    ("old", "typed", "expected"),
    [
        ("template: flip-coin", "template: ¦", TEMPLATES),
        ("template: flip-coin", "template: fl¦", TEMPLATES),
        ("template: flip-coin", 'template: "¦"', TEMPLATES),
        ("template: flip-coin", 'template: "¦', TEMPLATES),
        ("template: flip-coin", "onExit: ¦", TEMPLATES),
        ("entrypoint: main", "entrypoint: ¦", TEMPLATES),
        ("entrypoint: main", "hooks: {exit: {template: ¦}}", TEMPLATES),
        ("              name: common\n", "              name: ¦\n", ["common", "shared"]),
        ("              name: common\n", "              clusterScope: true\n              name: ¦\n", ["shared"]),
        ("              template: greet\n", "              template: ¦\n", ["greet"]),
        ("  entrypoint: main", "  workflowTemplateRef: {name: ¦}", ["common", "shared"]),
        ("                - name: text\n", "                - name: ¦\n", ["text"]),
        ("{name: num, value", "{name: ¦, value", ["num", "where"]),
        ("depends: flip && greet", "depends: ¦", ["flip", "greet"]),
        ("depends: flip && greet", "depends: flip && ¦", ["flip", "greet"]),
        ("depends: flip && greet", 'depends: "!¦', ["flip", "greet"]),
        ("depends: flip && greet", "dependencies: [¦]", ["flip", "greet"]),
        ("depends: flip && greet", "dependencies: [flip, gr¦", ["flip", "greet"]),
        ("depends: flip && greet", "dependencies:\n              - ¦", ["flip", "greet"]),
        ("      dag:\n", "      dag:\n        target: ¦\n", ["each", "flip", "greet"]),
        ("retryPolicy: OnError", "retryPolicy: ¦", ["Always", "OnError", "OnFailure", "OnTransientError"]),
        ("retryPolicy: OnError", "retryPolicy: On¦", ["Always", "OnError", "OnFailure", "OnTransientError"]),
        ("        args: [", "        tty: ¦\n        args: [", ["false", "true"]),
        ("        args: [", "        envFrom: [{configMapRef: {name: ¦}}]\n        args: [", []),
        (
            "        args: [",
            "        env: [{name: a, valueFrom: {configMapKeyRef: {name: ¦}}}]\n        args: [",
            ["settings"],
        ),
        (
            "        args: [",
            "        env: [{name: a, valueFrom: {configMapKeyRef: {name: settings, key: ¦}}}]\n        args: [",
            ["colour"],
        ),
        (
            "        args: [",
            "        env: [{name: a, valueFrom: {secretKeyRef: {name: passwords, key: ¦}}}]\n        args: [",
            ["token"],
        ),
        ("  templates:\n", "  volumes: [{name: v}]\n  templates:\n", None),
        (
            "kind: Workflow",
            "kind: ¦",
            sorted(("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow", "WorkflowEventBinding")),
        ),
        ("apiVersion: argoproj.io/v1alpha1", "apiVersion: ¦", ["argoproj.io/v1alpha1"]),
        ("name: main-", "name: ¦", None),
        ("image: alpine:3.20", "image: ¦", []),
        ("echo heads", "echo ¦", []),
    ],
)
def test_values(old: str, typed: str, expected: list[str] | None) -> None:
    if expected is not None:
        assert offered(edited(old, typed)) == expected


def test_results_of_tasks() -> None:
    found = offered(edited("depends: flip && greet", "depends: flip.¦"))
    assert "flip.Succeeded" in found and "greet.Succeeded" not in found


def test_volumes() -> None:
    text = edited("  templates:\n", "  volumes: [{name: work, emptyDir: {}}]\n  templates:\n")
    assert offered(text.replace("        args: [", "        volumeMounts: [{name: ¦}]\n        args: [")) == ["work"]


@pytest.mark.parametrize(
    ("old", "typed", "some", "none"),
    [
        ("    - name: show\n", "    - name: show\n      ¦\n", {"script", "outputs", "steps"}, {"name", "inputs"}),
        ("    - name: show\n", "    - ¦\n    - name: show\n", {"name", "container"}, {"depends"}),
        ("    - name: show\n", "    - na¦\n    - name: show\n", {"name", "container"}, {"depends"}),
        ("          - name: each\n", "          - name: each\n            ¦\n", {"when", "hooks"}, {"depends"}),
        ("retryPolicy: OnError", "¦", {"limit", "backoff", "retryPolicy"}, {"expression", "image"}),
        ("{name: num, value", "{name: num, va¦, value", {"valueFrom"}, {"value", "name"}),
        ("withItems: [{size: 1}, {size: 2}]", "withSequence: {¦}", {"count", "start"}, set()),
        ("withItems: [{size: 1}, {size: 2}]", "withSequence:\n              ¦", {"count", "start"}, set()),
        ("withItems: [{size: 1}, {size: 2}]", "withSequence: {count: 1, ¦", {"start"}, {"count"}),
        ("metadata:\n", "metadata:\n  ¦\n", {"name", "labels"}, {"generateName"}),
        ("spec:\n", "spec:\n  ¦\n", {"onExit", "parallelism"}, {"entrypoint", "templates"}),
        ("      container:\n", "      container:\n        ¦\n", {"command", "env"}, {"image", "args"}),
    ],
)
def test_fields(old: str, typed: str, some: set[str], none: set[str]) -> None:
    found = set(offered(edited(old, typed)))
    assert some <= found and not none & found


def test_a_field_is_explained() -> None:
    (found,) = [one for one in items(edited("retryPolicy: OnError", "li¦")) if one.label == "limit"]
    assert found.detail == "whole number or text"
    assert isinstance(found.documentation, types.MarkupContent) and "attempts" in found.documentation.value
    assert found.text_edit is not None and found.text_edit.new_text == "limit: "


def test_beginnings() -> None:
    assert offered("¦") == ["apiVersion", "kind", "metadata", "spec"]
    assert offered("ap¦") == ["apiVersion", "kind", "metadata", "spec"]
    assert offered("apiVersion: argoproj.io/v1alpha1\n¦") == ["kind"]
    assert offered("apiVersion: apps/v1\nkind: Deployment\nspec:\n  ¦\n") == []
    assert offered("a: 1\n¦") == ["apiVersion", "kind", "metadata", "spec"]


def test_a_broken_document_has_its_offers_elsewhere() -> None:
    broken = edited("command: [sh]", "command: [sh").replace(
        "        args: [", '        workingDir: "/a\n        args: ['
    )
    broken = broken.replace("retryPolicy: OnError", "retryPolicy: ¦")
    assert offered(broken) == ["Always", "OnError", "OnFailure", "OnTransientError"]
    assert "tasks.flip.status" in offered(edited("command: [sh]", "command: [sh").replace(WHEN, '"{{¦"'))


def test_a_blank_offers_little() -> None:
    assert offered(edited("template: flip-coin", "template: ¦"), " ") == TEMPLATES
    assert offered(edited("    - name: show\n", "    - name: show\n      ¦\n"), " ") == []
    assert offered("a ¦", " ") == []


def test_over_the_protocol(tmp_path: Path) -> None:
    async def scene() -> None:
        async with client(written(tmp_path)) as editor:
            uri = editor.open("main.yaml")
            editor.change(uri, edited(WHEN, '"{{"'))
            at = editor.at(uri, 'when: "{{', 9)
            asked = types.CompletionParams(**at)
            found = await editor.speaks.text_document_completion_async(asked)
            assert isinstance(found, types.CompletionList)
            (status,) = [one for one in found.items if one.label == "tasks.flip.status"]
            assert isinstance(status.text_edit, types.TextEdit)
            assert status.text_edit.range == types.Range(at["position"], at["position"])

    asyncio.run(scene())
