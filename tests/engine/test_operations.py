"""Retry, resubmit, stop, suspend, resume and set outputs, as Argo has them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given

from tests import strategies
from tests.engine import runs
from wfsim.engine.commands import Command, SetTimer, StartPod
from wfsim.engine.definitions import Definitions
from wfsim.engine.engine import Engine
from wfsim.engine.events import RunStarted, TimerFired
from wfsim.engine.operations import selecting, steering
from wfsim.engine.operations.outcome import Operated, Refused
from wfsim.engine.operations.resubmit import ORIGIN, resubmit
from wfsim.engine.operations.retry import retry
from wfsim.engine.phases import NodeType, Phase
from wfsim.record.of import record
from wfsim.record.state import to_state
from wfsim.record.workflow import from_workflow, to_workflow

PREFIX = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: wf, labels: {team: a}}\nspec:\n"
STEPS = (
    PREFIX
    + """
  entrypoint: main
  onExit: leaf
  arguments: {parameters: [{name: p, value: "1"}]}
  templates:
    - name: main
      steps:
        - [{name: a, template: leaf}]
        - [{name: b, template: leaf}, {name: c, template: leaf}]
        - [{name: d, template: leaf}]
    - name: leaf
      container: {image: alpine, args: ["{{workflow.parameters.p}}"]}
"""
)


def failed(text: str = STEPS, ends: tuple[tuple[int, int], ...] = ((1, 0), (1, 1), (9, 0))) -> Engine:
    """A run whose second round of pods had a failure."""
    return runs.play(runs.definitions_of(text), ends)


def again(operated: Operated, ends: tuple[tuple[int, int], ...] = ((9, 0),)) -> tuple[Engine, list[str]]:
    """Run what an operation left to its end; the names of the pods that were started."""
    engine, started = Engine(operated.definitions, operated.state), []

    def send(commands: tuple[Command, ...]) -> None:
        started.extend(one.name for one in commands if isinstance(one, StartPod))
        runs.rest(engine, commands)

    send(engine.send([RunStarted(operated.state.now_ms, "uid")]))
    for i in range(60):
        waiting = runs.running(engine)
        if not waiting:
            break
        count, code = ends[min(i, len(ends) - 1)]
        send(engine.send([runs.PodFinished(0, one, code, "1", {"out": "v"}) for one in waiting[:count]]))
    return engine, started


def through_a_file(engine: Engine) -> Engine:
    """What comes back of a run that was written as a Workflow object."""
    data = json.loads(json.dumps(to_workflow(record(engine))))
    return Engine(engine.definitions, to_state(from_workflow(data)))


def test_a_retry_runs_what_failed_and_what_never_ran() -> None:
    ended = failed()
    assert ended.state.phase is Phase.FAILED
    operated = retry(ended.definitions, ended.state)
    assert operated.deleted == ("wf[1].b", "wf.onExit")
    assert [one.rpartition("-")[0] for one in operated.pods] == ["wf-leaf", "wf-leaf"]
    kept = {node.name: node.phase for node in operated.state.nodes.values()}
    assert kept == {
        "wf": Phase.RUNNING,
        "wf[0]": Phase.SUCCEEDED,
        "wf[0].a": Phase.SUCCEEDED,
        "wf[1]": Phase.RUNNING,
        "wf[1].c": Phase.SUCCEEDED,
    }
    assert operated.state.phase is Phase.UNKNOWN
    engine, started = again(operated)
    assert engine.state.phase is Phase.SUCCEEDED
    assert started == ["wf[1].b", "wf[2].d", "wf.onExit"]
    assert runs.phases(engine)["wf[2].d"] == "Succeeded"
    assert runs.phases(engine)["wf.onExit"] == "Succeeded"


def test_what_was_given_is_not_changed() -> None:
    ended = failed()
    before = ended.to_json()
    retry(ended.definitions, ended.state)
    resubmit(ended.definitions, ended.state, "wf-2", memoized=True)
    assert ended.to_json() == before


@pytest.mark.parametrize(
    ("phase", "message"),
    [
        (Phase.SUCCEEDED, "To retry a succeeded workflow, set the options restartSuccessful and nodeFieldSelector"),
        (Phase.RUNNING, "Cannot retry a workflow in phase Running"),
    ],
)
def test_a_run_that_cannot_be_retried(phase: Phase, message: str) -> None:
    ended = failed()
    ended.state.phase = phase
    with pytest.raises(Refused, match=message):
        retry(ended.definitions, ended.state)


def test_a_succeeded_run_is_retried_from_the_nodes_that_are_named() -> None:
    ended = failed(ends=((9, 0),))
    assert ended.state.phase is Phase.SUCCEEDED
    operated = retry(ended.definitions, ended.state, restart_successful=True, selector="displayName=d")
    engine, started = again(operated)
    assert started == ["wf[2].d", "wf.onExit"]
    assert engine.state.phase is Phase.SUCCEEDED


def test_a_selector_alone_chooses_nothing() -> None:
    ended = failed()
    assert "wf[0].a" not in retry(ended.definitions, ended.state, selector="displayName=a").deleted
    deleted = retry(ended.definitions, ended.state, selector="displayName=a", restart_successful=True).deleted
    assert {"wf[0].a", "wf[1]", "wf[1].b", "wf[1].c"} <= set(deleted)


def test_new_parameters_reach_the_pods_and_run_the_whole_group_again() -> None:
    ended = failed()
    operated = retry(ended.definitions, ended.state, parameters={"p": "2"})
    assert {"wf[1].b", "wf[1].c"} <= set(operated.deleted)
    engine = Engine(operated.definitions, operated.state)
    pods = [one for one in engine.send([RunStarted(0, "uid")]) if isinstance(one, StartPod)]
    assert [one.template["container"]["args"] for one in pods] == [["2"], ["2"]]  # type: ignore[index, call-overload]


def test_attempts_are_judged_by_their_retry_node() -> None:
    text = STEPS.replace("container: {image", "retryStrategy: {limit: 1}\n      container: {image")
    ended = failed(text, ((1, 0), (1, 1), (9, 1)))
    operated = retry(ended.definitions, ended.state)
    engine, started = again(operated)
    assert engine.state.phase is Phase.SUCCEEDED
    assert "wf[1].b(0)" in started
    assert "wf[0].a(0)" not in started


def test_a_nested_dag_is_reset_boundary_by_boundary() -> None:
    text = (
        PREFIX
        + """
  entrypoint: main
  templates:
    - name: main
      dag:
        tasks:
          - {name: a, template: inner}
          - {name: b, template: leaf, depends: a}
    - name: inner
      steps: [[{name: u, template: leaf}], [{name: v, template: leaf}]]
    - {name: leaf, container: {image: alpine}}
"""
    )
    ended = failed(text, ((1, 0), (1, 1)))
    operated = retry(ended.definitions, ended.state)
    assert operated.deleted == ("wf.a[1].v", "wf.b")
    running = [node.name for node in operated.state.nodes.values() if node.phase is Phase.RUNNING]
    assert running == ["wf", "wf.a", "wf.a[1]"]
    engine, started = again(operated)
    assert started == ["wf.a[1].v", "wf.b"]
    assert engine.state.phase is Phase.SUCCEEDED


def test_a_resubmitted_run_is_new() -> None:
    ended = failed()
    operated = resubmit(ended.definitions, ended.state, "wf-2", parameters={"p": "3"})
    assert operated.state.nodes == {}
    workflow = operated.definitions.workflow
    assert workflow.labels == {"team": "a", ORIGIN: "wf"}
    assert workflow.generate_name == "wf-"
    engine, started = again(operated)
    assert started[0] == "wf-2[0].a"
    assert engine.state.phase is Phase.SUCCEEDED


def test_memoized_what_succeeded_is_skipped() -> None:
    ended = failed()
    operated = resubmit(ended.definitions, ended.state, "wf-2", memoized=True)
    nodes = {node.name: node for node in operated.state.nodes.values()}
    assert "wf-2.onExit" not in nodes
    kept = nodes["wf-2[0].a"]
    old = next(one.id for one in ended.state.nodes.values() if one.name == "wf[0].a")
    assert (kept.type, kept.phase, kept.message) == (NodeType.SKIPPED, Phase.SKIPPED, f"original pod: {old}")
    assert nodes["wf-2[1].b"].phase is Phase.PENDING
    engine, started = again(operated)
    assert engine.state.phase is Phase.SUCCEEDED, runs.phases(engine)
    assert "wf-2[0].a" not in started
    assert "wf-2[1].b" in started


def test_only_a_failed_run_is_resubmitted_memoized() -> None:
    ended = failed(ends=((9, 0),))
    with pytest.raises(Refused, match="workflow must be Failed/Error to resubmit in memoized mode"):
        resubmit(ended.definitions, ended.state, "wf-2", memoized=True)


def test_a_container_that_failed_takes_its_whole_pod_with_it() -> None:
    text = (
        PREFIX
        + """
  entrypoint: main
  templates:
    - name: main
      steps: [[{name: z, template: set}, {name: a, template: leaf}]]
    - {name: leaf, container: {image: alpine}}
    - name: set
      containerSet:
        containers: [{name: main, image: i}, {name: two, image: i, dependencies: [main]}]
"""
    )
    engine = runs.begin(runs.definitions_of(text))
    leaf, pod = runs.running(engine)
    runs.rest(engine, engine.send([runs.PodFinished(0, pod, containers={"two": 1}), runs.PodFinished(0, leaf, 1)]))
    assert engine.state.phase is Phase.FAILED
    operated = retry(engine.definitions, engine.state)
    assert operated.deleted == ("wf[0].z", "wf[0].z.main", "wf[0].z.two", "wf[0].a")
    kept = {node.name: node for node in operated.state.nodes.values()}
    assert {name: node.phase for name, node in kept.items()} == {"wf": Phase.RUNNING, "wf[0]": Phase.RUNNING}
    assert not kept["wf[0]"].children
    assert again(operated)[1] == ["wf[0].z", "wf[0].a"]


def test_a_failure_with_a_success_behind_it_stays() -> None:
    text = (
        PREFIX
        + """
  entrypoint: main
  templates:
    - name: main
      dag:
        tasks:
          - {name: a, template: leaf}
          - {name: b, template: leaf, depends: a.Failed}
          - {name: c, template: leaf, depends: b}
    - {name: leaf, container: {image: alpine}}
"""
    )
    ended = failed(text, ((1, 1), (1, 0), (1, 1)))
    assert retry(ended.definitions, ended.state).deleted == ("wf.c",)


def test_a_retry_begins_now_and_forgets_what_ended_the_run() -> None:
    definitions = runs.definitions_of(STEPS.replace("onExit: leaf", "activeDeadlineSeconds: 0"))
    state = failed().state
    state.shutdown, state.now_ms = "Stop", 7000
    operated = retry(definitions, state)
    spec = operated.definitions.workflow.spec
    assert (spec.active_deadline_seconds, "activeDeadlineSeconds" in spec.data) == (None, False)
    assert (operated.state.started_ms, operated.state.shutdown, operated.state.finished_ms) == (7000, "", None)
    group = next(one for one in operated.state.nodes.values() if one.name == "wf[1]")
    assert (group.started_ms, group.finished_ms, group.message) == (7000, None, "")
    assert retry(definitions, state, at_ms=9000).state.started_ms == 9000


def test_a_deadline_that_is_one_stays() -> None:
    ended = failed(STEPS.replace("onExit: leaf", "activeDeadlineSeconds: 60"))
    spec = retry(ended.definitions, ended.state).definitions.workflow.spec
    assert (spec.active_deadline_seconds, spec.data["activeDeadlineSeconds"]) == (60, 60)


def test_a_node_that_hangs_in_the_air_is_refused() -> None:
    ended = failed()
    ended.state.nodes["wf"].children.clear()
    group = next(one for one in ended.state.nodes.values() if one.name == "wf[0]")
    with pytest.raises(Refused, match=f"couldn't find parent node for {group.id}"):
        retry(ended.definitions, ended.state)


def test_what_an_operation_gives_shares_nothing_with_what_it_took() -> None:
    ended = failed()
    ended.state.caches["ns/cache"] = {"key": {"outputs": None}}
    ended.state.outputs["parameters"] = []
    new = retry(ended.definitions, ended.state).state
    assert new.caches == ended.state.caches and new.outputs == ended.state.outputs
    new.caches["ns/cache"].clear()
    new.outputs.clear()
    assert ended.state.caches["ns/cache"] and "parameters" in ended.state.outputs
    assert resubmit(ended.definitions, ended.state, "wf-2").state.caches == ended.state.caches


def test_memoized_nodes_lead_to_each_other_under_their_new_names() -> None:
    ended = failed()
    new = resubmit(ended.definitions, ended.state, "wf-2", memoized=True, at_ms=5).state
    old = {node.name: node for node in ended.state.nodes.values()}
    names = {node.id: node.name for node in [*new.nodes.values(), *old.values()]}
    for node in new.nodes.values():
        before = old[node.name.replace("wf-2", "wf", 1)]
        assert [names.get(one, "").replace("wf-2", "wf", 1) for one in node.children] == [
            names.get(one, "") for one in before.children
        ]
        assert [names[one] for one in node.outbound_nodes] == [
            names[one].replace("wf", "wf-2", 1) for one in before.outbound_nodes
        ]
        assert names.get(node.boundary_id, "") == ("wf-2" if before.boundary_id else "")
        times = (None, None) if node.phase is Phase.PENDING and node.type is NodeType.POD else (5, 5)
        assert (node.started_ms, node.finished_ms) == times


# -- runs that go on --------------------------------------------------------------------------------------------------

ASKED = (
    PREFIX
    + """
  entrypoint: main
  templates:
    - name: main
      steps:
        - [{name: ask, template: ask}]
        - - name: say
            template: say
            arguments: {parameters: [{name: x, value: "{{steps.ask.outputs.parameters.go}}"}]}
    - name: ask
      suspend: {}
      outputs: {parameters: [{name: go, valueFrom: {supplied: {}DEFAULT}, globalName: went}]}
    - name: say
      inputs: {parameters: [{name: x}]}
      container: {image: alpine}
"""
)


def asked(default: str = ", default: yes-please") -> tuple[Definitions, Engine]:
    definitions = runs.definitions_of(ASKED.replace("DEFAULT", default))
    return definitions, runs.begin(definitions)


def goes_on(operated: Operated) -> dict[str, Any]:
    engine = Engine(operated.definitions, operated.state)
    runs.rest(engine, engine.send([TimerFired(0, "wake")]))
    return {node.name: node for node in engine.state.nodes.values()}


def test_resume_takes_defaults_and_exports() -> None:
    operated = steering.resume(*_of(asked()), by={"User": "ann"})
    nodes = goes_on(operated)
    assert nodes["wf[0].ask"].message == "Resumed by: map[User:ann]"
    assert nodes["wf[1].say"].inputs["parameters"][0]["value"] == "yes-please"
    assert operated.state.outputs["parameters"] == [{"name": "went", "value": "yes-please"}]


def _of(pair: tuple[Definitions, Engine]) -> tuple[Definitions, Any]:
    return pair[0], pair[1].state


def test_resume_without_a_value_is_refused() -> None:
    with pytest.raises(Refused, match="raw output parameter 'go' has not been set and does not have a default value"):
        steering.resume(*_of(asked("")))


def test_set_outputs_then_resume() -> None:
    definitions, engine = asked("")
    operated = steering.set_outputs(definitions, engine.state, "displayName=ask", {"go": "now"}, "by hand")
    with pytest.raises(Refused, match=r"cannot set output parameter 'go' because it does not use valueFrom\.raw"):
        steering.set_outputs(definitions, operated.state, "displayName=ask", {"go": "later"})
    nodes = goes_on(steering.resume(definitions, operated.state))
    assert nodes["wf[1].say"].inputs["parameters"][0]["value"] == "now"


@pytest.mark.parametrize(
    ("selector", "given", "message"),
    [
        ("displayName=ask", {"nope": "1"}, "node is not expecting output parameter 'nope'"),
        (
            "displayName=other",
            {},
            "currently, set only targets suspend nodes: no suspend nodes matching nodeFieldSelector: displayName=other",
        ),
        ("displayName", {}, "invalid selector: 'displayName'; can't understand 'displayName'"),
    ],
)
def test_outputs_that_cannot_be_set(selector: str, given: dict[str, str], message: str) -> None:
    with pytest.raises(Refused) as caught:
        steering.set_outputs(*_of(asked()), selector, given)
    assert caught.value.message == message


def test_stop_marks_the_nodes_that_are_named() -> None:
    operated = steering.stop_nodes(*_of(asked()), "templateName=ask", "not today")
    assert goes_on(operated)["wf[0].ask"].phase is Phase.FAILED
    assert goes_on(operated)["wf[0].ask"].message == "not today"


def test_terminate_ends_the_run() -> None:
    operated = steering.shut_down(*_of(asked()), "Terminate")
    engine = Engine(operated.definitions, operated.state)
    engine.send([TimerFired(0, "wake")])
    assert (engine.state.phase, engine.state.message) == (Phase.FAILED, "Stopped with strategy 'Terminate'")
    with pytest.raises(Refused, match='cannot shutdown a completed workflow: workflow: "wf", namespace: "default"'):
        steering.shut_down(engine.definitions, engine.state, "Stop")
    with pytest.raises(Refused, match="cannot suspend completed workflows"):
        steering.suspend(engine.definitions, engine.state)


def test_a_resumption_of_chosen_nodes_leaves_their_outputs_alone() -> None:
    operated = steering.resume(*_of(asked("")), selector="displayName=ask", by={"User": "ann", "Email": "a@b"})
    node = next(one for one in operated.state.nodes.values() if one.name == "wf[0].ask")
    assert (node.phase, node.message) == (Phase.SUCCEEDED, "Resumed by: map[Email:a@b User:ann]")
    assert node.outputs == {"parameters": [{"name": "go", "valueFrom": {"supplied": {}}, "globalName": "went"}]}
    assert operated.state.outputs == {}


def test_a_value_that_was_set_is_exported_in_place_of_an_older_one() -> None:
    definitions, engine = asked()
    engine.state.outputs["parameters"] = [{"name": "went", "value": "old"}, {"name": "other", "value": "o"}]
    engine.state.nodes["wf"].message = "kept"
    operated = steering.set_outputs(definitions, engine.state, "displayName=ask", {"go": "set"}, "by hand")
    operated = steering.resume(definitions, operated.state, by={"User": "ann"})
    assert operated.state.outputs["parameters"] == [{"name": "other", "value": "o"}, {"name": "went", "value": "set"}]
    node = next(one for one in operated.state.nodes.values() if one.name == "wf[0].ask")
    assert node.message == "by hand; Resumed by: map[User:ann]"


def test_a_value_that_was_set_is_there_when_the_node_goes_on_by_itself() -> None:
    definitions = runs.definitions_of(ASKED.replace("DEFAULT", "").replace("suspend: {}", "suspend: {duration: 5s}"))
    engine = runs.begin(definitions)
    operated = steering.set_outputs(definitions, engine.state, "displayName=ask", {"go": "set"})
    engine = Engine(definitions, operated.state)
    ((timer, at),) = engine.state.timers.items()
    runs.rest(engine, engine.send([TimerFired(at, timer)]))
    nodes = {node.name: node for node in engine.state.nodes.values()}
    assert nodes["wf[0].ask"].phase is Phase.SUCCEEDED
    assert nodes["wf[1].say"].inputs == {"parameters": [{"name": "x", "value": "set"}]}
    assert engine.state.outputs == {"parameters": [{"name": "went", "value": "set"}]}


def test_a_node_that_expects_no_values_takes_none() -> None:
    text = ASKED.replace("outputs: {parameters: [{name: go, valueFrom: {supplied: {}DEFAULT}, globalName: went}]}", "")
    text = text.replace("{{steps.ask.outputs.parameters.go}}", "x")
    engine = runs.begin(runs.definitions_of(text))
    said = "cannot set output parameters because node is not expecting any raw parameters"
    with pytest.raises(Refused, match=said):
        steering.set_outputs(engine.definitions, engine.state, "displayName=ask", {"go": "1"})
    operated = steering.set_outputs(engine.definitions, engine.state, "displayName=ask", {}, "seen")
    assert any(one.message == "seen" for one in operated.state.nodes.values())


@pytest.mark.parametrize("strategy", ["Stop", "Terminate"])
def test_a_shutdown_stands_in_the_spec_too(strategy: str) -> None:
    operated = steering.shut_down(*_of(asked()), strategy)
    assert operated.definitions.workflow.spec.data["shutdown"] == operated.state.shutdown == strategy


def test_a_suspended_run_starts_nothing_until_it_is_resumed() -> None:
    definitions = runs.definitions_of(STEPS)
    engine = runs.begin(definitions)
    operated = steering.suspend(definitions, engine.state)
    held = Engine(operated.definitions, operated.state)
    first = runs.running(held)[0]
    runs.rest(held, held.send([runs.PodFinished(0, first)]))
    assert "wf[1].b" not in runs.phases(held)
    operated = steering.resume(held.definitions, held.state)
    assert "wf[1].b" in goes_on(operated)


def test_a_run_that_is_resumed_after_its_deadline_ends() -> None:
    definitions = runs.definitions_of(STEPS.replace("onExit: leaf", "activeDeadlineSeconds: 5"))
    operated = steering.suspend(definitions, runs.begin(definitions).state)
    held = Engine(operated.definitions, operated.state)
    held.send([runs.PodFinished(1000, runs.running(held)[0])])
    held.send([TimerFired(5001, "deadline:")])
    operated = steering.resume(held.definitions, held.state)
    resumed = Engine(operated.definitions, operated.state)
    commands = resumed.send([TimerFired(6000, "wake")])
    for _ in range(9):
        due = [TimerFired(6000, one.timer) for one in commands if isinstance(one, SetTimer)]
        commands = resumed.send(due) if due else ()
    assert resumed.state.phase is Phase.FAILED
    assert {node.message for node in resumed.state.nodes.values()} >= {"Step exceeded its deadline"}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("", True),
        ("displayName=a", True),
        ("displayName==a,phase!=Failed", True),
        ("displayName=a,phase=Failed", False),
        ("nothing=", True),
        (r"name=wf[0].a", True),
        (r"name=wf[0]\,a", False),
        ("templateRef.name=", True),
    ],
)
def test_field_selectors(text: str, matches: bool) -> None:
    node = next(one for one in failed().state.nodes.values() if one.name == "wf[0].a")
    assert selecting.matches(selecting.parse(text), node) is matches


def test_field_selectors_know_inputs_and_references() -> None:
    node = next(iter(failed().state.nodes.values()))
    node.template_ref = {"name": "library", "template": "say"}
    node.inputs = {"parameters": [{"name": "p", "value": "1"}, {"name": "empty"}]}
    for text in (
        "inputs.parameters.p.value=1",
        "inputs.parameters.empty.value=",
        "templateRef.name=library",
        "templateRef.template=say",
        f"id={node.id},templateName={node.template_name},phase={node.phase.value}",
    ):
        assert selecting.matches(selecting.parse(text), node), text
    assert not selecting.matches(selecting.parse("inputs.parameters.p.value=2"), node)


# -- laws -------------------------------------------------------------------------------------------------------------


@given(strategies.workflows(), strategies.ends)
def test_a_run_goes_on_from_its_record_as_if_nothing_had_been(
    spec: dict[str, Any], ends: list[tuple[int, int]]
) -> None:
    definitions = runs.definitions_of(yaml.safe_dump(spec))
    plain = runs.play(definitions, ends)
    restored = runs.play(definitions, ends, restore=through_a_file)
    assert to_workflow(record(restored)) == to_workflow(record(plain))
    exits = {one.id: one.on_exit for one in plain.state.nodes.values()}
    assert {one.id: one.on_exit for one in through_a_file(plain).state.nodes.values()} == exits


@given(strategies.workflows(), strategies.ends)
def test_a_retry_keeps_what_it_does_not_delete_and_ends(spec: dict[str, Any], ends: list[tuple[int, int]]) -> None:
    ended = runs.play(runs.definitions_of(yaml.safe_dump(spec)), ends, most=400)
    if not ended.state.phase.unsuccessful:
        return
    operated = retry(ended.definitions, ended.state)
    kept = {node.name for node in operated.state.nodes.values()}
    assert not kept & set(operated.deleted)
    gone = {one.id for one in ended.state.nodes.values() if one.name in operated.deleted}
    assert not any(child in gone for node in operated.state.nodes.values() for child in node.children)
    pods = {one.name for one in operated.state.nodes.values() if one.has_pod}
    _, started = again(operated)
    assert not pods & set(started)
    assert len(started) == len(set(started))


def test_a_node_that_is_set_to_a_phase_ends_with_the_message() -> None:
    operated = steering.set_outputs(*_of(asked()), "displayName=ask", {}, "not now", Phase.FAILED)
    nodes = goes_on(operated)
    assert (nodes["wf[0].ask"].phase, nodes["wf[0].ask"].message) == (Phase.FAILED, "not now")
