"""The syntax tree of all the languages: frozen nodes with their place in the text.

In: what the parsers build. Out: what evaluation, scope and checks walk over. Each language uses the nodes that it has;
what they mean is the business of the language's own evaluation.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from wfsim.lang.values import Json
from wfsim.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """Any node; ``start`` and ``end`` are offsets into the language's text, ``at`` is where its errors point."""

    start: int
    end: int

    @builtins.property
    def at(self) -> int:
        return self.start

    def children(self) -> tuple[Node, ...]:
        """The nodes directly below, in order of writing."""
        return ()


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant. ``bare`` marks a word of ``when`` that stands for itself."""

    value: Json
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Pattern(Node):
    """A constant regular expression, compiled when it was read."""

    text: str


@dataclass(frozen=True, slots=True)
class Empty(Node):
    """An operand that is not there, where the language lets it be missing."""


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, or the name of a function where it is called."""

    name: str


@dataclass(frozen=True, slots=True)
class Term(Node):
    """A task in ``depends``; ``result`` is None for a bare name."""

    task: str
    result: str | None


@dataclass(frozen=True, slots=True)
class Access(Node):
    """A dotted name of ``when``, with what is written behind it."""

    names: tuple[str, ...]
    argument: Node | None

    def children(self) -> tuple[Node, ...]:
        return () if self.argument is None else (self.argument,)


@dataclass(frozen=True, slots=True)
class Group(Node):
    """Parentheses, where they matter to evaluation."""

    inner: Node

    def children(self) -> tuple[Node, ...]:
        return (self.inner,)


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """A prefix operator."""

    operator: str
    operand: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """An operator between two operands; ``position`` is the operator's own place."""

    operator: str
    left: Node
    right: Node
    position: int = 0

    @builtins.property
    def at(self) -> int:
        return self.position

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """``condition ? then : otherwise``."""

    condition: Node
    then: Node
    otherwise: Node

    def children(self) -> tuple[Node, ...]:
        return (self.condition, self.then, self.otherwise)


@dataclass(frozen=True, slots=True)
class Member(Node):
    """``object.name``, ``object[index]``; with ``?.`` it is ``optional``: nothing of nothing."""

    object: Node
    property: Node
    optional: bool = False
    position: int = 0

    @builtins.property
    def at(self) -> int:
        return self.position

    def children(self) -> tuple[Node, ...]:
        return (self.object, self.property)


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """How far an optional access skips when its object is nothing."""

    inner: Node

    def children(self) -> tuple[Node, ...]:
        return (self.inner,)


@dataclass(frozen=True, slots=True)
class Slice(Node):
    """``object[first:last]``."""

    object: Node
    first: Node | None
    last: Node | None
    position: int = 0

    @builtins.property
    def at(self) -> int:
        return self.position

    def children(self) -> tuple[Node, ...]:
        return tuple(one for one in (self.object, self.first, self.last) if one is not None)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``function(arguments)``; the function is a ``Name`` or a ``Member``."""

    function: Node
    arguments: tuple[Node, ...]

    @builtins.property
    def at(self) -> int:
        return self.function.at

    def children(self) -> tuple[Node, ...]:
        return (self.function, *self.arguments)


@dataclass(frozen=True, slots=True)
class Predicate(Node):
    """What a function such as ``filter`` computes for each element."""

    body: Node

    def children(self) -> tuple[Node, ...]:
        return (self.body,)


@dataclass(frozen=True, slots=True)
class Pointer(Node):
    """``#``, the element; ``#index`` and ``#acc`` by name."""

    name: str


@dataclass(frozen=True, slots=True)
class ListNode(Node):
    """``[a, b]``."""

    items: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True)
class MapNode(Node):
    """``{key: value}``; a plain key is a ``Literal``."""

    pairs: tuple[tuple[Node, Node], ...]

    def children(self) -> tuple[Node, ...]:
        return tuple(node for pair in self.pairs for node in pair)


@dataclass(frozen=True, slots=True)
class Let(Node):
    """``let name = value; body``."""

    name: str
    value: Node
    body: Node

    def children(self) -> tuple[Node, ...]:
        return (self.value, self.body)


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """``a; b``: the last one counts."""

    parts: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.parts


def called_name(node: Call) -> str:
    """The name under which the table has what is called: ``upper``, ``sprig.trim``; empty for anything else."""
    match node.function:
        case Name(name=name):
            return name
        case Member(object=Name(name=space), property=Literal(value=str(name))):
            return f"{space}.{name}"
        case _:
            return ""


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, outer before inner, in order of writing."""
    todo: list[Node] = [node]
    while todo:
        here = todo.pop()
        yield here
        todo.extend(reversed(here.children()))
