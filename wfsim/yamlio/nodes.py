"""The tree of a YAML document, every node with its span.

In: nothing (pure data). Out: what ``reader`` builds and ``spec`` decodes. Values are those of Argo's own decoder
(go-yaml v2 into JSON): YAML 1.1 booleans ``y`` and ``no``, ``010`` as 8, dates as text, keys always text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from enum import Enum
from typing import Final, TypeAlias

from wfsim.text import Source, Span
from wfsim.text.records import NamedTuple

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Path: TypeAlias = "tuple[str | int, ...]"

MARK: Final = "wfsim:"  # what a comment to wfsim begins with; a text without it holds none


class Style(Enum):
    """How a scalar is written."""

    PLAIN = ""
    SINGLE = "'"
    DOUBLE = '"'
    LITERAL = "|"
    FOLDED = ">"


class Scalar(NamedTuple):
    """A scalar: ``value`` as Argo's decoder takes it, ``text`` as YAML has it before typing, ``span`` with quotes."""

    span: Span
    value: bool | int | float | str | None
    text: str
    style: Style


class Entry(NamedTuple):
    """One ``key: value`` of a mapping. The key's ``text`` is the name."""

    key: Scalar
    value: Node
    merged: bool = False  # came in by ``<<``


class Mapping:
    """A mapping with its entries in order of writing, duplicates included (the last one counts)."""

    __slots__ = ("entries", "span")

    def __init__(self, span: Span, entries: tuple[Entry, ...]) -> None:
        self.span: Final = span
        self.entries: Final = entries

    def __repr__(self) -> str:
        return f"Mapping({self.entries!r})"

    def entry(self, name: str) -> Entry | None:
        """The entry that counts for a key: the last one written."""
        for entry in reversed(self.entries):
            if entry.key.text == name:
                return entry
        return None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)


class Sequence(NamedTuple):
    """A list."""

    span: Span
    items: tuple[Node, ...]


Node: TypeAlias = Scalar | Mapping | Sequence


def _around(node: Node, at: Span) -> tuple[str | int, Node] | None:
    """The step into a node that leads around a place."""
    if isinstance(node, Mapping):
        inside = ((entry.key.text, entry.value) for entry in node.entries)
        return next(((key, value) for key, value in inside if value.span.covers(at) and value.span != at), None)
    if isinstance(node, Sequence):
        near = bisect_right(node.items, at.start, key=_start) - 1  # which is it, unless aliases stand in the list
        if near >= 0 and node.items[near].span.covers(at):
            return near, node.items[near]
        return next(((i, item) for i, item in enumerate(node.items) if item.span.covers(at)), None)
    return None


def _start(node: Node) -> int:
    return node.span.start


class Document:
    """One document of a file: ``index`` counts from 0; ``root`` is None for an empty one.

    ``dropped``: Argo's linter drops this document without a word (duplicate key, syntax error).
    """

    __slots__ = ("dropped", "index", "root", "source")

    def __init__(self, source: Source, index: int, root: Node | None, dropped: bool = False) -> None:
        self.source: Final = source
        self.index: Final = index
        self.root: Final = root
        self.dropped: Final = dropped

    def node(self, path: Path) -> Node | None:
        """The node at a path of keys and indices, or None."""
        here: Node | None = self.root
        for step in path:
            if isinstance(step, int) and isinstance(here, Sequence) and step < len(here.items):
                here = here.items[step]
            elif isinstance(step, str) and isinstance(here, Mapping):
                entry = here.entry(step)
                here = entry.value if entry else None
            else:
                return None
        return here

    def span(self, path: Path) -> Span:
        """The span of the value at a path; of the nearest existing parent where there is none."""
        for size in range(len(path), -1, -1):
            found = self.node(path[:size])
            if found is not None:
                return found.span
        return self.source.span(0, 1)

    def path_of_mapping(self, at: Span) -> Path:
        """The path of the innermost mapping around a place; what the place itself begins is not around it."""
        path: Path = ()
        here, found = self.root, path
        while here is not None:
            below = _around(here, at)
            if isinstance(here, Mapping):
                found = path
            if below is None:
                return found
            path, here = (*path, below[0]), below[1]
        return found

    def key_span(self, path: Path) -> Span:
        """The span of the key that the last step of a path names; of the value where that step is an index."""
        if path and isinstance(path[-1], str):
            parent = self.node(path[:-1])
            if isinstance(parent, Mapping) and (entry := parent.entry(path[-1])):
                return entry.key.span
        return self.span(path)
