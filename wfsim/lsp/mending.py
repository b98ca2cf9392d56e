"""A text that is being typed → as much of it as can be read.

In: a source. Out: the same source where YAML can be read, else one of the same length in which the lines that spoil a
document are blank: all offsets hold. ``project`` calls it for every file, ``cursor`` for a text with a mark in it.
"""

from __future__ import annotations

from wfsim.text import Diagnostic, Severity, Source
from wfsim.yamlio import read

_MOST_LINES = 12  # past so many broken lines the document is left alone


def mended(source: Source, keep: int | None = None) -> Source:
    """The source with broken lines blanked; never the line around the offset ``keep``."""
    kept = source.position(keep).line if keep is not None else 0
    here = source
    for _ in range(_MOST_LINES):
        broken = [one for one in read(here).findings if _spoils(one)]
        lines = {_line(one) for one in broken} - {kept}
        if not lines:
            return here
        here = Source(source.name, _blanked(here, lines))
    return here


def _spoils(one: Diagnostic) -> bool:
    """Whether the document cannot be read for it."""
    return one.code == "yaml-syntax" and one.severity is Severity.ERROR


def _line(one: Diagnostic) -> int:
    """The line to blank: that of the finding, or the last one above it that is not blank."""
    line = one.at.first.line
    while line > 1 and not one.at.source.line(line).strip():
        line -= 1
    return line


def _blanked(source: Source, lines: set[int]) -> str:
    rows = source.text.split("\n")
    for line in lines:
        row = rows[line - 1]
        rows[line - 1] = " " * len(row.rstrip("\r")) + row[len(row.rstrip("\r")) :]
    return "\n".join(rows)
