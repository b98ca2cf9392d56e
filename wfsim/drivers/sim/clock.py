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
    """A heap of (instant, wave, number, what). Integer milliseconds; equal instants keep the order of scheduling.

    A ``wave`` splits one instant: what is a consequence of something else in the same instant is delivered after it.
    Everything has an owner (a pod, a timer), whose part of the future can be dropped.
    """

    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms
        self._heap: list[tuple[int, int, int, Hashable, H]] = []
        self._number = 0
        self._dropped: dict[Hashable, int] = {}  # the last number of an owner's past that is no more to come

    def put(self, owner: Hashable, what: H, wave: int = 0) -> None:
        """Let something come at its ``at_ms``, which is not past."""
        self._number += 1
        heappush(self._heap, (what.at_ms, wave, self._number, owner, what))

    def drop(self, owner: Hashable) -> None:
        """Forget what is to come of an owner."""
        self._dropped[owner] = self._number

    def next_instant(self) -> tuple[H, ...]:
        """Jump to the next instant (or the next wave of this one) and give what it brings; none when there is none."""
        heap, dropped = self._heap, self._dropped
        batch: list[H] = []
        at: tuple[int, int] | None = None
        while heap and (at is None or heap[0][:2] == at):
            at_ms, wave, number, owner, what = heappop(heap)
            if dropped and number <= dropped.get(owner, 0):
                continue
            if at is None:
                at, self.now_ms = (at_ms, wave), at_ms
            batch.append(what)
        return tuple(batch)

    def coming(self) -> tuple[tuple[int, H], ...]:
        """All that is to come, in its order, each with its wave."""
        live = [one for one in self._heap if one[2] > self._dropped.get(one[3], 0)]
        return tuple((wave, what) for _, wave, _, _, what in sorted(live, key=lambda one: one[:3]))


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
