"""A named text and the places in it.

In: a file's name and its decoded text. Out: ``Span`` (what every finding points at) and ``Position`` (what people
read). Offsets are 0-based code points and half open; printed lines and columns are 1-based, the end exclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from wfsim.text.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Final


class Position(NamedTuple):
    """A place as people read it: 1-based line and 1-based column, both in code points."""

    line: int
    column: int


class Source:
    """A text under the name that its findings show (a path, ``<stdin>`` or ``<command line>``).

    Two sources are equal only when they are the same object.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name: Final = name
        self.text: Final = text

    def __repr__(self) -> str:
        return f"Source({self.name!r}, {len(self.text)} characters)"

    @cached_property
    def _starts(self) -> list[int]:
        """Offset of the first character of every line. Lines end at LF; the CR of a CRLF belongs to the line."""
        starts = [0]
        found = self.text.find("\n")
        while found != -1:
            starts.append(found + 1)
            found = self.text.find("\n", found + 1)
        return starts

    def position(self, offset: int) -> Position:
        """The line and column of an offset; offsets past the end count as the end."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, offset) - 1
        return Position(line + 1, offset - self._starts[line] + 1)

    def line(self, number: int) -> str:
        """The text of a 1-based line without its line end; empty past the last line."""
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end].removesuffix("\r")

    @property
    def line_count(self) -> int:
        return len(self._starts)

    def span(self, start: int, end: int) -> Span:
        """The span from ``start`` to ``end``, cut to the text."""
        size = len(self.text)
        start = min(max(start, 0), size)
        return Span(self, start, min(max(end, start), size))


class Span(NamedTuple):
    """The characters ``source.text[start:end]``; 0-based code points, half open."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def first(self) -> Position:
        """Where the span begins."""
        return self.source.position(self.start)

    @property
    def last(self) -> Position:
        """Where the span ends, exclusive."""
        return self.source.position(self.end)

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies inside this span of the same source."""
        return self.source is other.source and self.start <= other.start and other.end <= self.end

    def join(self, other: Span) -> Span:
        """The smallest span that covers both. ValueError where the sources differ."""
        if self.source is not other.source:
            raise ValueError("spans of two sources cannot be joined")
        return Span(self.source, min(self.start, other.start), max(self.end, other.end))
