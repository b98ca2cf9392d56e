"""The virtual clock: what is still to come, by instant.

In: happenings with the instant at which they come. Out: all of the next instant together. Called by ``driver``, and by
``cluster`` for several runs, each of which has an ``Agenda`` on the one clock.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from heapq import heappop, heappush
from typing import Generic, Protocol, TypeVar

from wfsim.drivers.base import Happening
from wfsim.engine.controller import ToRun
from wfsim.engine.events import Event

H = TypeVar("H", bound=Happening)


class Clock(Generic[H]):
    """What happens at each instant; integer milliseconds. Equal instants keep the order of scheduling.

    A ``wave`` splits one instant: what is a consequence of something else in the same instant is delivered after it.
    Everything has an owner (a pod, a timer), whose part of the future can be dropped.
    """

    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms
        self._instants: list[tuple[int, int]] = []  # a heap; each with its wave
        self._at: dict[tuple[int, int], list[tuple[int, Hashable, H]]] = {}  # numbered
        self._number = 0
        self._dropped: dict[Hashable, int] = {}  # the last number of an owner's past that is no more to come

    def put(self, owner: Hashable, what: H, wave: int = 0) -> None:
        """Let something come at its ``at_ms``, which is not past."""
        self._number += 1
        at = (what.at_ms, wave)
        if (rows := self._at.get(at)) is None:
            rows = self._at[at] = []
            heappush(self._instants, at)
        rows.append((self._number, owner, what))

    def drop(self, owner: Hashable) -> None:
        """Forget what is to come of an owner."""
        self._dropped[owner] = self._number

    def next_instant(self) -> tuple[H, ...]:
        """Jump to the next instant (or the next wave of this one) and give what it brings; none when there is none."""
        while self._instants:
            at = heappop(self._instants)
            if batch := tuple(what for _, _, what in self._live(self._at.pop(at))):
                self.now_ms = at[0]
                return batch
        return ()

    def _live(self, rows: list[tuple[int, Hashable, H]]) -> list[tuple[int, Hashable, H]]:
        """What of them nobody dropped."""
        dropped = self._dropped
        return [one for one in rows if one[0] > dropped.get(one[1], 0)] if dropped else rows

    def coming(self) -> tuple[tuple[int, H], ...]:
        """All that is to come, in its order, each with its wave."""
        return tuple((at[1], what) for at in sorted(self._at) for _, _, what in self._live(self._at[at]))


class Agenda(Protocol):
    """The future of one run."""

    @property
    def now_ms(self) -> int: ...

    def schedule(self, owner: Hashable, event: Event, wave: int = 0) -> None:
        """Let an event happen at its ``at_ms``; what should have happened already happens now."""

    def drop(self, owner: Hashable) -> None:
        """Forget the coming events of an owner."""


class OwnClock(Clock[Event]):
    """The clock of a run that is alone."""

    def schedule(self, owner: Hashable, event: Event, wave: int = 0) -> None:
        self.put(owner, not_past(event, self.now_ms), wave)


class Puts(Protocol):
    """A clock that takes what happens to runs, besides whatever else."""

    now_ms: int

    def put(self, owner: Hashable, what: ToRun, wave: int = 0) -> None: ...

    def drop(self, owner: Hashable) -> None: ...


class SharedClock:
    """One run's view of the clock of several."""

    def __init__(self, clock: Puts, run: str) -> None:
        self._clock, self._run = clock, run

    @property
    def now_ms(self) -> int:
        return self._clock.now_ms

    def schedule(self, owner: Hashable, event: Event, wave: int = 0) -> None:
        self._clock.put((self._run, owner), ToRun(self._run, not_past(event, self.now_ms)), wave)

    def drop(self, owner: Hashable) -> None:
        self._clock.drop((self._run, owner))


def not_past(event: Event, now_ms: int) -> Event:
    """The event, or the same now."""
    return replace(event, at_ms=now_ms) if event.at_ms < now_ms else event
