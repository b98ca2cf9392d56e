"""Where a key stands in a TOML file: the standard library reads TOML without places.

In: a source that is TOML, and the path of a key. Out: the span of the key. ``config`` calls it for its findings. Lines
are read one by one; a key that is written in an unusual way (over a multi-line text) is placed at its table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wfsim.text import Source, Span
from wfsim.text.records import NamedTuple

_PART = r"""[\w-]+|"(?:[^"\\]|\\.)*"|'[^']*'"""
_KEY = re.compile(rf"[ \t]*((?:{_PART})(?:[ \t]*\.[ \t]*(?:{_PART}))*)[ \t]*=", re.MULTILINE)
_HEADER = re.compile(rf"[ \t]*\[\[?[ \t]*((?:{_PART})(?:[ \t]*\.[ \t]*(?:{_PART}))*)[ \t]*\]")


class _Written(NamedTuple):
    """A key or header as written: its whole path, and where its last part is."""

    path: tuple[str, ...]
    start: int
    end: int


def key(source: Source, path: tuple[str, ...]) -> Span:
    """The span of the last step of a path; of the nearest table around it where that cannot be found."""
    best = _Written((), 0, len(source.line(1)) or 1)
    for one in _written(source.text):
        if one.path == path:
            return source.span(one.start, one.end)
        if len(one.path) > len(best.path) and path[: len(one.path)] == one.path:
            best = one
    inline = re.compile(rf"""(["']?)({re.escape(path[-1])})\1[ \t]*=""").search(source.text, best.end) if path else None
    return source.span(inline.start(2), inline.end(2)) if inline and best.path else source.span(best.start, best.end)


def _written(text: str) -> Iterator[_Written]:
    """Every header and key at the beginning of a line."""
    table: tuple[str, ...] = ()
    at = 0
    for line in text.splitlines(keepends=True):
        if header := _HEADER.match(line):
            found = _steps(header, at)
            table = found.path
            yield found
        elif pair := _KEY.match(line):
            found = _steps(pair, at)
            yield found._replace(path=(*table, *found.path))
        at += len(line)


def _steps(found: re.Match[str], at: int) -> _Written:
    parts = list(re.finditer(_PART, found[1]))
    path = tuple(one.group().strip("\"'") for one in parts)
    start = at + found.start(1)
    return _Written(path, start + parts[-1].start(), start + parts[-1].end())
