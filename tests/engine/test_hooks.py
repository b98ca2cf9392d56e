"""Lifecycle hooks and exit handlers: when they run, what they are given, who waits for them."""

from __future__ import annotations

import pytest

from tests.engine import runs
from tests.engine.timed import HEAD, at, played
from wfsim.api.run import Run
from wfsim.engine.events import StopAsked
from wfsim.record.run import NodeRecord

NOTE = """  - name: leaf
    container: {image: "busybox:1"}
  - name: out
    container: {image: "busybox:1"}
    outputs: {parameters: [{name: p, valueFrom: {path: /tmp/p}}]}
  - name: note
    inputs: {parameters: [{name: x, value: unset}]}
    container: {image: "busybox:1"}
"""
STEPS = """  templates:
  - name: main
    steps:
    - - name: a
        template: %s
        hooks:
          ended: {expression: 'steps.a.status == "Failed"', template: note}
          running:
            expression: steps.a.status == "Running"
            template: note
            arguments: {parameters: [{name: x, value: "of {{workflow.name}}"}]}
    - - {name: b, template: leaf}
"""
DAG = """  templates:
  - name: main
    dag:
      tasks:
      - name: a
        template: leaf
        hooks:
          running:
            expression: tasks.a.status == "Running"
            template: note
            arguments: {parameters: [{name: x, value: "of {{workflow.name}}"}]}
      - {name: b, template: leaf, depends: a}
"""


def named(run: Run, name: str) -> NodeRecord:
    node = run.record.named(name)
    assert node is not None, [one.name for one in run.record.nodes]
    return node


def given(run: Run, name: str) -> object:
    """The value of a node's only input."""
    inputs = named(run, name).inputs
    assert inputs is not None
    return inputs["parameters"][0]["value"]  # type: ignore[index, call-overload]


@pytest.mark.parametrize(("spec", "a", "b"), [(STEPS % "leaf", "wf[0].a", "wf[1].b"), (DAG, "wf.a", "wf.b")])
def test_a_hook_runs_beside_its_node_and_what_follows_waits_for_both(spec: str, a: str, b: str) -> None:
    run = played(spec + NOTE, note={"duration": "5s"}, leaf={"duration": "2s"})
    hook = named(run, f"{a}.hooks.running")
    assert at(run, hook.name) == (0, 5000)
    assert at(run, a) == (0, 2000)
    assert at(run, b) == (5000, 7000)
    assert hook.hooked and hook.boundary_id == named(run, a).boundary_id
    assert hook.id in named(run, a).children
    assert given(run, hook.name) == "of wf"
    assert run.record.named(f"{a}.hooks.ended") is None
    assert run.phase == "Succeeded"


@pytest.mark.parametrize(("spec", "hook"), [(STEPS % "leaf", "wf[0].a.hooks.running"), (DAG, "wf.a.hooks.running")])
def test_a_hook_that_fails_fails_nothing_else(spec: str, hook: str) -> None:
    run = played(spec + NOTE, note={"exitCode": 1})
    assert named(run, hook).phase == "Failed"
    assert run.phase == "Succeeded"


def test_a_hook_that_asks_for_the_end_runs_once_it_is_there() -> None:
    run = played(STEPS % "leaf" + NOTE, leaf={"exitCode": 1, "duration": "2s"}, note={"duration": "5s"})
    assert at(run, "wf[0].a.hooks.ended") == (2000, 7000)
    assert given(run, "wf[0].a.hooks.ended") == "unset"
    assert (run.phase, at(run, "wf")) == ("Failed", (0, 7000))


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("steps.a.status", "unable to cast expression result 'Running' to bool"),
        (
            "steps.a.outputs.result == ''",
            "unable to evaluate expression 'steps.a.outputs.result == ''': cannot fetch result from <nil>",
        ),
    ],
)
def test_an_expression_that_is_no_condition_is_an_error_of_the_group(expression: str, message: str) -> None:
    run = played((STEPS % "leaf").replace('steps.a.status == "Running"', expression) + NOTE)
    assert named(run, "wf[0]").phase == "Error"
    assert named(run, "wf[0]").message.startswith(message)


def test_hooks_of_a_workflow_run_below_the_root_and_keep_it_from_ending() -> None:
    spec = """  hooks:
    running: {expression: workflow.status == "Running", template: note}
    never: {expression: workflow.status == "Failed", template: note}
    exit: {template: note}
  templates:
  - name: main
    container: {image: "busybox:1"}
"""
    run = played(spec + NOTE, main={"duration": "1s"}, note={"duration": "4s"})
    hook = named(run, "wf.hooks.running")
    assert (hook.boundary_id, at(run, hook.name)) == ("", (0, 4000))
    assert hook.id in named(run, "wf").children
    assert at(run, "wf.onExit") == (4000, 8000)
    assert run.record.named("wf.hooks.never") is None
    assert (run.phase, run.message) == ("Succeeded", "")


@pytest.mark.parametrize(("name", "value"), [("", "{{workflow.outputs.parameters.p}}"), ("globalName: p, ", "v")])
def test_hooks_of_a_workflow_see_of_its_outputs_the_global_ones_alone(name: str, value: str) -> None:
    spec = f"""  hooks:
    done:
      expression: workflow.status == "Succeeded"
      template: given
      arguments: {{parameters: [{{name: p, value: "{{{{workflow.outputs.parameters.p}}}}"}}]}}
  templates:
  - name: main
    container: {{image: "busybox:1"}}
    outputs: {{parameters: [{{name: p, {name}valueFrom: {{path: /p}}}}]}}
  - name: given
    inputs: {{parameters: [{{name: p}}]}}
    container: {{image: "busybox:1"}}
"""
    run = played(spec, main={"outputs": {"parameters": {"p": "v"}}})
    assert given(run, "wf.hooks.done") == value


def test_a_hook_of_a_workflow_that_is_no_condition_ends_it() -> None:
    spec = """  hooks:
    running: {expression: workflow.status, template: note}
  templates:
  - name: main
    container: {image: "busybox:1"}
"""
    run = played(spec + NOTE)
    assert (run.phase, run.message) == ("Error", "unable to cast expression result 'Pending' to bool")
    assert named(run, "wf").phase == "Error"


EXITED = """  arguments: {parameters: [{name: x, value: whole}]}
  templates:
  - name: main
    steps:
    - - {name: a, template: out, HANDLER}
"""


@pytest.mark.parametrize(
    ("handler", "value"),
    [
        ("onExit: note", "whole"),
        ("hooks: {exit: {template: note}}", "whole"),
        (
            "hooks: {exit: {template: note, arguments: {parameters: [{name: x, value: "
            '"{{steps.a.outputs.parameters.p}} {{steps.a.status}}"}]}}}',
            "v Succeeded",
        ),
        ("hooks: {exit: {template: note, expression: 'steps.a.status == \"Succeeded\"'}}", "whole"),
    ],
)
def test_what_an_exit_handler_is_given(handler: str, value: str) -> None:
    run = played(EXITED.replace("HANDLER", handler) + NOTE, out={"outputs": {"parameters": {"p": "v"}}})
    node = named(run, "wf[0].a.onExit")
    assert (given(run, node.name), node.hooked, node.display_name) == (value, True, "a.onExit")
    assert node.id in named(run, "wf[0].a").children


def test_an_exit_handler_whose_expression_is_false_does_not_run() -> None:
    handler = "hooks: {exit: {template: note, expression: 'steps.a.status == \"Failed\"'}}"
    run = played(EXITED.replace("HANDLER", handler) + NOTE, out={"outputs": {"parameters": {"p": "v"}}})
    assert run.record.named("wf[0].a.onExit") is None
    assert run.phase == "Succeeded"


def test_an_exit_handler_that_fails_does_not_fail_its_step_but_is_awaited() -> None:
    run = played(
        EXITED.replace("HANDLER", "onExit: note") + NOTE,
        out={"duration": "1s", "outputs": {"parameters": {"p": "v"}}},
        note={"exitCode": 1, "duration": "3s"},
    )
    assert (run.phase, at(run, "wf[0]")) == ("Succeeded", (0, 4000))


def test_a_retried_step_has_one_exit_handler_after_its_last_attempt() -> None:
    spec = EXITED.replace(
        "HANDLER",
        "hooks: {exit: {template: note, arguments: {parameters: [{name: x, value: "
        '"{{steps.a.outputs.parameters.p}}"}]}}}',
    )
    retried = NOTE.replace("name: out", "name: out\n    retryStrategy: {limit: 2}")
    outcomes = {"attempts": [{"exitCode": 1}, {"outputs": {"parameters": {"p": "second"}}}]}
    run = played(spec + retried, out=outcomes)
    assert [one.name for one in run.record.nodes if one.name.endswith(".onExit")] == ["wf[0].a.onExit"]
    assert given(run, "wf[0].a.onExit") == "second"


@pytest.mark.parametrize(
    ("phase", "end", "message"), [("Failed", "Failed", "main: Error (exit code 1)"), ("Succeeded", "Succeeded", "")]
)
def test_the_workflow_fails_with_its_exit_handler_only_where_it_had_succeeded(
    phase: str, end: str, message: str
) -> None:
    spec = """  onExit: note
  templates:
  - name: main
    container: {image: "busybox:1"}
"""
    run = played(spec + NOTE, note={"exitCode": 1 if phase == "Failed" else 0})
    assert (run.phase, run.message) == (end, message)


def test_the_exit_handler_of_a_workflow_sees_what_failed() -> None:
    spec = """  hooks:
    exit:
      template: note
      arguments: {parameters: [{name: x, value: "{{workflow.status}} {{workflow.duration}} {{workflow.failures}}"}]}
  templates:
  - name: main
    steps: [[{name: a, template: leaf}]]
"""
    run = played(spec + NOTE, leaf={"exitCode": 3})
    text = str(given(run, "wf.onExit"))
    node = named(run, "wf[0].a")
    assert text.startswith("Failed 1.000000 ")
    assert f'\\"displayName\\":\\"a\\",\\"message\\":\\"{node.message}\\",\\"templateName\\":\\"leaf\\"' in text
    assert (
        f'\\"phase\\":\\"Failed\\",\\"podName\\":\\"{node.pod_name}\\",\\"finishedAt\\":\\"2024-01-01T00:00:01Z\\"'
        in text
    )


HANDED = """  templates:
  - name: main
    steps:
    - - {name: skipped, template: out, when: "x == z"}
    - - name: a
        template: made
        hooks:
          exit:
            template: taken
            arguments:
              parameters:
              - {name: k, value: "{{steps.skipped.outputs.parameters.p}}"}
              - {name: l, valueFrom: {configMapKeyRef: {name: settings, key: region}}}
              artifacts: [{name: f, from: "{{steps.a.outputs.artifacts.file}}"}]
  - name: made
    container: {image: "busybox:1"}
    outputs: {artifacts: [{name: file, path: /file, s3: {key: made}}]}
  - name: taken
    inputs: {parameters: [{name: k, default: d}, {name: l}], artifacts: [{name: f, path: /in}]}
    container: {image: "busybox:1"}
"""
SETTINGS = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {region: eu}\n"


def test_a_handler_is_handed_artifacts_defaults_and_config_maps() -> None:
    run = played(HANDED + NOTE + SETTINGS)
    assert named(run, "wf[1].a.onExit").inputs == {
        "parameters": [{"name": "k", "default": "d", "value": "d"}, {"name": "l", "value": "eu"}],
        "artifacts": [{"name": "f", "path": "/in", "s3": {"key": "made"}}],
    }


@pytest.mark.parametrize(("strategy", "runs_"), [("Stop", True), ("Terminate", False)])
def test_exit_handlers_run_after_a_stop_and_not_after_a_termination(strategy: str, runs_: bool) -> None:
    spec = EXITED.replace("HANDLER", "onExit: note").replace("  arguments", "  onExit: note\n  arguments", 1)
    engine = runs.begin(runs.definitions_of(HEAD + spec + NOTE))
    runs.rest(engine, engine.send([StopAsked(1, strategy)]))
    found = runs.phases(engine)
    assert found["wf[0].a"] == "Failed"
    assert ("wf[0].a.onExit" in found) is runs_
    if runs_:
        runs.finish(engine, onExit=0)
        runs.finish(engine, onExit=0)
    assert ("wf.onExit" in runs.phases(engine)) is runs_
    assert (engine.state.phase, engine.state.message) == ("Failed", f"Stopped with strategy '{strategy}'")


def test_the_exit_handler_of_a_workflow_is_handed_artifacts() -> None:
    spec = """  hooks:
    exit:
      template: taken
      arguments:
        parameters: [{name: l, value: "{{workflow.name}}"}]
        artifacts: [{name: f, raw: {data: "{{workflow.status}}"}}]
  templates:
  - name: main
    container: {image: "busybox:1"}
"""
    taken = "  - name: taken" + HANDED.partition("  - name: taken")[2]
    assert named(played(spec + taken), "wf.onExit").inputs == {
        "parameters": [{"name": "k", "default": "d", "value": "d"}, {"name": "l", "value": "wf"}],
        "artifacts": [{"name": "f", "path": "/in", "raw": {"data": "Succeeded"}}],
    }
