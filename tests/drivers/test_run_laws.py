"""Laws of whole runs with locks, backoff, deadlines, daemons and clean-up, whatever happens to them and when."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from io import StringIO
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests import strategies
from tests.drivers.test_laws import Shuffling
from wfsim.api.simulation import START_MS, Request, simulate
from wfsim.drivers.base import Budget, Driver, Ending, drive
from wfsim.drivers.sim import decode
from wfsim.drivers.sim.choice import Picker
from wfsim.drivers.sim.driver import SimDriver
from wfsim.drivers.sim.invent import Inventor
from wfsim.drivers.sim.mocks import Mocks
from wfsim.drivers.sim.readers import lookup
from wfsim.engine.commands import (
    ApplyResource,
    Command,
    CreateClaim,
    CreateDisruptionBudget,
    DeleteClaim,
    DeleteDisruptionBudget,
    DeletePod,
    StartPod,
    StopPod,
)
from wfsim.engine.definitions import Definitions, define
from wfsim.engine.engine import Engine
from wfsim.engine.events import Event, PodFinished, StopAsked
from wfsim.engine.state import RunState
from wfsim.record import journal
from wfsim.record.of import record
from wfsim.record.run import RunRecord
from wfsim.record.workflow import from_workflow, to_text, to_workflow
from wfsim.spec.workspace import Workspace, load
from wfsim.text import Source

BUDGET = Budget(max_nodes=1000)
Exchange = tuple[tuple[Event, ...], tuple[Command, ...]]


def workspace_of(spec: dict[str, Any]) -> Workspace:
    return load([Source("wf.yaml", json.dumps(spec))])


def mocks_of(data: dict[str, Any]) -> Mocks:
    found = decode.of_data({"mocks": data})
    assert found.mocks is not None, found.findings
    return found.mocks


def definitions_of(workspace: Workspace) -> Definitions:
    return define(workspace.resources[0], workspace, name="wf", creation_ms=START_MS)


class Played:
    """A run that is driven exchange by exchange."""

    def __init__(self, spec: dict[str, Any], mocks: dict[str, Any], random: Random | None = None) -> None:
        workspace = workspace_of(spec)
        self.definitions = definitions_of(workspace)
        self.engine = Engine(self.definitions, most_nodes=BUDGET.max_nodes)
        inventor = Inventor(1, lookup(workspace.resources[0], workspace))
        entrypoint = self.definitions.workflow.spec.entrypoint
        driver = SimDriver("wf", entrypoint, Picker(mocks_of(mocks), 1), inventor, start_ms=START_MS)
        self.driver: Driver[Event, Command] = Shuffling(driver, random) if random else driver
        self.trace: list[Exchange] = []

    def to_the_end(self) -> Ending:
        return drive(self.engine, self.driver, lambda *one: self.trace.append(one), BUDGET).ending

    def some(self, count: int) -> bool:
        """So many exchanges; whether the run still goes on then."""
        for _ in range(count):
            if self.engine.finished or not (events := self.driver.next_events()):
                return False
            self.exchange(events)
        return not self.engine.finished

    def exchange(self, events: tuple[Event, ...]) -> None:
        commands = self.engine.send(events)
        self.trace.append((events, commands))
        self.driver.perform(commands)

    @property
    def commands(self) -> Iterator[Command]:
        return (one for _, commands in self.trace for one in commands)

    @property
    def record(self) -> RunRecord:
        return record(self.engine)


worlds = st.tuples(strategies.busy_workflows(), strategies.outcomes_of_leaves())
World = tuple[dict[str, Any], dict[str, Any]]


@given(worlds)
def test_no_pod_is_started_twice_and_none_outlives_its_run(world: World) -> None:
    run = Played(*world)
    ending = run.to_the_end()
    started = [one.node for one in run.commands if isinstance(one, StartPod | ApplyResource)]
    assert len(started) == len(set(started))
    if ending is Ending.FINISHED:
        finished = {one.node for events, _ in run.trace for one in events if isinstance(one, PodFinished)}
        stopped = {one.node for one in run.commands if isinstance(one, StopPod)}
        assert set(started) <= finished | stopped


@given(worlds)
def test_what_is_deleted_was_made_has_ended_and_goes_once(world: World) -> None:
    run = Played(*world)
    run.to_the_end()
    ended: set[str] = set()
    gone: list[str] = []
    for events, commands in run.trace:
        ended |= {one.node for one in events if isinstance(one, PodFinished)}
        for one in commands:
            if isinstance(one, StopPod):
                ended.add(one.node)
            elif isinstance(one, DeletePod):
                assert one.node in ended and one.at_ms >= events[0].at_ms
                gone.append(one.node)
    assert len(gone) == len(set(gone))
    assert set(gone) == {one.id for one in run.record.nodes if one.pod_deleted_ms is not None}
    made = [one.name for one in run.commands if isinstance(one, CreateClaim)]
    dropped = [one.name for one in run.commands if isinstance(one, DeleteClaim)]
    assert sorted(made) == sorted([*dropped, *run.record.claims.values()])
    budgets = [type(one) for one in run.commands if isinstance(one, CreateDisruptionBudget | DeleteDisruptionBudget)]
    assert not run.engine.finished or budgets in ([], [CreateDisruptionBudget, DeleteDisruptionBudget])


@given(worlds, st.integers(0, 2**32))
def test_a_run_that_crashed_at_any_byte_goes_on_to_the_same_journal_and_record(world: World, cut: int) -> None:
    spec, mocks = world
    workspace, stream = workspace_of(spec), StringIO()
    whole = simulate(workspace, Request(mocks=mocks_of(mocks), budget=BUDGET, journal=stream))
    text = stream.getvalue()
    first = text.index("\n") + 1
    kept = text[: first + cut % (len(text) - first + 1)]
    past = journal.read(Source("journal", kept)).journal
    assert past is not None
    rest = StringIO()
    request = Request(mocks=mocks_of(mocks), budget=BUDGET, journal=rest, past=past)
    resumed = simulate(workspace_of(spec), request)
    head = kept[: past.whole].removesuffix("\n") + "\n"  # who goes on ends a whole line that lacks its end
    assert head + rest.getvalue() == text
    assert to_text(resumed.record) == to_text(whole.record)
    assert resumed.ending is whole.ending


@given(worlds)
def test_a_replayed_journal_is_written_again_byte_for_byte(world: World) -> None:
    spec, mocks = world
    stream, again = StringIO(), StringIO()
    simulate(workspace_of(spec), Request(mocks=mocks_of(mocks), budget=BUDGET, journal=stream))
    read = journal.read(Source("journal", stream.getvalue())).journal
    assert read is not None
    engine, write = Engine(definitions_of(workspace_of(spec))), journal.Writer(again, read.header)
    for entry in read.entries:
        write(entry.events, engine.send(entry.events))
    assert again.getvalue() == stream.getvalue()


@given(worlds, st.integers(0, 40), st.sampled_from(["Stop", "Terminate"]))
def test_a_run_that_is_stopped_at_any_event_ends_and_starts_nothing_more(
    world: World, count: int, strategy: str
) -> None:
    run = Played(*world)
    if not run.some(count) or not run.engine.state.begun:
        return
    before = len(run.trace)
    run.exchange((StopAsked(run.engine.state.now_ms, strategy),))
    assert run.engine.finished or run.to_the_end() is Ending.FINISHED
    begun = {one.node for _, commands in run.trace[before:] for one in commands if isinstance(one, StartPod)}
    handlers = {one.id for one in run.engine.state.nodes.values() if one.on_exit}
    assert begun <= (handlers if strategy == "Stop" else set())


@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_events_within_an_instant_changes_nothing_in_a_busy_run(world: World, random: Random) -> None:
    plain, shuffled = Played(*world), Played(*world, random)
    assert shuffled.to_the_end() is plain.to_the_end()
    assert to_text(shuffled.record) == to_text(plain.record)


@given(worlds)
def test_state_and_record_come_back_from_json_as_they_were(world: World) -> None:
    run = Played(*world)
    alike = [one.name for one in fields(RunState) if one.name != "locks"]  # which also counts and wakes
    while run.some(1):
        state = run.engine.state
        back = RunState.from_json(json.loads(run.engine.to_json()))
        assert [getattr(back, one) for one in alike] == [getattr(state, one) for one in alike]
        assert back.locks.to_json() == state.locks.to_json()
        found = run.record
        assert from_workflow(json.loads(json.dumps(to_workflow(found)))) == found


@given(worlds, st.integers(0, 40))
def test_a_run_that_is_read_from_its_state_goes_on_alike(world: World, count: int) -> None:
    plain, restored = Played(*world), Played(*world)
    plain.to_the_end()
    restored.some(count)
    restored.engine = Engine.from_json(restored.definitions, restored.engine.to_json())
    if not restored.engine.finished:
        restored.to_the_end()
    assert to_text(restored.record) == to_text(plain.record)
