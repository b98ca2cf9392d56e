"""What a driver is, and the one loop that runs an engine with any of them.

In: an engine, a driver, where to write the journal, and how far the run may go. Out: ``Drive``, how the loop ended; the
run itself is in the engine's state. Called by ``api``.
"""

from __future__ import annotations

from collections.abc import Callable, Sized
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from wfsim.engine.commands import Command, FinishRun
from wfsim.engine.errors import TooManyNodes
from wfsim.engine.events import Event

Batch = tuple[Event, ...]
Log = Callable[[Batch, tuple[Command, ...]], None]

YEAR_MS = 365 * 24 * 3600 * 1000
_SENDS_PER_NODE = 20  # far above what a node takes: a stop for loops that make no node


class Driver(Protocol):
    """Performs commands and tells what happened. Idempotent by node id and attempt."""

    def perform(self, commands: tuple[Command, ...]) -> None:
        """Begin what the engine wants; never waits."""

    def next_events(self) -> Batch:
        """All events of the next instant at which something happens (waits, or jumps the clock); none: never again."""


class State(Protocol):
    """What the loop reads of the engine's state."""

    @property
    def nodes(self) -> Sized: ...


class Machine(Protocol):
    """The engine as the loop sees it."""

    @property
    def state(self) -> State: ...

    def send(self, events: Batch) -> tuple[Command, ...]: ...


class Ending(Enum):
    """How the loop ended."""

    FINISHED = "finished"
    STALLED = "stalled"  # unfinished, and nothing will ever happen again
    TOO_MANY_NODES = "too many nodes"
    TOO_LONG = "too long"
    NO_PROGRESS = "no progress"


@dataclass(frozen=True, slots=True)
class Budget:
    """How far a run may go, so that no spec holds its reader up for ever."""

    max_nodes: int = 100_000
    max_ms: int = 10 * YEAR_MS


@dataclass(frozen=True, slots=True)
class Drive:
    """What came of the loop: its end and the instant of the last event."""

    ending: Ending
    at_ms: int
    sends: int


def drive(engine: Machine, driver: Driver, journal: Log | None = None, budget: Budget | None = None) -> Drive:
    """Feed the engine until the run is over, nothing more can happen, or the budget is spent.

    Every exchange is in the journal before any of its commands is acted on. An engine with ``most_nodes``
    stops in the middle of an exchange that makes too many.
    """
    budget = budget or Budget()
    began: int | None = None
    at_ms = sends = 0
    while events := driver.next_events():
        at_ms = events[0].at_ms
        began = at_ms if began is None else began
        if at_ms - began > budget.max_ms:
            return Drive(Ending.TOO_LONG, at_ms, sends)
        sends += 1
        try:
            commands = engine.send(events)
        except TooManyNodes:
            return Drive(Ending.TOO_MANY_NODES, at_ms, sends)
        if journal is not None:
            journal(events, commands)
        driver.perform(commands)
        if any(isinstance(one, FinishRun) for one in commands):
            return Drive(Ending.FINISHED, at_ms, sends)
        if len(engine.state.nodes) > budget.max_nodes:
            return Drive(Ending.TOO_MANY_NODES, at_ms, sends)
        if sends > _SENDS_PER_NODE * budget.max_nodes:
            return Drive(Ending.NO_PROGRESS, at_ms, sends)
    return Drive(Ending.STALLED, at_ms, sends)
