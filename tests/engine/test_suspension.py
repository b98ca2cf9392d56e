"""Suspended nodes: who resumes them, with which values, and when nobody does."""

from __future__ import annotations

import pytest

from tests.engine import runs
from tests.engine.timed import HEAD, at, played
from wfsim.engine.commands import AwaitResume, StartPod
from wfsim.engine.engine import Engine
from wfsim.engine.events import Event, PodFinished, Resumed, RunStarted, StopAsked, SuspendAsked
from wfsim.engine.state import NodeState

ASK = """  templates:
  - name: main
    inputs: {parameters: [{name: same, value: x, default: inherited}]}
    suspend: {DURATION}
    outputs:
      parameters:
      - {name: go, valueFrom: {supplied: {}DEFAULT}, globalName: went}
      - {name: same, valueFrom: {supplied: {}}}
      - {name: own, valueFrom: {supplied: {}, default: d}}
"""


def asked(default: str = "", duration: str = "") -> tuple[Engine, NodeState]:
    engine = Engine(runs.definitions_of(HEAD + ASK.replace("DEFAULT", default).replace("DURATION", duration)))
    commands = engine.send([RunStarted(0, "uid")])
    (node,) = engine.state.nodes.values()
    assert [one for one in commands if isinstance(one, AwaitResume)] == [AwaitResume(node.id, "wf", "main")]
    return engine, node


def values(node: NodeState) -> dict[str, object]:
    assert node.outputs is not None
    rows = node.outputs["parameters"]
    assert isinstance(rows, list) and all("valueFrom" not in one for one in rows)  # type: ignore[operator]
    return {one["name"]: one["value"] for one in rows}  # type: ignore[index, call-overload, misc]


def test_a_node_that_waits_shows_what_must_be_supplied() -> None:
    _, node = asked()
    assert node.phase == "Running"
    assert node.outputs == {
        "parameters": [
            {"name": "go", "valueFrom": {"supplied": {}}, "globalName": "went"},
            {"name": "same", "valueFrom": {"supplied": {}, "default": "inherited"}},
            {"name": "own", "valueFrom": {"supplied": {}, "default": "d"}},
        ]
    }


def test_what_is_given_goes_before_defaults_and_is_exported() -> None:
    engine, node = asked()
    engine.send([Resumed(1, node.id, {"go": "now", "own": "mine"})])
    assert (node.phase, values(node)) == ("Succeeded", {"go": "now", "same": "inherited", "own": "mine"})
    assert engine.state.outputs == {"parameters": [{"name": "went", "value": "now"}]}
    assert engine.state.phase == "Succeeded"


def test_a_value_that_nobody_gave_is_an_error() -> None:
    engine, node = asked()
    engine.send([Resumed(1, node.id)])
    said = "raw output parameter 'go' has not been set and does not have a default value"
    assert (node.phase, node.message) == ("Error", said)
    assert engine.state.outputs == {}


def test_after_its_duration_a_node_takes_its_defaults() -> None:
    run = played(ASK.replace("DEFAULT", ", default: late").replace("DURATION", 'duration: "90"'))
    assert at(run, "wf") == (0, 90_000)
    assert run.record.outputs == {"parameters": [{"name": "went", "value": "late"}]}
    run = played(ASK.replace("DEFAULT", "").replace("DURATION", "duration: 1m30s"))
    assert (run.phase, at(run, "wf")) == ("Error", (0, 90_000))


def test_one_that_is_resumed_early_waits_for_no_duration() -> None:
    engine, node = asked(", default: d", "duration: 60s")
    assert engine.state.timers == {f"resume:{node.id}": 60_000}
    engine.send([Resumed(1, node.id)])
    assert (engine.state.timers, node.finished_ms) == ({}, 1)


@pytest.mark.parametrize("strategy", ["Stop", "Terminate"])
def test_a_shutdown_ends_it(strategy: str) -> None:
    engine, node = asked()
    engine.send([StopAsked(5, strategy)])
    said = f"Stopped with strategy '{strategy}'"
    assert (node.phase, node.message) == ("Failed", said)
    assert (engine.state.phase, engine.state.message) == ("Failed", said)


TWO = """  templates:
  - name: main
    steps: [[{name: a, template: leaf}], [{name: b, template: leaf}]]
  - {name: leaf, container: {image: i, command: [c]}}
"""


def pods_of(engine: Engine, *events: Event) -> list[str]:
    """The display names of pods that the events lead to."""
    return [engine.state.nodes[one.node].display_name for one in engine.send(events) if isinstance(one, StartPod)]


def test_a_run_that_somebody_suspends_begins_nothing_until_it_is_resumed() -> None:
    engine = Engine(runs.definitions_of(HEAD + TWO))
    assert pods_of(engine, RunStarted(0, "uid")) == ["a"]
    assert pods_of(engine, SuspendAsked(1, True)) == []
    (node,) = [one for one in engine.state.nodes.values() if one.display_name == "a"]
    assert pods_of(engine, PodFinished(2, node.id)) == []
    assert (node.phase, engine.suspended) == ("Succeeded", True)
    engine = Engine.from_json(engine.definitions, engine.to_json())
    assert engine.suspended
    assert pods_of(engine, SuspendAsked(3, False)) == ["b"]


def test_a_run_that_is_submitted_suspended_begins_when_it_is_resumed() -> None:
    engine = Engine(runs.definitions_of(HEAD + "  suspend: true\n" + TWO))
    assert pods_of(engine, RunStarted(0, "uid")) == []
    assert pods_of(engine, SuspendAsked(1, False)) == ["a"]


def test_a_run_that_is_suspended_before_it_begins() -> None:
    engine = Engine(runs.definitions_of(HEAD + TWO))
    assert pods_of(engine, SuspendAsked(0, True)) == []
    assert pods_of(engine, RunStarted(1, "uid")) == []
    assert pods_of(engine, SuspendAsked(2, False)) == ["a"]
