"""What happened outside since somebody looked last, and what is due at a known instant.

In: events from any thread, timers, and work for later, of one run or of many. Out: batches of events, each of one
instant. Drivers fill it; only the thread that drives the engines takes from it. A ``Slot`` is one run's part of it.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from threading import Condition
from typing import Protocol, TypeAlias

from wfsim.engine.controller import ToRun
from wfsim.engine.events import Event, TimerFired

Work: TypeAlias = Callable[[], None]


class Later(Protocol):
    """What whoever asks things of the server needs of an inbox."""

    @property
    def now_ms(self) -> int: ...

    def do_at(self, at_ms: int, work: Work) -> None: ...

    def fail(self, fault: BaseException) -> None: ...

    def wake(self) -> None: ...


class Inbox:
    """Waits for the next instant at which something happens.

    ``now_ms`` is the real clock, in milliseconds since the Unix epoch; it may jump, the instants that are told never go
    back. A node has one event in a batch: the engine would otherwise not know which came first.
    """

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._clock = now_ms
        self._last_ms = 0
        self._changed = Condition()
        self._arrived: deque[ToRun] = deque()
        self._timers: dict[tuple[str, str], int] = {}
        self._later: list[tuple[int, int, Work]] = []
        self._order = count()
        self._closed = False
        self._fault: BaseException | None = None

    @property
    def now_ms(self) -> int:
        """The instant that it is, never one before an instant that was told."""
        self._last_ms = max(self._last_ms, self._clock())
        return self._last_ms

    def put(self, event: Event, run: str = "") -> None:
        """Something happened; ``at_ms`` becomes the instant at which it is told."""
        with self._changed:
            self._arrived.append(ToRun(run, event))
            self._changed.notify()

    def set_timer(self, name: str, at_ms: int, run: str = "") -> None:
        with self._changed:
            self._timers[run, name] = at_ms
            self._changed.notify()

    def drop_timer(self, name: str, run: str = "") -> None:
        with self._changed:
            self._timers.pop((run, name), None)

    def forget(self, run: str) -> None:
        """Nothing that was going to be told to this run is told any more."""
        with self._changed:
            self._arrived = deque(one for one in self._arrived if one.run != run)
            self._timers = {key: at_ms for key, at_ms in self._timers.items() if key[0] != run}

    def do_at(self, at_ms: int, work: Work) -> None:
        """Do something at an instant, in the thread that takes events."""
        with self._changed:
            heapq.heappush(self._later, (at_ms, next(self._order), work))
            self._changed.notify()

    def do(self, work: Work) -> None:
        """Do something in the thread that takes events, as soon as it takes any."""
        self.do_at(0, work)

    def fail(self, fault: BaseException) -> None:
        """A thread of ours broke: whoever takes events next has it raised."""
        with self._changed:
            self._fault = self._fault or fault
            self._changed.notify()

    def close(self) -> None:
        """Whoever waits is told that nothing more will come."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def take(self) -> tuple[ToRun, ...]:
        """Wait until something happened; all of that, at one instant. Nothing once it is closed."""
        while True:
            with self._changed:
                self._check()
                if self._closed:
                    return ()
                work = self._work()
                if work is None:
                    if batch := self._due():
                        return batch
                    self._changed.wait(self._patience_s())
            if work is not None:
                work()

    def wake(self) -> None:
        """Something changed that whoever waits may look at."""
        with self._changed:
            self._changed.notify()

    def linger(self, idle: Callable[[], bool], until_ms: int) -> bool:
        """Do what was left for later until nothing is under way any more; False where an instant came first."""
        while True:
            with self._changed:
                self._check()
                if idle():
                    return True
                if self.now_ms >= until_ms:
                    return False
                work = self._work()
                if work is None:
                    due_ms = min(until_ms, self._later[0][0]) if self._later else until_ms
                    self._changed.wait(max(0, due_ms - self.now_ms) / 1000)
            if work is not None:
                work()

    def _check(self) -> None:
        if self._fault is not None:
            raise self._fault

    def _work(self) -> Work | None:
        """What is to be done at this instant, first of all."""
        return heapq.heappop(self._later)[2] if self._later and self._later[0][0] <= self.now_ms else None

    def _due(self) -> tuple[ToRun, ...]:
        now_ms = self.now_ms
        fired = sorted(key for key, at_ms in self._timers.items() if at_ms <= now_ms)
        for key in fired:
            del self._timers[key]
        batch = [ToRun(run, TimerFired(now_ms, name)) for run, name in fired]
        told: set[tuple[str, str]] = set()
        kept: deque[ToRun] = deque()
        for one in self._arrived:
            node = getattr(one.event, "node", "")
            if node and (one.run, node) in told:
                kept.append(one)
            else:
                told.add((one.run, node))
                batch.append(ToRun(one.run, replace(one.event, at_ms=now_ms)))
        self._arrived = kept
        return tuple(batch)

    def _patience_s(self) -> float | None:
        """Seconds till the next instant that is known; None where none is."""
        known = [*self._timers.values(), *(one[0] for one in self._later[:1])]
        return max(0.0, (min(known) - self.now_ms) / 1000) if known else None


class Slot:
    """The inbox as one run sees it."""

    def __init__(self, inbox: Inbox, run: str = "") -> None:
        self._inbox, self._run = inbox, run

    @property
    def now_ms(self) -> int:
        return self._inbox.now_ms

    def put(self, event: Event) -> None:
        self._inbox.put(event, self._run)

    def set_timer(self, name: str, at_ms: int) -> None:
        self._inbox.set_timer(name, at_ms, self._run)

    def drop_timer(self, name: str) -> None:
        self._inbox.drop_timer(name, self._run)

    def do_at(self, at_ms: int, work: Work) -> None:
        self._inbox.do_at(at_ms, work)

    def fail(self, fault: BaseException) -> None:
        self._inbox.fail(fault)

    def wake(self) -> None:
        self._inbox.wake()
