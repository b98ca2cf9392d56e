"""What an upgrade changes: found where a file is concerned, and only where somebody leaves a version before it."""

from __future__ import annotations

import pytest

from wfsim.checks.api import run_all
from wfsim.spec import load, versions
from wfsim.text import Diagnostic, Source

HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: example-}
spec:
  entrypoint: main
"""

TEXTS = """\
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, "{{= %s }}"]
"""

METRICS = """\
  metrics:
    prometheus:
      - {name: runs, help: all, counter: {value: "1"}}
      - {name: runs, help: all, %s: {value: "1"%s}}
  templates: [{name: main, container: {image: alpine:3.20, command: [echo]}}]
"""

CONFIG_MAP = """\
  arguments:
    parameters:
      - {name: stage, value: prod, valueFrom: {configMapKeyRef: {name: here, key: stage}}}
      - {name: other, valueFrom: {configMapKeyRef: {name: here, key: stage}}}
  templates: [{name: main, container: {image: alpine:3.20, command: [echo, "{{workflow.parameters.stage}}"]}}]
"""

IMAGE = "  templates: [{name: main, container: {image: '%s', command: [echo]}}]\n"

SKIPPED = """\
  arguments: {parameters: [{name: stage, value: prod}]}
  templates:
    - name: main
      steps:
        - - {name: make, template: make, when: "{{workflow.parameters.stage}} == test"}
        - - name: take
            template: take
            arguments: {parameters: [{name: given, value: "{{steps.make.outputs.parameters.made}}"}]}
    - name: make
      container: {image: alpine:3.20, command: [echo]}
      outputs: {parameters: [{name: made, valueFrom: {path: /made%s}}]}
    - name: take
      inputs: {parameters: [{name: given%s}]}
      container: {image: alpine:3.20, command: [echo, "{{inputs.parameters.given}}"]}
"""

NOTHING = """\
  templates:
    - name: main
      steps: [[{name: one, template: one}]]
      outputs: {parameters: [{name: found, valueFrom: {expression: "%s"%s}}]}
    - name: one
      container: {image: alpine:3.20, command: [echo]}
"""

MODE = """\
  templates:
    - name: main
      inputs: {artifacts: [{name: data, path: /data, mode: %s, raw: {data: x}}]}
      container: {image: alpine:3.20, command: [echo]}
"""


def upgrade(text: str, older: str, newer: str = "") -> list[Diagnostic]:
    release = versions.release(older)
    found = run_all(load([Source("w.yaml", text)], newer), isolate=False, upgrade_from=release)
    return [one for one in found if one.code != "unused-input"]


def said(findings: list[Diagnostic]) -> list[tuple[str, str, str]]:
    return [(one.code, one.severity, one.at.text) for one in findings]


CONCERNED = [
    pytest.param(TEXTS % "filter([1, 2], # > 1)", "3.5", "3.6", "filter([1, 2], # > 1)", id="list"),
    pytest.param(TEXTS % "{'a': 1}", "3.5", "3.6", "{'a': 1}", id="map"),
    pytest.param(METRICS % ("gauge", ""), "3.5", "3.6", "runs", id="metric"),
    pytest.param(CONFIG_MAP, "3.6", "3.7", "prod", id="config-map"),
    pytest.param(IMAGE % "argoproj/argocli:v3.5.0", "3.6", "3.7", "'argoproj/argocli:v3.5.0'", id="image"),
    pytest.param(
        SKIPPED % (", default: none", ""), "3.7.15", "3.7", "steps.make.outputs.parameters.made", id="its-default"
    ),
    pytest.param(
        SKIPPED % ("", ", default: none"), "4.0.6", "4.0", "steps.make.outputs.parameters.made", id="taker's-default"
    ),
    pytest.param(NOTHING % ("find([1], # > 1)", ""), "3.7.0", "3.7", "find([1], # > 1)", id="nothing"),
    pytest.param(MODE % "1000", "3.7", "4.0", "1000", id="mode"),
]


@pytest.mark.parametrize(("text", "older", "newer", "place"), CONCERNED)
def test_a_place_that_works_differently(text: str, older: str, newer: str, place: str) -> None:
    (one,) = upgrade(HEAD + text, older, newer)
    assert (one.code, one.at.text) == ("works-differently", place)
    assert one.hint
    assert [each.code for each in upgrade(HEAD + text, "3.5")] == ["works-differently"]
    assert upgrade(HEAD + text, versions.known()[newer]) == []
    assert all(each.code != "works-differently" for each in run_all(load([Source("w.yaml", HEAD + text)])))


@pytest.mark.parametrize(
    "text",
    [
        TEXTS % "join(['a', 'b'])",
        TEXTS % "toJson({'a': 1})",
        TEXTS % "inputs",
        METRICS % ("counter", ""),
        IMAGE % "quay.io/argoproj/argocli:v3.5.0",
        IMAGE % "mine/argoproj/argocli:v3.5.0",
        IMAGE % "argoproj/argosay:v2",
        NOTHING % ("find([1], # > 1) ?? 0", ""),
        NOTHING % ("find([1], # > 1)", ", default: none"),
        NOTHING % ("steps.one.status", ""),
        MODE % "511",
        MODE % "0755",  # octal
    ],
)
def test_a_file_that_works_as_before(text: str) -> None:
    assert said(upgrade(HEAD + text, "3.5")) == []


def test_what_fails_since_then_says_so() -> None:
    text = HEAD + SKIPPED % ("", "")
    (one,) = upgrade(text, "3.6")
    assert one.code == "skipped-output" and one.message.endswith("; this is so since Argo 3.7.16 and 4.0.7")
    (one,) = upgrade(text, "4.0")
    assert one.code == "skipped-output" and "since" not in one.message


NAMED = """\
  templates:
    - name: main
      metrics: {prometheus: [{name: '%s', help: all, counter: {value: "1"}}]}
      container: {image: alpine:3.20, command: [echo]}
"""


@pytest.mark.parametrize(("name", "is_new"), [("a:b", True), ("a-b", False)])
def test_only_the_colon_of_a_metric_is_new(name: str, is_new: bool) -> None:
    (one,) = upgrade(HEAD + NAMED % name, "3.5")
    assert one.code == "invalid-metric-name" and ("since Argo 3.6" in one.message) is is_new


TEMPLATE = """\
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: shared}
spec:
  entrypoint: main
  arguments: {parameters: [{name: stage, valueFrom: {configMapKeyRef: {name: here, key: stage}}}]}
  templates: [{name: main, container: {image: alpine:3.20, command: [echo, "{{workflow.parameters.stage}}"]}}]
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: example-}
spec:
  workflowTemplateRef: {name: shared}
  arguments: {parameters: [{name: stage, value: prod}]}
"""


def test_a_value_over_the_config_map_of_a_template() -> None:
    assert said(upgrade(TEMPLATE, "3.6")) == [("works-differently", "warning", "prod")]


CRON = """\
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: example}
spec:
  schedules: ["%s"]
  workflowSpec:
    entrypoint: main
    templates: [{name: main, container: {image: alpine:3.20, command: [echo]}}]
"""


@pytest.mark.parametrize(
    ("schedule", "is_refused"),
    [("CRON_TZ=Asia/Tokyo 0 8 * * *", True), ("0 8 * * MON-FRI", False), ("@daily", False), ("@every 1h30m", False)],
)
def test_schedules_of_the_full_schema(schedule: str, is_refused: bool) -> None:
    found = [one for one in upgrade(CRON % schedule, "3.6") if one.code == "works-differently"]
    assert [one.at.text for one in found] == ([f'"{schedule}"'] if is_refused else [])


@pytest.mark.parametrize(("count", "places"), [(200, []), (201, ["{name: t200, template: one}"])])
def test_more_tasks_than_the_full_schema_takes(count: int, places: list[str]) -> None:
    tasks = ", ".join(f"{{name: t{number}, template: one}}" for number in range(count))
    text = f"  templates: [{{name: main, dag: {{tasks: [{tasks}]}}}}, {{name: one, suspend: {{}}}}]\n"
    assert [one.at.text for one in upgrade(HEAD + text, "3.7")] == places
