"""The virtual clock: events that are still to come, by instant.

In: events with the instant at which they happen. Out: all events of the next instant together. Called by ``driver``.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from heapq import heappop, heappush

from wfsim.engine.events import Event


class Clock:
    """A heap of (instant, wave, number, event). Integer milliseconds; equal instants keep the order of scheduling.

    A ``wave`` splits one instant: what is a consequence of another event of the same instant is delivered after it.
    Every event has an owner (a pod, a timer), whose events can be dropped together.
    """

    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms
        self._heap: list[tuple[int, int, int, Hashable, Event]] = []
        self._number = 0
        self._owned: dict[Hashable, set[int]] = {}

    def schedule(self, owner: Hashable, event: Event, wave: int = 0) -> None:
        """Let an event happen at its ``at_ms``; what should have happened already happens now."""
        if event.at_ms < self.now_ms:
            event = replace(event, at_ms=self.now_ms)
        self._number += 1
        heappush(self._heap, (event.at_ms, wave, self._number, owner, event))
        self._owned.setdefault(owner, set()).add(self._number)

    def drop(self, owner: Hashable) -> None:
        """Forget the coming events of an owner."""
        self._owned.pop(owner, None)

    def next_instant(self) -> tuple[Event, ...]:
        """Jump to the next instant (or the next wave of this one) and give its events; none when there is none."""
        batch: list[Event] = []
        at: tuple[int, int] | None = None
        while self._heap and (at is None or self._heap[0][:2] == at):
            at_ms, wave, number, owner, event = heappop(self._heap)
            waiting = self._owned.get(owner)
            if waiting is None or number not in waiting:
                continue
            waiting.discard(number)
            if not waiting:
                del self._owned[owner]
            at = (at_ms, wave)
            self.now_ms = at_ms
            batch.append(event)
        return tuple(batch)
