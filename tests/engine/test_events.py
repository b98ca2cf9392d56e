"""What the engine takes from outside, in which order, and what it refuses."""

from __future__ import annotations

import pytest

from tests.engine import runs
from tests.engine.timed import HEAD
from wfsim.engine.engine import Engine
from wfsim.engine.errors import IllegalEvent
from wfsim.engine.events import (
    Event,
    PodFinished,
    PodStarted,
    ResourceChanged,
    Resumed,
    RunPostponed,
    RunStarted,
    StopAsked,
    TaskReplied,
    TimerFired,
)

SPEC = """  templates:
  - name: main
    steps:
    - - {name: pod, template: pod}
      - {name: ask, template: ask}
      - {name: http, template: http}
  - {name: pod, container: {image: i}}
  - {name: ask, suspend: {}}
  - {name: http, http: {url: "http://x"}}
"""


def fresh() -> Engine:
    return Engine(runs.definitions_of(HEAD + SPEC))


def begun() -> tuple[Engine, dict[str, str]]:
    engine = fresh()
    engine.send([RunStarted(0, "uid")])
    return engine, {node.display_name: node.id for node in engine.state.nodes.values()}


def test_before_its_start_a_run_takes_nothing_and_after_it_no_second() -> None:
    engine = fresh()
    with pytest.raises(IllegalEvent, match="the run has not started: TimerFired"):
        engine.send([TimerFired(0, "x")])
    engine.send([RunStarted(0, "uid")])
    for event in (RunStarted(1, "uid"), RunPostponed(1)):
        with pytest.raises(IllegalEvent, match="the run has already started"):
            engine.send([event])


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (PodStarted(0, "gone"), "no node gone"),
        (PodFinished(0, "ask"), r"node wf\[0\].ask has no pod"),
        (ResourceChanged(0, "http"), r"node wf\[0\].http has no pod"),
        (Resumed(0, "pod"), r"node wf\[0\].pod is not a suspend node"),
        (TaskReplied(0, "pod"), r"node wf\[0\].pod is neither http nor plugin"),
    ],
)
def test_an_event_that_a_node_cannot_take_changes_nothing(event: Event, said: str) -> None:
    engine, ids = begun()
    before = engine.to_json()
    kind, name = type(event), event.node  # type: ignore[union-attr]
    with pytest.raises(IllegalEvent, match=said):
        engine.send([PodFinished(0, ids["pod"]), kind(0, ids.get(name, name))])  # type: ignore[call-arg, arg-type]
    assert engine.to_json() == before


def test_what_comes_for_a_node_that_has_ended_is_passed_over() -> None:
    engine, ids = begun()
    engine.send([PodFinished(1, ids["pod"], 1)])
    before = engine.state.nodes[ids["pod"]].to_json()
    engine.send([PodFinished(2, ids["pod"], 0), PodStarted(2, ids["pod"], "10.0.0.1", "host")])
    assert engine.state.nodes[ids["pod"]].to_json() == before


def test_a_stop_comes_after_all_else_of_its_instant() -> None:
    engine, ids = begun()
    engine.send([StopAsked(1, "Stop"), PodFinished(1, ids["pod"]), Resumed(1, ids["ask"]), TaskReplied(1, ids["http"])])
    assert (engine.state.phase, engine.state.message) == ("Succeeded", "")


def test_nothing_sent_is_nothing_done() -> None:
    engine, _ = begun()
    before = engine.to_json()
    assert engine.send([]) == ()
    assert engine.to_json() == before


def test_a_postponed_run_says_so_and_then_begins() -> None:
    engine = fresh()
    assert engine.send([RunPostponed(0)]) == ()
    said = "Workflow processing has been postponed because too many workflows are already running"
    assert (engine.state.phase, engine.state.message, engine.state.begun) == ("Pending", said, False)
    engine.send([RunStarted(5, "uid")])
    assert (engine.state.phase, engine.state.message, engine.state.started_ms) == ("Running", "", 5)


def test_the_clock_never_goes_back() -> None:
    engine, ids = begun()
    engine.send([PodStarted(9, ids["pod"])])
    engine.send([PodFinished(3, ids["pod"])])
    assert engine.state.now_ms == engine.state.nodes[ids["pod"]].finished_ms == 9


def test_the_state_is_text_in_any_language() -> None:
    engine, ids = begun()
    engine.send([PodFinished(1, ids["pod"], error="höher")])
    assert "höher" in engine.to_json()
    again = Engine.from_json(engine.definitions, engine.to_json())
    assert again.to_json() == engine.to_json()
    assert again.size == engine.size == 5
    assert runs.comparable(again) == runs.comparable(engine)
