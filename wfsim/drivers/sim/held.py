"""The driver of a run that may wait for a person: its clock stops then, and goes on when somebody says so.

In: what is still to happen of a run that was left, or its beginning. Out: a driver, and what is to happen when it
stops. Called by ``api.targets``.

A person answers in no time: while somebody is waited for, all goes on that can, but no deadline passes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from wfsim.drivers.sim.choice import Picker
from wfsim.drivers.sim.clock import OwnClock
from wfsim.drivers.sim.driver import RunWorld
from wfsim.drivers.sim.invent import Inventor
from wfsim.engine.events import Event, TimerFired
from wfsim.text.records import NamedTuple

_DEADLINE = "deadline:"


class Coming(NamedTuple):
    """An event that is still to happen, and its wave at its instant."""

    wave: int
    event: Event


class HeldDriver(RunWorld):
    """``is_waiting``: whether the run waits for a person now."""

    expects = False

    def __init__(
        self,
        workflow: str,
        entrypoint: str,
        picker: Picker,
        inventor: Inventor,
        *,
        now_ms: int,
        coming: Iterable[Coming],
        is_waiting: Callable[[], bool],
    ) -> None:
        self._own = OwnClock(now_ms)
        super().__init__(workflow, entrypoint, picker, inventor, self._own)
        self._is_waiting = is_waiting
        for one in coming:
            self._own.schedule(_owner(one.event), one.event, one.wave)

    def next_events(self) -> tuple[Event, ...]:
        before = self._own.now_ms
        batch = self._own.next_instant()
        if not batch or not all(map(_is_deadline, batch)) or not self._is_waiting():
            return batch
        for one in batch:
            self._own.put(_owner(one), one)
        self._own.now_ms = before
        return ()

    @property
    def coming(self) -> tuple[Coming, ...]:
        """What is still to happen, in its order."""
        return tuple(Coming(wave, event) for wave, event in self._own.coming())


def _is_deadline(event: Event) -> bool:
    return isinstance(event, TimerFired) and event.timer.startswith(_DEADLINE)


def _owner(event: Event) -> Hashable:
    """Whose part of the future an event is, as ``RunWorld`` has it."""
    return ("timer", event.timer) if isinstance(event, TimerFired) else getattr(event, "node", "run")
