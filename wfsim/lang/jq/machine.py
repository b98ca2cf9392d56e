"""Runs compiled filters: a machine that goes back to where it had a choice.

In: the first ``Step`` of a compiled filter and a value. Out: all results. A step does a little and says which step is
next; ``compiling`` chains them. Everything that a choice must restore is in a handful of registers whose values never
change, so that a fork only keeps them.
Calls are frames on the heap; neither depth nor repetition costs Python's stack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any, Final, TypeAlias

from wfsim.lang.jq import mistakes
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.mistakes import Beyond, Broken, Halted, JqError
from wfsim.lang.jq.values import Value
from wfsim.text.records import NamedTuple

Step: TypeAlias = "Callable[[Machine], Step | None]"
Rescue: TypeAlias = "Callable[[Machine, JqError], Step | JqError]"
_CHUNK: Final = 250
_ERROR: Final = 25


class Code:
    """A function's body: its first step, set when it is compiled, and how many variables a frame of it has."""

    __slots__ = ("entry", "size")

    def __init__(self) -> None:
        self.entry: Step = backtrack
        self.size = 0


class Frame:
    """A call: its variables, the call around the function's definition, and where it goes on afterwards."""

    __slots__ = ("back", "caller", "outer", "slots")

    def __init__(self, size: int, outer: Frame | None, caller: Frame | None, back: Step) -> None:
        self.slots: list[Any] = [None] * size
        self.outer = outer
        self.caller = caller
        self.back = back


class Label(NamedTuple):
    """A label that was reached; no two are the same."""

    name: str
    number: int


class Trail(NamedTuple):
    """Within ``path``: the key that was gone by, the value found there, and the way up to it."""

    key: Any
    value: Value
    above: Trail | None


# A choice: where to go on when what followed has given all, where on an error, and the registers as they were.
Fork: TypeAlias = "tuple[Step | None, Rescue | None, Any, Any, Frame | None, Trail | None, int]"


class Machine:
    """The registers.

    ``stack`` are values laid aside, as pairs of one and the rest. ``trail`` is None outside of ``path``, and stands
    still while ``quiet`` is not zero.
    """

    __slots__ = ("budget", "forks", "frame", "labels", "now_ms", "quiet", "results", "stack", "trail", "value")

    def __init__(self, value: Value, budget: Budget, now_ms: int | None = None) -> None:
        self.value: Any = value
        self.stack: Any = None
        self.frame: Frame | None = None
        self.trail: Trail | None = None
        self.quiet = 0
        self.forks: list[Fork] = []
        self.budget = budget
        self.results: list[Value] = []
        self.labels = 0
        self.now_ms = now_ms

    def run(self, code: Code) -> list[Value]:
        """All results of a filter; the first error that nothing catches comes out."""
        self.frame = Frame(code.size, None, None, _emit)
        step: Step | None = code.entry
        while step is not None:
            try:
                step = self._advanced(step)
            except JqError as error:
                self.budget.spend(_ERROR)
                step = self._rescued(error)
        return self.results

    def _advanced(self, step: Step) -> Step | None:
        """Goes on until there is nothing left to do."""
        while True:
            for _ in repeat(None, _CHUNK):
                following = step(self)
                if following is None:
                    return None
                step = following
            self.budget.spend(_CHUNK)

    def _rescued(self, error: JqError) -> Step:
        """Where to go on after an error: at the last choice that takes it."""
        forks = self.forks
        while forks:
            _, rescue, self.value, self.stack, self.frame, self.trail, self.quiet = forks.pop()
            if rescue is None:
                continue
            found = rescue(self, error)
            if not isinstance(found, JqError):
                return found
            error = found
        raise error

    def fork(self, resume: Step | None, value: Any, rescue: Rescue | None = None) -> None:
        """Keeps a choice, with what the value register holds when it is taken."""
        self.forks.append((resume, rescue, value, self.stack, self.frame, self.trail, self.quiet))

    def back(self) -> Step | None:
        """To the last choice; None where there is none left."""
        forks = self.forks
        while forks:
            resume, _, self.value, self.stack, self.frame, self.trail, self.quiet = forks.pop()
            if resume is not None:
                return resume
        return None

    def gone(
        self, key: Any, value: Value, found: Value, refused: Callable[[Value], JqError] = mistakes.no_path
    ) -> None:
        """Notes on the trail that ``found`` was read from ``value`` at a key: only the trail's own end has places."""
        trail = self.trail
        if trail is None or self.quiet:
            return
        if not same(value, trail.value):
            raise refused(value)
        self.trail = Trail(key, found, trail)


def same(value: Value, other: Value) -> bool:
    """Whether two values are one: the same container, or equal and no container."""
    kinds = type(value), type(other)
    if kinds[0] is not kinds[1]:
        return False
    if kinds[0] in (list, dict):
        return value is other or (kinds[0] is list and not value and not other)
    return value == other or (value != value and other != other)


def keys(trail: Trail | None) -> list[Value]:
    """The path that a trail is."""
    found: list[Value] = []
    while trail is not None and trail.above is not None:
        found.append(trail.key)
        trail = trail.above
    return found[::-1]


def backtrack(machine: Machine) -> Step | None:
    """The step that gives no result."""
    return machine.back()


def _emit(machine: Machine) -> Step | None:
    """The step behind a whole filter."""
    machine.results.append(machine.value)
    return machine.back()


def leave(machine: Machine) -> Step | None:
    """The step at the end of a function."""
    frame = machine.frame
    assert frame is not None
    machine.frame = frame.caller
    return frame.back


class Each:
    """A choice between items: one after the other, with its key where it was read from a container."""

    __slots__ = ("_following", "_items", "_then")

    def __init__(self, items: Iterator[tuple[Any, Value]], then: Step) -> None:
        self._items = items
        self._then = then
        self._following = next(items, None)

    def __call__(self, machine: Machine) -> Step | None:
        following = self._following
        if following is None:
            return machine.back()
        self._following = next(self._items, None)
        if self._following is not None:
            machine.fork(self, None)
        key, machine.value = following
        if key is not None and machine.trail is not None and not machine.quiet:
            machine.trail = Trail(key, machine.value, machine.trail)
        return self._then


def catching(handler: Step) -> Rescue:
    """What takes an error of a ``try``: the handler gets its value. Errors behind its end, breaks and halts go on."""

    def rescue(machine: Machine, error: JqError) -> Step | JqError:
        if isinstance(error, Beyond):
            return error.inner
        if isinstance(error, (Broken, Halted)):
            return error
        machine.value = error.caught()
        return handler

    return rescue


def passing(machine: Machine, error: JqError) -> Step | JqError:
    """Marks an error from behind the end of a ``try``."""
    return Beyond(error)
