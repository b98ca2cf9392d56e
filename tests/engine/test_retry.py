"""Retries: which failures are tried again, how often, what an attempt knows, what the wrapper comes to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine import runs
from tests.engine.timed import HEAD, at, played
from wfsim.api.run import Run
from wfsim.engine.commands import StartPod
from wfsim.engine.engine import Engine
from wfsim.engine.events import PodFinished, RunStarted, StopAsked

SPEC = """  templates:
  - name: main
    retryStrategy: {%s}
    container: {image: "busybox:1"}
"""
FAILS = {"exitCode": 1, "message": "no"}
ERRS = {"error": "lost"}


def retried(strategy: str, *outcomes: dict[str, Any]) -> Run:
    return played(SPEC % strategy, main={"sequence": [{"duration": "1s"} | one for one in outcomes]})


def attempts(run: Run) -> int:
    return sum(one.retried for one in run.record.nodes)


@pytest.mark.parametrize(
    ("policy", "outcome", "tried", "message"),
    [
        ("OnFailure", FAILS, 2, "No more retries left"),
        ("OnFailure", ERRS, 1, "lost"),
        ("OnError", FAILS, 1, "main: Error (exit code 1): no"),
        ("OnError", ERRS, 2, "No more retries left"),
        ("Always", FAILS, 2, "No more retries left"),
        ("Always", ERRS, 2, "No more retries left"),
        ("OnTransientError", FAILS, 1, "main: Error (exit code 1): no"),
        ("OnTransientError", {"error": "dial tcp: I/O Timeout"}, 2, "No more retries left"),
    ],
)
def test_the_policy_says_which_ends_are_tried_again(
    policy: str, outcome: dict[str, Any], tried: int, message: str
) -> None:
    run = retried(f"limit: 1, retryPolicy: {policy}", outcome)
    assert (attempts(run), run.message) == (tried, message)
    assert run.phase == ("Error" if "error" in outcome else "Failed")


def test_without_a_policy_failures_are_retried_and_with_an_expression_errors_too() -> None:
    assert attempts(retried("limit: 1", ERRS)) == 1
    assert attempts(retried("limit: 1", FAILS)) == 2
    assert attempts(retried("limit: 1, expression: 'true'", ERRS)) == 2


@pytest.mark.parametrize(("limit", "tried"), [(0, 1), (2, 3)])
def test_the_limit_counts_what_comes_after_the_first(limit: int, tried: int) -> None:
    run = retried(f"limit: {limit}", FAILS)
    assert (attempts(run), run.message) == (tried, "No more retries left")


def test_a_limit_that_is_no_number_is_seen_at_the_first_failure() -> None:
    text = SPEC.replace("{%s}", "{limit: '{{workflow.name}}'}")
    run = played(text, main=FAILS)
    said = "value 'wf' cannot be resolved to an int"
    assert (run.phase, run.message) == ("Error", f"error in entry template execution: {said}")
    assert run.record.nodes[0].message == said or run.record.nodes[0].message == "Workflow operation error"
    assert played(text).phase == "Succeeded"


@pytest.mark.parametrize(
    ("expression", "tried", "message"),
    [
        ("asInt(retries) < 2", 3, "retryStrategy.expression evaluated to false"),
        ("lastRetry.exitCode == '1' && lastRetry.status == 'Failed'", 4, "No more retries left"),
        ("lastRetry.exitCode == '2'", 1, "retryStrategy.expression evaluated to false"),
        ("lastRetry.duration == '1'", 4, "No more retries left"),
        ("lastRetry.message == 'main: Error (exit code 1): no'", 4, "No more retries left"),
    ],
)
def test_the_expression_sees_the_attempt_before(expression: str, tried: int, message: str) -> None:
    run = retried(f'limit: 3, expression: "{expression}"', FAILS)
    assert (attempts(run), run.message) == (tried, message)


def test_of_a_template_that_calls_others_there_is_no_exit_code() -> None:
    spec = """  templates:
  - name: main
    retryStrategy: {limit: 2, expression: "lastRetry.exitCode == '-1'"}
    steps: [[{name: a, template: leaf}]]
  - name: leaf
    container: {image: "busybox:1"}
"""
    assert played(spec, leaf=FAILS).message == "No more retries left"
    run = played(spec.replace("'-1'", "'1'"), leaf=FAILS)
    assert run.message == "retryStrategy.expression evaluated to false"


def test_an_expression_that_is_no_condition_is_an_error() -> None:
    run = retried("limit: 2, expression: lastRetry.status", FAILS)
    said = "unable to cast expression result 'Failed' to bool"
    assert (run.phase, run.message) == ("Error", f"error in entry template execution: {said}")


KNOWS = """  templates:
  - name: main
    steps: [[{name: a, template: leaf}]]
  - name: leaf
    retryStrategy: {limit: 2}
    container:
      image: "busybox:1"
      args:
      - "{{retries}} {{lastRetry.exitCode}} {{lastRetry.status}} {{lastRetry.duration}} {{lastRetry.message}}"
      - "{{node.name}} {{steps.name}} {{pod.name}}"
"""


def test_an_attempt_knows_its_number_and_the_one_before() -> None:
    engine = Engine(runs.definitions_of(HEAD + KNOWS))
    commands = engine.send([RunStarted(0, "uid")])
    seen = []
    for now in (1500, 4000, 9000):
        (pod,) = [one for one in commands if isinstance(one, StartPod)]
        seen.append((pod.name, pod.logical, pod.attempt, pod.template["container"]["args"], pod.pod_name))  # type: ignore[index, call-overload]
        commands = engine.send([PodFinished(now, pod.node, 3, container_message="oh")])
    oh = "main: Error (exit code 3): oh"
    names = [one[4] for one in seen]
    assert [one[:4] for one in seen] == [
        ("wf[0].a(0)", "wf[0].a", 0, ["0 0  0 ", f"wf[0].a a {names[0]}"]),
        ("wf[0].a(1)", "wf[0].a", 1, [f"1 3 Failed 1.5 {oh}", f"wf[0].a a {names[1]}"]),
        ("wf[0].a(2)", "wf[0].a", 2, [f"2 3 Failed 2.5 {oh}", f"wf[0].a a {names[2]}"]),
    ]
    assert len(set(names)) == 3
    assert engine.state.message == f"child '{_id(engine, 'wf[0].a')}' failed"


def _id(engine: Engine, name: str) -> str:
    return next(one.id for one in engine.state.nodes.values() if one.name == name)


def test_the_wrapper_has_the_outputs_of_its_last_attempt() -> None:
    text = SPEC.replace("container:", "outputs: {parameters: [{name: p, valueFrom: {path: /p}}]}\n    container:")
    outcomes = [{"exitCode": 1, "outputs": {"parameters": {"p": "1"}}}, {"outputs": {"parameters": {"p": "2"}}}]
    run = played(text % "limit: 3", main={"sequence": outcomes})
    wrapper = run.record.nodes[0]
    assert wrapper.outputs == {"parameters": [{"name": "p", "value": "2"}], "exitCode": "0"}
    assert (wrapper.type, wrapper.phase, wrapper.message) == ("Retry", "Succeeded", "")
    assert [(one.name, one.retried, one.boundary_id) for one in run.record.nodes[1:]] == [
        ("wf(0)", True, ""),
        ("wf(1)", True, ""),
    ]


def test_a_strategy_of_the_workflow_is_everybodys() -> None:
    spec = """  retryStrategy: {limit: 1}
  templates:
  - name: main
    steps: [[{name: a, template: leaf}]]
  - name: leaf
    container: {image: "busybox:1"}
"""
    run = played(spec, leaf={"exitCode": 1})
    assert {one.name for one in run.record.nodes if one.type == "Retry"} == {"wf", "wf(0)[0].a", "wf(1)[0].a"}
    assert len([one for one in run.record.nodes if one.type == "Pod"]) == 4


# -- backoff --


def test_while_it_waits_the_wrapper_says_so() -> None:
    engine = Engine(runs.definitions_of(HEAD + SPEC % 'limit: 2, backoff: {duration: "90s", factor: 2}'))
    engine.send([RunStarted(0, "uid")])
    wrapper = engine.state.nodes["wf"]
    engine.send([PodFinished(1000, _id(engine, "wf(0)"), 1)])
    assert (wrapper.phase, wrapper.message) == ("Running", "Backoff for 1 minute 30 seconds")
    assert engine.state.timers == {f"retry:{wrapper.id}": 91_000}


@pytest.mark.parametrize(
    ("backoff", "begins"),
    [
        ('duration: "2s"', [0, 3000, 6000, 9000]),
        ('duration: "2s", factor: 1', [0, 3000, 6000, 9000]),
        ('duration: "2s", factor: 3', [0, 3000, 10_000, 29_000]),
        ('duration: "2", factor: 3, cap: "4s"', [0, 3000, 8000, 13_000]),
        ('duration: "2s", factor: 0', [0, 3000, 6000, 9000]),
    ],
)
def test_how_long_attempts_are_apart(backoff: str, begins: list[int]) -> None:
    run = retried(f"limit: 3, backoff: {{{backoff}}}", FAILS)
    assert [at(run, f"wf({i})")[0] for i in range(4)] == begins


def test_an_attempt_that_outlasts_the_longest_time_is_the_last() -> None:
    run = retried('limit: 5, backoff: {duration: "1s", maxDuration: "3s"}', {"exitCode": 1, "duration": "4s"})
    assert (attempts(run), run.message) == (1, "Max duration limit exceeded")


def test_a_backoff_without_a_duration_is_an_error() -> None:
    run = retried("limit: 5, backoff: {factor: 2}", FAILS)
    said = "no base duration specified for retryStrategy"
    assert (run.phase, run.message) == ("Error", f"error in entry template execution: {said}")


# -- what ends the retrying --


def test_a_stopped_run_retries_nothing() -> None:
    engine = Engine(runs.definitions_of(HEAD + SPEC % 'limit: 5, backoff: {duration: "60s"}'))
    engine.send([RunStarted(0, "uid")])
    engine.send([PodFinished(1000, _id(engine, "wf(0)"), 1)])
    engine.send([StopAsked(2000, "Stop")])
    wrapper = engine.state.nodes["wf"]
    assert (wrapper.phase, wrapper.message) == ("Failed", "Stopped with strategy 'Stop'")
    assert (engine.state.phase, engine.state.timers) == ("Failed", {})


def test_behind_the_deadline_of_the_workflow_nothing_is_retried() -> None:
    spec = "  activeDeadlineSeconds: 3\n" + SPEC % "limit: 9"
    run = played(spec, main={"exitCode": 1, "duration": "2s"})
    assert (run.phase, run.message) == ("Failed", "retry exceeded workflow deadline 2024-01-01T00:00:03Z")
    # The second is killed at the very instant up to which another may begin; that one has no time for a pod.
    assert [(one.name, one.message, one.host != "") for one in run.record.nodes[2:]] == [
        ("wf(1)", "Pod was active on the node longer than the specified deadline", True),
        ("wf(2)", "Step exceeded its deadline", False),
    ]


def test_an_exit_handler_is_retried_behind_the_deadline() -> None:
    spec = """  activeDeadlineSeconds: 2
  onExit: bye
  templates:
  - name: main
    container: {image: "busybox:1"}
  - name: bye
    retryStrategy: {limit: 1}
    container: {image: "busybox:1"}
"""
    run = played(spec, main={"duration": "1s"}, bye={"sequence": [{"exitCode": 1, "duration": "4s"}, {}]})
    assert run.phase == "Succeeded"
    assert [one.name for one in run.record.nodes] == ["wf", "wf.onExit", "wf.onExit(0)", "wf.onExit(1)"]


SEEN = """  templates:
  - name: main
    FORM
  - name: leaf
    retryStrategy: {limit: 1}
    container: {image: "busybox:1"}
  - name: show
    inputs: {parameters: [{name: x}]}
    container: {image: "busybox:1"}
"""
SHOW = "template: show, arguments: {parameters: [{name: x, value: '{{%s.a.id}} {{%s.a.exitCode}}'}]}"


@pytest.mark.parametrize(
    ("form", "node", "seer"),
    [
        (
            f"steps: [[{{name: a, template: leaf}}], [{{name: b, {SHOW % ('steps', 'steps')}}}]]",
            "wf[0].a(1)",
            "wf[1].b",
        ),
        (
            f"dag: {{tasks: [{{name: a, template: leaf}}, {{name: b, depends: a, {SHOW % ('tasks', 'tasks')}}}]}}",
            "wf.a(1)",
            "wf.b",
        ),
    ],
)
def test_what_others_see_is_the_last_attempt(form: str, node: str, seer: str) -> None:
    run = played(SEEN.replace("FORM", form), leaf={"attempts": [{"exitCode": 3}, {}]})
    last, show = run.record.named(node), run.record.named(seer)
    assert last is not None and show is not None
    assert show.inputs == {"parameters": [{"name": "x", "value": f"{last.id} 0"}]}


def test_a_retried_task_with_a_handler_ends_its_dag() -> None:
    first = "{name: a, template: leaf, hooks: {exit: {template: other}}}"
    form = f"dag: {{tasks: [{first}, {{name: b, depends: a, template: other}}]}}"
    spec = SEEN.replace("FORM", form) + '  - {name: other, container: {image: "busybox:1"}}\n'
    run = played(spec, leaf={"attempts": [{"exitCode": 3}, {}]})
    assert run.phase == "Succeeded"
    assert [one.name for one in run.record.nodes] == ["wf", "wf.a", "wf.a(0)", "wf.a(1)", "wf.a.onExit", "wf.b"]
