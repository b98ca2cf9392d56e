"""The names that a filter may use at a place: functions, variables, labels, and where a running call keeps them.

In: definitions and patterns. Out: for a name, what it stands for and how many frames up. A ``Scope`` never changes;
what is defined makes a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wfsim.lang.jq.machine import Code, Step
from wfsim.text.records import NamedTuple


class Function(NamedTuple):
    """A function that was defined: its code, and how deep the frame of its definition is; None for a built-in one."""

    name: str
    arity: int
    code: Code
    depth: int | None


class Slot(NamedTuple):
    """A place in the frames of a function's body."""

    name: str
    depth: int
    place: int


class Chain(NamedTuple):
    """Names of a function's body, the last one first."""

    last: Any
    before: Chain | None


class Shared:
    """What all scopes of a filter have in common: the compilers of nodes, and the built-in functions that it calls."""

    __slots__ = ("codes", "table")

    def __init__(self, table: Mapping[type, Callable[[Any, Scope, Step], Step]]) -> None:
        self.table = table
        self.codes: dict[tuple[str, int], Code] = {}


class Scope(NamedTuple):
    """The names at a place. ``code`` is of the function whose body it is in, ``depth`` counts the bodies around it."""

    shared: Shared
    code: Code
    depth: int = 0
    functions: Chain | None = None
    slots: Chain | None = None
    outer: Scope | None = None

    def inside(self, code: Code) -> Scope:
        """The scope of a function's body, defined here."""
        return Scope(self.shared, code, self.depth + 1, outer=self)

    def slot(self, name: str = "") -> tuple[Slot, Scope]:
        """A new place in the frame, and the scope that knows it by its name."""
        made = Slot(name, self.depth, self.code.size)
        self.code.size += 1
        return made, self._replace(slots=Chain(made, self.slots))

    def function(self, name: str, arity: int) -> tuple[Function, Scope]:
        """A new function, to be compiled, and the scope that knows it."""
        made = Function(name, arity, Code(), self.depth)
        return made, self._replace(functions=Chain(made, self.functions))

    def find_function(self, name: str, arity: int) -> Function | None:
        """A function that was defined."""
        scope: Scope | None = self
        while scope is not None:
            found = scope._function(name, arity)
            if found is not None:
                return found
            scope = scope.outer
        return None

    def find(self, name: str) -> Function | Slot | None:
        """What a bare name stands for. In one body, its functions go before its parameters."""
        scope: Scope | None = self
        while scope is not None:
            found = scope._function(name, 0) or scope._slot(name)
            if found is not None:
                return found
            scope = scope.outer
        return None

    def _function(self, name: str, arity: int) -> Function | None:
        chain = self.functions
        while chain is not None and (chain.last.name != name or chain.last.arity != arity):
            chain = chain.before
        return None if chain is None else chain.last

    def _slot(self, name: str) -> Slot | None:
        chain = self.slots
        while chain is not None and chain.last.name != name:
            chain = chain.before
        return None if chain is None else chain.last


def compiled(node: Any, scope: Scope, then: Step) -> Step:
    """The first step of a node, behind whose last one ``then`` follows."""
    return scope.shared.table[type(node)](node, scope, then)
