"""What a driver is, and the one loop that runs an engine, or a controller of several, with any of them.

In: a machine, a driver, where to write the journal, and how far the run may go. Out: ``Drive``, how the loop ended; the
run itself is in the machine's state. Called by ``api``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeVar

from wfsim.engine.errors import TooManyNodes

YEAR_MS = 365 * 24 * 3600 * 1000
_SENDS_PER_NODE = 20  # far above what a node takes: a stop for loops that make no node


class Happening(Protocol):
    """Anything that happens at an instant: an event of a run, a submission."""

    @property
    def at_ms(self) -> int: ...


H = TypeVar("H", bound=Happening)
C = TypeVar("C")
H_co = TypeVar("H_co", bound=Happening, covariant=True)
H_contra = TypeVar("H_contra", bound=Happening, contravariant=True)
C_co = TypeVar("C_co", covariant=True)
C_contra = TypeVar("C_contra", contravariant=True)


class Driver(Protocol[H_co, C_contra]):
    """Performs commands and tells what happened. Idempotent by node id and attempt."""

    @property
    def expects(self) -> bool:
        """Whether something will come that is no consequence of a command, such as another submission."""

    def perform(self, commands: tuple[C_contra, ...]) -> None:
        """Begin what the engine wants; never waits."""

    def next_events(self) -> tuple[H_co, ...]:
        """All events of the next instant at which something happens (waits, or jumps the clock); none: never again."""


class Machine(Protocol[H_contra, C_co]):
    """The engine or the controller as the loop sees it."""

    @property
    def size(self) -> int: ...

    @property
    def finished(self) -> bool: ...

    def send(self, events: tuple[H_contra, ...]) -> tuple[C_co, ...]: ...


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


class Exchange(Protocol[H_co, C_co]):
    """What a journal holds of one send."""

    @property
    def events(self) -> tuple[H_co, ...]: ...

    @property
    def commands(self) -> tuple[C_co, ...]: ...


class Diverged(Exception):
    """The past was otherwise: at the exchange of this number (from 0) something else happened, or was wanted."""

    def __init__(self, number: int, expected: object, found: object) -> None:
        super().__init__(f"exchange {number}: {expected!r} is recorded, {found!r} came")
        self.number, self.expected, self.found = number, expected, found


def drive(
    machine: Machine[H, C],
    driver: Driver[H, C],
    journal: Callable[[tuple[H, ...], tuple[C, ...]], None] | None = None,
    budget: Budget | None = None,
    past: Iterable[Exchange[H, C]] = (),
) -> Drive:
    """Feed the machine until all is over, nothing more can happen, or the budget is spent.

    Every exchange is in the journal before any of its commands is acted on. An engine with ``most_nodes``
    stops in the middle of an exchange that makes too many. ``past`` are exchanges that a journal holds already: they
    are made again, and not written again. Diverged where they come out otherwise.
    """
    budget = budget or Budget()
    before = iter(past)
    began: int | None = None
    at_ms = sends = 0
    while events := driver.next_events():
        at_ms = events[0].at_ms
        began = at_ms if began is None else began
        if at_ms - began > budget.max_ms:
            return Drive(Ending.TOO_LONG, at_ms, sends)
        sends += 1
        try:
            commands = machine.send(events)
        except TooManyNodes:
            return Drive(Ending.TOO_MANY_NODES, at_ms, sends)
        if (recorded := next(before, None)) is not None:
            _compare(sends - 1, recorded, events, commands)
        elif journal is not None:
            journal(events, commands)
        driver.perform(commands)
        if machine.finished and not driver.expects:
            return Drive(Ending.FINISHED, at_ms, sends)
        if machine.size > budget.max_nodes:
            return Drive(Ending.TOO_MANY_NODES, at_ms, sends)
        if sends > _SENDS_PER_NODE * budget.max_nodes:
            return Drive(Ending.NO_PROGRESS, at_ms, sends)
    return Drive(Ending.STALLED, at_ms, sends)


def _compare(number: int, recorded: Exchange[H, C], events: tuple[H, ...], commands: tuple[C, ...]) -> None:
    for expected, found in ((recorded.events, events), (recorded.commands, commands)):
        if expected != found:
            raise Diverged(number, *first_difference(expected, found))


def first_difference(expected: tuple[object, ...], found: tuple[object, ...]) -> tuple[object, object]:
    """The first two that are not equal; all of both where one goes on behind the other."""
    return next((pair for pair in zip(expected, found, strict=False) if pair[0] != pair[1]), (expected, found))
