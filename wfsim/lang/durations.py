"""Durations: Go's notation in, milliseconds out, and the words in which Argo prints one.

Called for timeouts, backoffs, suspends and the retry message. ``grammar/durations.lark`` describes the language.
"""

from __future__ import annotations

import re
from typing import Final

from wfsim.lang import gonumbers, gotext
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
_PART: Final = re.compile(r"(?P<whole>[0-9]*)(?:(?P<point>\.)(?P<fraction>[0-9]*))?(?P<unit>[^0-9.]*)", re.ASCII)
_MOST: Final = 1 << 63
_NUMBER: Final = "a number with a unit, such as 30s or 1h30m"
_KNOWN: Final = "h, m, s, ms, us or ns"


def parse_ns(text: str) -> int:
    """A Go duration (``1h30m``, ``1.5s``, ``0``) in nanoseconds."""
    at = text[:1] in ("+", "-")
    if text[at:] == "0":
        return 0
    total = 0
    begin = int(at)
    while begin < len(text) or begin == at:
        part = _PART.match(text, begin)
        if part is None or not (part["whole"] or part["fraction"]):
            raise _invalid(text, begin, max(begin + 1, part.end() if part else 0), _NUMBER)
        total = (total + _nanoseconds(part, text)) % (1 << 64)
        begin = part.end()
        if total > _MOST:
            raise _invalid(text, 0, len(text), "at most 2562047h47m")
    if text[0] == "-":
        return -total
    if total == _MOST:
        raise _invalid(text, 0, len(text), "at most 2562047h47m")
    return total


def _invalid(text: str, start: int, end: int, expected: str) -> LangError:
    return LangError(f"time: invalid duration {gotext.quote(text)}", start, min(end, len(text)), expected=expected)


def _nanoseconds(part: re.Match[str], text: str) -> int:
    """One number with its unit. Fractions are computed in floats, of as many digits as 64 bits hold."""
    unit = part["unit"]
    if not unit:
        message = f"time: missing unit in duration {gotext.quote(text)}"
        raise LangError(message, part.start(), part.end(), expected=f"one of the units {_KNOWN} behind the number")
    if unit not in _UNITS:
        message = f"time: unknown unit {gotext.quote(unit)} in duration {gotext.quote(text)}"
        raise LangError(message, part.start("unit"), part.end(), expected=f"one of the units {_KNOWN}")
    digits = part["whole"].lstrip("0")
    whole = int(digits or "0") if len(digits) < 20 else _MOST + 1
    if whole > _MOST // _UNITS[unit]:
        raise _invalid(text, part.start(), part.end(), "at most 2562047h47m")
    fraction, scale = _fraction(part["fraction"] or "")
    value = whole * _UNITS[unit] + int(float(fraction) * (_UNITS[unit] / scale))
    if value > _MOST:
        raise _invalid(text, part.start(), part.end(), "at most 2562047h47m")
    return value


def _fraction(digits: str) -> tuple[int, float]:
    """The digits behind the point as a number, and what it is to be divided by."""
    value, scale = 0, 1.0
    for digit in digits:
        more = value * 10 + int(digit)
        if value > (_MOST - 1) // 10 or more > _MOST:
            break
        value, scale = more, scale * 10
    return value, scale


def parse_argo_ns(text: str) -> int:
    """A duration as most of Argo's fields take it: whole seconds, wrapping around beyond 64 bits, or a Go duration."""
    seconds = gonumbers.parse_int(text)
    return parse_ns(text) if seconds is None else gonumbers.wrap(seconds * 1_000_000_000)


def in_ms(nanoseconds: int) -> int:
    """Milliseconds, cut towards zero."""
    return nanoseconds // 1_000_000 if nanoseconds >= 0 else -(-nanoseconds // 1_000_000)


def parse_ms(text: str) -> int:
    """``parse_argo_ns`` in milliseconds."""
    return in_ms(parse_argo_ns(text))


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
