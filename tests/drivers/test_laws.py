"""Laws of a simulated run, over random workflows: same seed, same bytes; order within an instant does not matter."""

from __future__ import annotations

import json
from io import StringIO
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wfsim.api.simulation import START_MS, Request, simulate
from wfsim.drivers.base import Budget, Ending, drive
from wfsim.drivers.sim import decode
from wfsim.drivers.sim.choice import Picker
from wfsim.drivers.sim.driver import SimDriver
from wfsim.drivers.sim.invent import Inventor
from wfsim.drivers.sim.mocks import Mocks
from wfsim.drivers.sim.readers import lookup
from wfsim.engine.definitions import define
from wfsim.engine.engine import Engine
from wfsim.engine.events import Event
from wfsim.record import journal
from wfsim.record.of import record
from wfsim.record.workflow import to_text
from wfsim.spec.workspace import Workspace, load
from wfsim.text import Source

LEAVES = ("a", "b", "c")


def call(draw: st.DrawFn, name: str, depth: int, earlier: list[str], steps: bool) -> dict[str, Any]:
    one: dict[str, Any] = {
        "name": name,
        "template": draw(st.sampled_from([*LEAVES, *([f"t{depth + 1}"] if depth < 2 else [])])),
    }
    if draw(st.integers(0, 3)) == 0:
        one["withItems"] = draw(st.lists(st.integers(0, 9), min_size=1, max_size=3))
    if earlier and draw(st.integers(0, 2)) == 0:
        word = "steps" if steps else "tasks"
        source = draw(st.sampled_from(earlier))
        one["when"] = f"{{{{{word}.{source}.outputs.result}}}} == {draw(st.sampled_from(['x', 'y']))}"
        if not steps:
            one["dependencies"] = [source]
    elif not steps:
        one["dependencies"] = draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else []
    if draw(st.integers(0, 4)) == 0:
        one["continueOn"] = {"failed": True}
    return one


@st.composite
def inner(draw: st.DrawFn, name: str, depth: int) -> dict[str, Any]:
    count = draw(st.integers(2, 4))
    steps: bool = draw(st.booleans())
    plain: list[str] = []  # those without a loop, whose result can be read
    groups: list[list[dict[str, Any]]] = [[]]
    for number in range(count):
        new_group: bool = draw(st.booleans())
        if steps and groups[-1] and new_group:
            groups.append([])
        before = [one["name"] for group in groups[:-1] for one in group if one["name"] in plain]
        made = call(draw, f"s{number}", depth, before if steps else list(plain), steps)
        if "withItems" not in made and made["template"] in LEAVES:
            plain.append(made["name"])
        groups[-1].append(made)
    if steps:
        return {"name": name, "steps": groups}
    return {"name": name, "dag": {"tasks": groups[0], "failFast": draw(st.booleans())}}


@st.composite
def workspaces(draw: st.DrawFn) -> Workspace:
    leaves: list[dict[str, Any]] = [{"name": name, "container": {"image": "i"}} for name in LEAVES]
    for leaf in leaves:
        if draw(st.integers(0, 3)) == 0:
            leaf["retryStrategy"] = {"limit": draw(st.integers(0, 2))}
    templates = [draw(inner(f"t{depth}", depth)) for depth in range(3)] + leaves
    spec: dict[str, Any] = {"entrypoint": "t0", "templates": templates}
    if draw(st.booleans()):
        spec["onExit"] = "a"
    if draw(st.integers(0, 3)) == 0:
        spec["parallelism"] = draw(st.integers(1, 3))
    data = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "wf"}, "spec": spec}
    return load([Source("wf.yaml", json.dumps(data))])


@st.composite
def mocks(draw: st.DrawFn) -> Mocks:
    outcome: st.SearchStrategy[Any] = st.fixed_dictionaries(
        {},
        optional={
            "exitCode": st.sampled_from([0, 1]),
            "result": st.sampled_from(["x", "y", "1"]),
            "duration": st.sampled_from([0, 1, 2]),
        },
    )
    choice = st.builds(lambda options: {"oneOf": options}, st.lists(outcome, min_size=1, max_size=3))
    data: Any = draw(st.fixed_dictionaries(dict.fromkeys(LEAVES, outcome | choice)))
    found = decode.of_data({"mocks": data})
    assert found.mocks is not None, found.findings
    return found.mocks


@given(workspaces(), mocks(), st.integers(0, 1000))
def test_a_seed_gives_the_same_bytes_twice(workspace: Workspace, mocked: Mocks, seed: int) -> None:
    request = Request(mocks=mocked, seed=seed, budget=Budget(max_nodes=2000))
    first, second = simulate(workspace, request), simulate(workspace, request)
    assert to_text(first.record) == to_text(second.record)
    assert (first.findings, first.made_up, first.ending) == (second.findings, second.made_up, second.ending)


class Shuffling:
    """A driver that tells the events of an instant in any order."""

    expects = False

    def __init__(self, driver: SimDriver, random: Random) -> None:
        self.driver, self.random = driver, random
        self.perform = driver.perform

    def next_events(self) -> tuple[Event, ...]:
        events = list(self.driver.next_events())
        self.random.shuffle(events)
        return tuple(events)


def driven(workspace: Workspace, mocked: Mocks, random: Random | None) -> tuple[str, Ending]:
    """The record of a run, its events shuffled within their instants."""
    resource = workspace.resources[0]
    engine = Engine(define(resource, workspace, name="wf", creation_ms=START_MS))
    inventor = Inventor(1, lookup(resource, workspace))
    driver = SimDriver("wf", "t0", Picker(mocked, 1), inventor, start_ms=START_MS)
    shuffled = Shuffling(driver, random) if random else driver
    ending = drive(engine, shuffled, budget=Budget(max_nodes=2000)).ending
    return to_text(record(engine)), ending


@given(workspaces(), mocks(), st.randoms(use_true_random=False))
def test_the_order_of_events_within_an_instant_changes_nothing(
    workspace: Workspace, mocked: Mocks, random: Random
) -> None:
    assert driven(workspace, mocked, random) == driven(workspace, mocked, None)


@given(workspaces(), mocks())
def test_every_run_comes_to_an_end_or_says_why(workspace: Workspace, mocked: Mocks) -> None:
    done = simulate(workspace, Request(mocks=mocked, budget=Budget(max_nodes=2000)))
    if done.ending is Ending.FINISHED:
        assert done.record.phase.completed
        assert all(node.finished_ms is not None for node in done.record.nodes if node.phase.fulfilled)
    else:
        assert not done.succeeded and any(one.code.startswith("run-") for one in done.findings)


@given(workspaces(), mocks())
def test_a_journal_replays_to_the_same_commands_and_record(workspace: Workspace, mocked: Mocks) -> None:
    stream = StringIO()
    done = simulate(workspace, Request(mocks=mocked, budget=Budget(max_nodes=2000), journal=stream))
    read = journal.read(Source("journal", stream.getvalue())).journal
    assert read is not None and not read.cut
    engine = Engine(define(workspace.resources[0], workspace, name="wf", creation_ms=START_MS))
    for entry in read.entries:
        assert engine.send(entry.events) == entry.commands
    assert to_text(record(engine, seed=0)) == to_text(done.record)
