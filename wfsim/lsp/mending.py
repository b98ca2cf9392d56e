"""A text that is being typed → as much of it as can be read.

In: a source. Out: the same source where YAML can be read, else one of the same length in which the lines that spoil a
document are blank: all offsets hold. ``project`` calls it for every file, ``cursor`` for a text with a mark in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from wfsim.text import Diagnostic, Severity, Source
from wfsim.yamlio import read

reading = lru_cache(maxsize=4)(read)  # the same text is looked at from several sides, one after the other

_MOST_LINES = 12  # past so many broken lines the document is left alone
_FARTHEST = 40  # so many lines above an error a bracket can stand open
_QUIET = re.compile(r"""\{\{.*?(?:\}\}|$)|"[^"]*"|'[^']*'|(?:^|\s)#.*""")


def mended(source: Source, keep: int | None = None) -> Source:
    """The source with broken lines blanked; never the line around the offset ``keep``."""
    kept = source.position(keep).line if keep is not None else 0
    here, at = source, _first(source)
    for _ in range(_MOST_LINES):
        if at is None:
            break
        tried = [_blanked(here, line) for line in dict.fromkeys(_suspects(at)) if line != kept]
        if not tried:
            break
        # Of the lines that may be to blame, the one without which most can be read.
        found = [(_first(one), one) for one in tried]
        at, here = max(found, key=lambda it: it[0].at.start if it[0] is not None else len(source.text) + 1)
    return here


def open_brackets(line: str) -> str:
    """What closes the brackets of flow style that are open at the end of a line; those of tags do not count."""
    closing: list[str] = []
    for one in _QUIET.sub("", line):
        if one in "{[":
            closing.append("}" if one == "{" else "]")
        elif one in "}]" and closing:
            closing.pop()
    return "".join(reversed(closing))


def _first(source: Source) -> Diagnostic | None:
    """The first mistake for which a document cannot be read."""
    broken = (one for one in reading(source).findings if one.code == "yaml-syntax" and one.severity is Severity.ERROR)
    return min(broken, key=lambda one: one.at.start, default=None)


def _suspects(one: Diagnostic) -> Iterator[int]:
    """The lines that may be to blame: that of the finding, and the nearest one above with an open bracket or quote."""
    source, line = one.at.source, one.at.first.line
    while line > 1 and not source.line(line).strip():
        line -= 1
    yield line
    for above in range(line, max(line - _FARTHEST, 0), -1):
        text = source.line(above)
        if open_brackets(text) or _QUIET.sub("", text).count('"') % 2:
            yield above
            return


def _blanked(source: Source, line: int) -> Source:
    rows = source.text.split("\n")
    row = rows[line - 1]
    end = "\r" if row.endswith("\r") else ""
    rows[line - 1] = " " * (len(row) - len(end)) + end
    return Source(source.name, "\n".join(rows))
