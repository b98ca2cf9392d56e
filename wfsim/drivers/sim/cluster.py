"""The driver of several runs on one clock: submissions, and a world for each run, with one room for all their pods.

In: commands of runs. Out: what happens to them, instant by instant. Called by ``base.drive``; it serves a
``controller.Controller``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wfsim.drivers.sim.clock import Agenda, Clock, SharedClock
from wfsim.drivers.sim.driver import RunWorld
from wfsim.engine.controller import CronDue, Happening, SetCronTimer, Submitted, ToRun, Wish

MakeWorld = Callable[[str, Agenda], RunWorld]


class ClusterDriver:
    """Runs side by side. ``world`` makes the world of a run when its first command comes; CronWorkflows fire until
    ``until_ms``."""

    def __init__(self, arriving: Sequence[Submitted | CronDue], world: MakeWorld, start_ms: int, until_ms: int) -> None:
        self._clock: Clock[Happening] = Clock(start_ms)
        self._world = world
        self._until_ms = until_ms
        self.worlds: dict[str, RunWorld] = {}
        self._to_come = 0
        for number, one in enumerate(arriving):
            if isinstance(one, Submitted) or one.at_ms <= until_ms:
                self._clock.put(("arriving", number), one)
                self._to_come += 1

    @property
    def expects(self) -> bool:
        """Whether there are submissions or firings to come."""
        return self._to_come > 0

    def perform(self, commands: tuple[Wish, ...]) -> None:
        for one in commands:
            if isinstance(one, SetCronTimer):
                self._set_timer(one)
                continue
            world = self.worlds.get(one.run)
            if world is None:
                world = self.worlds[one.run] = self._world(one.run, SharedClock(self._clock, one.run))
            world.perform((one.command,))

    def _set_timer(self, timer: SetCronTimer) -> None:
        if timer.at_ms <= self._until_ms:
            self._clock.put(("cron", timer.cron), CronDue(timer.at_ms, timer.cron, timer.at_ms))
            self._to_come += 1

    def next_events(self) -> tuple[Happening, ...]:
        batch = self._clock.next_instant()
        for one in batch:
            match one:
                case Submitted() | CronDue():
                    self._to_come -= 1
                case ToRun(run=run, event=event):
                    self.worlds[run].note(event)
        return batch
