"""Times and texts as they are printed: durations in one or two units, any text on one line.

In: numbers and foreign text. Out: text that cannot break a table or move a cursor. Used by the other renderers.
"""

from __future__ import annotations

import re

TIMES = "\N{MULTIPLICATION SIGN}"
_PIECES = re.compile(r"[^\s,;/]*[,;/]\s*|[^\s,;/]+\s*")
_SHORT = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))
_LONG = (
    (31_104_000, "year"),
    (2_592_000, "month"),
    (604_800, "week"),
    (86_400, "day"),
    (3_600, "hour"),
    (60, "minute"),
    (1, "second"),
)
# Control characters, those that turn the writing direction, and what is no character at all.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def one_line(text: str) -> str:
    """The text with everything that could break a line or cannot be seen written as an escape."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    char = found[0]
    return _NAMED.get(char) or (f"\\x{ord(char):02x}" if ord(char) < 0x100 else f"\\u{ord(char):04x}")


def short_duration(seconds: int) -> str:
    """``0s``, ``10s``, ``1m``, ``2h``, ``3d``: one unit, cut."""
    seconds = abs(seconds)
    return next((f"{seconds // unit}{name}" for unit, name in _SHORT if seconds >= unit), "0s")


def long_duration(seconds: int) -> str:
    """``10 seconds``, ``1 minute 5 seconds``, ``2 hours 0 minutes``: from a minute on with the next smaller unit."""
    first = one_unit(seconds)
    if seconds < 60:
        return first
    if seconds < 3_600:
        return f"{first} {seconds % 60} seconds"
    if seconds < 86_400:
        return f"{first} {seconds // 60 % 60} minutes"
    return f"{first} {seconds // 3_600 % 24} hours"


def one_unit(seconds: int) -> str:
    """``5 seconds``, ``1 minute``, ``3 weeks``: one unit, cut."""
    for unit, name in _LONG:
        if seconds >= unit:
            count = seconds // unit
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "0 seconds"


def wrapped(text: str, width: int, most: int = 6) -> list[str]:
    """The text in lines of at most ``width`` characters, broken at blanks and after commas; ``…`` after ``most``."""
    lines, line = [], ""
    for piece in _PIECES.findall(one_line(text[: width * most * 2])):
        if line and len(line) + len(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
        while len(line.rstrip()) > width:
            lines.append(line[:width])
            line = line[width:]
    if line.strip():
        lines.append(line.rstrip())
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][: width - 2] + " …"]
