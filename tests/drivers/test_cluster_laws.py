"""Laws of several runs under one controller: locks are never held by too many, limits hold, order changes nothing."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from wfsim.api.simulation import START_MS
from wfsim.drivers.base import Budget, Driver, Ending, Machine, drive
from wfsim.drivers.sim.choice import Picker
from wfsim.drivers.sim.clock import Agenda
from wfsim.drivers.sim.cluster import ClusterDriver
from wfsim.drivers.sim.driver import RunWorld
from wfsim.drivers.sim.invent import Inventor
from wfsim.drivers.sim.mocks import Mocks
from wfsim.engine.commands import StartPod, StopPod
from wfsim.engine.controller import Controller, Happening, OfRun, Submission, Submitted, ToRun, Wish
from wfsim.engine.definitions import Definitions, define
from wfsim.engine.events import PodFinished
from wfsim.engine.throttle import Limits
from wfsim.record.of import record
from wfsim.record.workflow import to_text
from wfsim.spec.workspace import load
from wfsim.text import Source

SIZES = {"m": 1, "s": 2}
LOCKS: dict[str, Any] = {
    "m": {"mutexes": [{"name": "m"}]},
    "s": {"semaphores": [{"configMapKeyRef": {"name": "sizes", "key": "s"}}]},
    "both": {"mutexes": [{"name": "m"}], "semaphores": [{"configMapKeyRef": {"name": "sizes", "key": "s"}}]},
}
CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "sizes"}, "data": {"s": "2"}}


@st.composite
def some_workflows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Workflows of a few pods, whose templates want locks, or who want one themselves."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        leaf: dict[str, Any] = {"name": "leaf", "container": {"image": "i"}}
        if lock := draw(st.sampled_from(["", *LOCKS])):
            leaf["synchronization"] = LOCKS[lock]
        steps = [[{"name": f"s{i}", "template": "leaf"} for i in range(draw(st.integers(1, 3)))]]
        spec: dict[str, Any] = {"entrypoint": "main", "templates": [{"name": "main", "steps": steps}, leaf]}
        spec["priority"] = draw(st.integers(0, 2))
        if draw(st.integers(0, 3)) == 0:
            spec["synchronization"] = {"mutexes": [{"name": "whole"}]}
        found.append(
            {
                "apiVersion": "argoproj.io/v1alpha1",
                "kind": "Workflow",
                "metadata": {"name": f"w{number}"},
                "spec": spec,
            }
        )
    return found


submissions = st.lists(st.tuples(st.integers(0, 2), st.sampled_from([0, 0, 500, 1000])), min_size=1, max_size=6)
limits = st.builds(Limits, st.integers(0, 3), st.integers(0, 3))


class Cluster:
    """A controller with a world for each run; ``random`` shuffles what happens to runs at one instant."""

    def __init__(
        self, specs: list[dict[str, Any]], asked: list[tuple[int, int]], limit: Limits, random: Random | None = None
    ) -> None:
        self.workspace = load([Source("all.yaml", "\n---\n".join(json.dumps(one) for one in (*specs, CONFIG)))])
        self.resources = {one.name: one for one in self.workspace.resources}
        self.controller = Controller(self._prepare, limit, most_nodes=500)
        arriving = [
            Submitted(START_MS + at, Submission(f"w{which % len(specs)}", f"r{number}"), f"uid{number}")
            for number, (which, at) in enumerate(asked)
        ]
        self.driver = ClusterDriver(arriving, self._world, START_MS, START_MS)
        self.random = random
        self.limit, self.anew = limit, False
        self.live: set[tuple[str, str]] = set()  # run and node of every pod that has not ended
        self.wants: dict[tuple[str, str], Any] = {}

    def _prepare(self, submission: Submission, at_ms: int) -> Definitions:
        resource = self.resources[submission.source]
        return define(resource, self.workspace, name=submission.name, creation_ms=at_ms)

    def _world(self, run: str, clock: Agenda) -> RunWorld:
        definitions = self.controller.engines[run].definitions
        picker = Picker(Mocks(), 1)
        return RunWorld(definitions.name, "main", picker, Inventor(1, lambda template, output: None), clock, run=run)

    def run(self) -> Ending:
        driver: Driver[Happening, Wish] = self
        machine: Machine[Happening, Wish] = self
        return drive(machine, driver, self.look, Budget(max_nodes=500)).ending

    # -- a machine that is read from its state before every exchange, where it is to be

    @property
    def size(self) -> int:
        return self.controller.size

    @property
    def finished(self) -> bool:
        return self.controller.finished

    def send(self, events: tuple[Happening, ...]) -> tuple[Wish, ...]:
        if self.anew:
            text = self.controller.to_json()
            self.controller = Controller(self._prepare, self.limit, most_nodes=500)
            self.controller.restore(text)
            assert self.controller.to_json() == text
        return self.controller.send(events)

    # -- a driver that shuffles

    @property
    def expects(self) -> bool:
        return self.driver.expects

    def perform(self, commands: tuple[Wish, ...]) -> None:
        self.driver.perform(commands)

    def next_events(self) -> tuple[Happening, ...]:
        batch = list(self.driver.next_events())
        if self.random is not None:
            runs = [one for one in batch if isinstance(one, ToRun)]
            self.random.shuffle(runs)
            batch = [*(one for one in batch if not isinstance(one, ToRun)), *runs]
        return tuple(batch)

    # -- what must hold after every exchange

    def look(self, happened: tuple[Happening, ...], wishes: tuple[Wish, ...]) -> None:
        for one in happened:
            if isinstance(one, ToRun) and isinstance(one.event, PodFinished):
                self.live.discard((one.run, one.event.node))
        for wish in wishes:
            if isinstance(wish, OfRun) and isinstance(wish.command, StartPod):
                key = (wish.run, wish.command.node)
                assert key not in self.wants, "started twice"
                self.live.add(key)
                self.wants[key] = wish.command.template.get("synchronization") or {}
            elif isinstance(wish, OfRun) and isinstance(wish.command, StopPod):
                self.live.discard((wish.run, wish.command.node))
        held: Counter[str] = Counter()
        for key in self.live:
            held.update(one["name"] for one in self.wants[key].get("mutexes", ()))
            held.update(one["configMapKeyRef"]["key"] for one in self.wants[key].get("semaphores", ()))
        assert all(held[name] <= size for name, size in SIZES.items()), held

    def states(self) -> dict[str, str]:
        return {run: to_text(record(engine)) for run, engine in self.controller.engines.items()}


def may_wait_for_each_other(specs: list[dict[str, Any]], asked: list[tuple[int, int]]) -> bool:
    """Whether several runs of one second, of which Argo's queues know no order, want more than one lock."""
    both = [one for one in specs if one["spec"]["templates"][1].get("synchronization") == LOCKS["both"]]
    seconds = Counter(at // 1000 for which, at in asked if specs[which % len(specs)] in both)
    return max(seconds.values(), default=0) > 1


@settings(max_examples=30)
@given(some_workflows(), submissions, limits)
def test_locks_limits_and_ends_of_several_runs(
    specs: list[dict[str, Any]], asked: list[tuple[int, int]], limit: Limits
) -> None:
    cluster = Cluster(specs, asked, limit)
    most = limit.parallelism or len(asked)
    look = cluster.look

    def watch(happened: tuple[Happening, ...], wishes: tuple[Wish, ...]) -> None:
        look(happened, wishes)
        running = [one for one in cluster.controller.engines.values() if one.state.begun and not one.finished]
        assert len(running) <= min(most, limit.namespace_parallelism or most)
        for one in cluster.controller.engines.values():
            assert one.state.begun or one.finished or one.state.message  # who waits says for what

    cluster.look = watch  # type: ignore[method-assign]
    if cluster.run() is Ending.STALLED:
        assert may_wait_for_each_other(specs, asked)
        return
    assert len(cluster.controller.engines) == len(asked)
    assert cluster.controller.finished
    assert all(one.state.phase == "Succeeded" for one in cluster.controller.engines.values())
    assert not cluster.live


@settings(max_examples=30)
@given(some_workflows(), submissions, limits, st.randoms(use_true_random=False))
def test_the_order_of_what_happens_to_several_runs_at_one_instant_changes_nothing(
    specs: list[dict[str, Any]], asked: list[tuple[int, int]], limit: Limits, random: Random
) -> None:
    plain, shuffled = Cluster(specs, asked, limit), Cluster(specs, asked, limit, random)
    assert shuffled.run() is plain.run()
    assert shuffled.states() == plain.states()


@settings(max_examples=30)
@given(some_workflows(), submissions, limits)
def test_a_controller_that_is_read_from_its_state_at_every_event_goes_on_alike(
    specs: list[dict[str, Any]], asked: list[tuple[int, int]], limit: Limits
) -> None:
    plain, restored = Cluster(specs, asked, limit), Cluster(specs, asked, limit)
    restored.anew = True
    assert restored.run() is plain.run()
    assert restored.states() == plain.states()
    assert restored.controller.to_json() == plain.controller.to_json()
