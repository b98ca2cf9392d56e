"""Offsets of our texts ↔ positions of the protocol, in the units that the client counts in.

In: spans and positions. Out: the other of the two. Everything that answers the client comes through here. Lines of the
protocol end at LF, CR LF and at CR alone; characters are UTF-16 units unless client and server agree on something else.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from functools import lru_cache

from lsprotocol import types
from pygls import uris

from wfsim.text import Source, Span

_LINE_END = re.compile(r"\r\n|\n|\r")


@lru_cache(maxsize=1024)
def _starts(source: Source) -> tuple[int, ...]:
    """The offset of the first character of every line."""
    return (0, *(found.end() for found in _LINE_END.finditer(source.text)))


class Positions:
    """The conversion for one client."""

    def __init__(self, encoding: str = types.PositionEncodingKind.Utf16) -> None:
        self.encoding = encoding

    def units(self, text: str) -> int:
        """How many units of the client's a text has."""
        if text.isascii() or self.encoding == types.PositionEncodingKind.Utf32:
            return len(text)
        if self.encoding == types.PositionEncodingKind.Utf8:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(one > "\uffff" for one in text)

    def position(self, source: Source, offset: int) -> types.Position:
        """Where an offset is."""
        starts = _starts(source)
        line = bisect_right(starts, offset) - 1
        return types.Position(line, self.units(source.text[starts[line] : offset]))

    def range(self, at: Span) -> types.Range:
        """Where a span is."""
        return types.Range(self.position(at.source, at.start), self.position(at.source, at.end))

    def location(self, at: Span) -> types.Location:
        """Where a span is, and in which file."""
        return types.Location(uri_of(at.source.name), self.range(at))

    def offset(self, source: Source, position: types.Position) -> int:
        """The offset of a position; past the end of a line it is the line's end, past the last line the text's."""
        starts = _starts(source)
        if position.line >= len(starts):
            return len(source.text)
        start = starts[position.line]
        end = starts[position.line + 1] if position.line + 1 < len(starts) else len(source.text)
        line = source.text[start:end].rstrip("\r\n")
        if line.isascii():
            return start + min(position.character, len(line))
        units = 0
        for index, character in enumerate(line):
            if units >= position.character:
                return start + index
            units += self.units(character)
        return start + len(line)

    def span(self, source: Source, where: types.Range) -> Span:
        """The span of a range."""
        return source.span(self.offset(source, where.start), self.offset(source, where.end))


def uri_of(name: str) -> str:
    """The URI of a file by the name that findings have it under; what is a URI already stays."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", name):
        return name
    return uris.from_fs_path(os.path.abspath(name)) or name


def path_of(uri: str) -> str:
    """The path of a file, or the URI itself where it is of no file (a text that was never saved)."""
    if not uri.startswith("file:"):
        return uri
    return uris.to_fs_path(uri) or uri
