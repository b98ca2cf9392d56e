"""The syntax tree of jq: nodes with their place in the filter.

In: what ``parsing`` builds. Out: what ``compiling`` walks over. Named tuples, for a lint that meets one filter pays for
the definition of all of them.
"""

from __future__ import annotations

from typing import TypeAlias

from wfsim.lang.jq.values import Value
from wfsim.text.records import NamedTuple


class Identity(NamedTuple):
    """``.``; ``written`` where the text has that point itself and no suffix joined to it."""

    start: int
    end: int
    written: bool = True


class Constant(NamedTuple):
    """A number, a text without interpolation, ``null``, ``true`` or ``false``."""

    start: int
    end: int
    value: Value


class Text(NamedTuple):
    """A text with interpolations; ``format`` stands before it (``@csv``), or is empty. Plain parts are ``Constant``."""

    start: int
    end: int
    parts: tuple[Node, ...]
    format: str = ""


class Format(NamedTuple):
    """``@base64`` alone: a function."""

    start: int
    end: int
    name: str


class Index(NamedTuple):
    """``target.key``, ``target[key]``."""

    start: int
    end: int
    target: Node
    key: Node


class Slice(NamedTuple):
    """``target[first:last]``."""

    start: int
    end: int
    target: Node
    first: Node | None
    last: Node | None


class Iterate(NamedTuple):
    """``target[]``."""

    start: int
    end: int
    target: Node


class Optional(NamedTuple):
    """``target?``."""

    start: int
    end: int
    target: Node


class Call(NamedTuple):
    """``name(a; b)``; ``..`` is a call of ``recurse``."""

    start: int
    end: int
    name: str
    arguments: tuple[Node, ...]


class Variable(NamedTuple):
    """``$name``, the dollar included."""

    start: int
    end: int
    name: str


class Entry(NamedTuple):
    """``key: value`` of an object; without a value, ``.key`` is meant, or ``$key``."""

    key: Node
    value: Node | None


class Object(NamedTuple):
    """``{…}``."""

    start: int
    end: int
    entries: tuple[Entry, ...]


class Array(NamedTuple):
    """``[…]``."""

    start: int
    end: int
    body: Node | None


class Unary(NamedTuple):
    """``-operand``, ``+operand``."""

    start: int
    end: int
    operator: str
    operand: Node


class Binary(NamedTuple):
    """Any operator between two operands, ``|`` and ``,`` included; ``position`` is the operator's place."""

    start: int
    end: int
    operator: str
    left: Node
    right: Node
    position: int


class If(NamedTuple):
    """``if … then … elif … then … else … end``: conditions with what follows them, and the rest."""

    start: int
    end: int
    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node | None


class Try(NamedTuple):
    """``try body catch handler``."""

    start: int
    end: int
    body: Node
    handler: Node | None


class Reduce(NamedTuple):
    """``reduce source as pattern (initial; update)``."""

    start: int
    end: int
    source: Node
    pattern: Pattern
    initial: Node
    update: Node


class Foreach(NamedTuple):
    """``foreach source as pattern (initial; update; extract)``."""

    start: int
    end: int
    source: Node
    pattern: Pattern
    initial: Node
    update: Node
    extract: Node | None


class Bind(NamedTuple):
    """``source as pattern ?// pattern | body``."""

    start: int
    end: int
    source: Node
    patterns: tuple[Pattern, ...]
    body: Node


class Label(NamedTuple):
    """``label $name | body``."""

    start: int
    end: int
    name: str
    body: Node


class Break(NamedTuple):
    """``break $name``."""

    start: int
    end: int
    name: str


class Group(NamedTuple):
    """Parentheses."""

    start: int
    end: int
    inner: Node


class Definition(NamedTuple):
    """``def name(a; $b): body;``."""

    start: int
    end: int
    name: str
    parameters: tuple[str, ...]
    body: Node


class Define(NamedTuple):
    """A definition and the filter that may call it."""

    start: int
    end: int
    definition: Definition
    body: Node


class ToVariable(NamedTuple):
    """``$name`` in a pattern."""

    start: int
    end: int
    name: str


class ToArray(NamedTuple):
    """``[pattern, …]``."""

    start: int
    end: int
    items: tuple[Pattern, ...]


class Pick(NamedTuple):
    """A member of an object's pattern: ``key: pattern``. For ``$key`` there is a variable of that name, too."""

    key: Node
    variable: str
    pattern: Pattern | None


class ToObject(NamedTuple):
    """``{key: pattern, $name, …}``."""

    start: int
    end: int
    picks: tuple[Pick, ...]


class Program(NamedTuple):
    """A whole filter. ``imports`` are the modules it asks for; there is no body where only functions are defined."""

    imports: tuple[Constant, ...]
    definitions: tuple[Definition, ...]
    body: Node | None


Pattern: TypeAlias = ToVariable | ToArray | ToObject
Node: TypeAlias = (
    Identity
    | Constant
    | Text
    | Format
    | Index
    | Slice
    | Iterate
    | Optional
    | Call
    | Variable
    | Object
    | Array
    | Unary
    | Binary
    | If
    | Try
    | Reduce
    | Foreach
    | Bind
    | Label
    | Break
    | Group
    | Define
)


def depth(root: Program) -> int:
    """How many levels of nodes there are. A chain of one operator is one level."""
    deepest = 0
    todo: list[tuple[object, int, str]] = [(root, 0, "")]
    while todo:
        here, level, chain = todo.pop()
        deepest = max(deepest, level)
        if not isinstance(here, tuple):
            continue
        operator = here.operator if isinstance(here, Binary) else ""
        deeper = level + (hasattr(here, "start") and not (operator and operator == chain))
        todo.extend((child, deeper, operator) for child in here if isinstance(child, tuple))
    return deepest
