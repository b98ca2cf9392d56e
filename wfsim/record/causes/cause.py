"""A cause: what became of something, why, and what that in turn came from.

In: nothing (plain data). Out: what ``explain`` makes and ``render.causes`` prints.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from wfsim.yamlio.nodes import Json


class Kind(Enum):
    """What decided."""

    RESULT = "result"  # what a container, an answer or a person said
    WHEN = "when"
    DEPENDS = "depends"
    EMPTY_LOOP = "empty loop"
    CHILD = "child"  # something inside it
    RETRY = "retry"
    DEADLINE = "deadline"
    SHUTDOWN = "shutdown"
    LOCK = "lock"
    SLOT = "slot"
    VARIABLE = "variable"
    MEMO = "memo"
    ERROR = "error"  # a message of the controller's
    HANDLER = "handler"
    GIVEN = "given"  # written in the spec or given at submit
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Cause:
    """``what`` it is about (a node's path, a variable), ``state`` what became of it, ``why`` in a sentence.

    ``node`` is the full name of the node, empty where it is about something else; ``causes`` are what it came from.
    """

    kind: Kind
    what: str
    state: str
    why: str
    node: str = ""
    causes: tuple[Cause, ...] = ()

    def walk(self) -> Iterator[Cause]:
        """This one and all behind it."""
        todo = [self]
        while todo:
            one = todo.pop()
            yield one
            todo.extend(reversed(one.causes))

    def to_json(self) -> dict[str, Json]:
        """The same as data, without what is empty."""
        row: dict[str, Json] = {"kind": self.kind.value, "what": self.what, "state": self.state, "why": self.why}
        if self.node:
            row["node"] = self.node
        if self.causes:
            row["causes"] = [one.to_json() for one in self.causes]
        return row
