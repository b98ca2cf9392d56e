"""The loop: what is journalled when, and every way in which it ends."""

from __future__ import annotations

import wfsim
from wfsim.api.simulation import Request, simulate
from wfsim.drivers.base import Budget, Ending, drive
from wfsim.engine.commands import Command, FinishRun, SetTimer
from wfsim.engine.events import Event, TimerFired


class Machine:
    """An engine that answers each exchange with a timer, a number of times."""

    def __init__(self, answers: int, grows: bool = False) -> None:
        self.answers, self.grows = answers, grows
        self.size = 0
        self.finished = False

    def send(self, events: tuple[Event, ...]) -> tuple[Command, ...]:
        self.answers -= 1
        if self.grows:
            self.size += 1
        if self.answers:
            return (SetTimer("t", events[0].at_ms + 10),)
        self.finished = True
        return (FinishRun("Succeeded", ""),)


class World:
    expects = False

    def __init__(self, log: list[str]) -> None:
        self.log = log
        self.coming: list[int] = [0]

    def perform(self, commands: tuple[Command, ...]) -> None:
        self.log.append("performed")
        self.coming = [one.at_ms for one in commands if isinstance(one, SetTimer)]

    def next_events(self) -> tuple[Event, ...]:
        return tuple(TimerFired(at, "t") for at in self.coming)


def ended(machine: Machine, budget: Budget | None = None) -> Ending:
    return drive(machine, World([]), budget=budget).ending


def test_an_exchange_is_journalled_before_it_is_acted_on() -> None:
    log: list[str] = []
    done = drive(Machine(3), World(log), lambda events, commands: log.append("journalled"))
    assert log == ["journalled", "performed"] * 3
    assert (done.ending, done.at_ms, done.sends) == (Ending.FINISHED, 20, 3)


def test_endings() -> None:
    assert ended(Machine(3)) is Ending.FINISHED
    assert ended(Machine(0), Budget(max_ms=50)) is Ending.TOO_LONG
    assert ended(Machine(0, grows=True), Budget(max_nodes=5)) is Ending.TOO_MANY_NODES
    assert ended(Machine(0), Budget(max_nodes=5)) is Ending.NO_PROGRESS
    world = World([])
    world.coming = []
    assert drive(Machine(3), world).ending is Ending.STALLED


MULTIPLYING = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  templates:
    - name: main
      steps: [[{name: a, template: main, withItems: [1, 2, 3, 4, 5, 6, 7, 8]}]]
"""


def test_calls_that_multiply_are_stopped_within_one_exchange() -> None:
    done = simulate(wfsim.loads(MULTIPLYING).workspace, Request(budget=Budget(max_nodes=500)))
    assert done.ending is Ending.TOO_MANY_NODES and not done.succeeded
    assert [one.code for one in done.findings] == ["run-too-large"]
    assert len(done.record.nodes) == 500


def test_a_suspended_spec_never_begins() -> None:
    spec = MULTIPLYING.replace("entrypoint: main", "entrypoint: main\n  suspend: true")
    (said,) = wfsim.loads(spec).simulate().findings
    assert said.code == "run-stalled" and "spec says suspend" in said.message
