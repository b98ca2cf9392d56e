"""The driver of several runs on one clock: submissions, and a world for each run, with one room for all their pods.

In: commands of runs. Out: what happens to them, instant by instant. Called by ``base.drive``; it serves a
``controller.Controller``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wfsim.drivers.sim.clock import Agenda, Clock, SharedClock
from wfsim.drivers.sim.driver import RunWorld
from wfsim.engine.controller import OfRun, Submitted, ToRun

MakeWorld = Callable[[str, Agenda], RunWorld]


class ClusterDriver:
    """Runs side by side. ``world`` makes the world of a run when its first command comes."""

    def __init__(self, submissions: Sequence[Submitted], world: MakeWorld, start_ms: int) -> None:
        self._clock: Clock[Submitted | ToRun] = Clock(start_ms)
        self._world = world
        self.worlds: dict[str, RunWorld] = {}
        self._to_come = len(submissions)
        for number, one in enumerate(submissions):
            self._clock.put(("submission", number), one)

    @property
    def expects(self) -> bool:
        """Whether there are submissions to come."""
        return self._to_come > 0

    def perform(self, commands: tuple[OfRun, ...]) -> None:
        for one in commands:
            world = self.worlds.get(one.run)
            if world is None:
                world = self.worlds[one.run] = self._world(one.run, SharedClock(self._clock, one.run))
            world.perform((one.command,))

    def next_events(self) -> tuple[Submitted | ToRun, ...]:
        batch = self._clock.next_instant()
        for one in batch:
            match one:
                case Submitted():
                    self._to_come -= 1
                case ToRun(run=run, event=event):
                    self.worlds[run].note(event)
        return batch
