"""Durations: Go's notation in, milliseconds out, and the words in which Argo prints one.

Called for timeouts, backoffs, suspends and the retry message.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from wfsim.lang import gotext
from wfsim.lang.errors import LangError

_UNITS: Final = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,
    "\u03bcs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_WHOLE: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)
_SHAPE: Final = re.compile(r"(?P<digits>[0-9]*)(?P<fraction>\.[0-9]*)?(?P<unit>[^0-9.]*)", re.ASCII)
_LONGEST_NS: Final = (1 << 63) - 1


def parse_ns(text: str) -> int:
    """A Go duration (``1h30m``, ``1.5s``, ``0``) in nanoseconds."""
    sign, rest = 1, text
    if rest[:1] in ("+", "-"):
        sign, rest = (-1 if rest[0] == "-" else 1), rest[1:]
    if rest == "0":
        return 0
    if not rest:
        raise LangError(f"time: invalid duration {gotext.quote(text)}")
    total, at = Fraction(0), 0
    while at < len(rest):
        found = _SHAPE.match(rest, at)
        if found is None or (not found["digits"] and len(found["fraction"] or ".") == 1) or len(rest) > 1000:
            raise LangError(f"time: invalid duration {gotext.quote(text)}")
        total += _part(found, text)
        at = found.end()
    if total > _LONGEST_NS + (sign < 0):
        raise LangError(f"time: invalid duration {gotext.quote(text)}")
    return sign * int(total)


def _part(found: re.Match[str], text: str) -> int:
    unit = found["unit"]
    if not unit:
        raise LangError(f"time: missing unit in duration {gotext.quote(text)}")
    if unit not in _UNITS:
        raise LangError(f"time: unknown unit {gotext.quote(unit)} in duration {gotext.quote(text)}")
    amount = Fraction((found["digits"] or "0") + (found["fraction"] or ".0").ljust(2, "0"))
    return int(amount * _UNITS[unit])


def parse_ms(text: str) -> int:
    """A duration as Argo's fields take it: whole seconds, or a Go duration. Milliseconds, cut towards zero."""
    if _WHOLE.fullmatch(text):
        if len(text) > 16:
            raise LangError(f"time: invalid duration {gotext.quote(text)}")
        return int(text) * 1000
    nanoseconds = parse_ns(text)
    return nanoseconds // 1_000_000 if nanoseconds >= 0 else -(-nanoseconds // 1_000_000)


def human(ms: int) -> str:
    """The words of ``Backoff for …``: the two largest units of seconds, minutes, hours and days."""
    seconds = max(ms, 0) // 1000
    if seconds < 60:
        return _counted(seconds, "second")
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{_counted(minutes, 'minute')} {_counted(seconds, 'second')}"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{_counted(hours, 'hour')} {_counted(minutes, 'minute')}"
    days, hours = divmod(hours, 24)
    return f"{_counted(days, 'day')} {_counted(hours, 'hour')}"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
