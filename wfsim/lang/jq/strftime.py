"""Dates by the directives of ``strftime``, as the library that gojq uses writes them.

In: a moment and a format. Out: text. A directive may have flags (``-`` no padding, ``_`` blanks, ``0`` zeros, ``^``
capitals, ``#`` the other case) and a width. What is no directive stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from wfsim.lang.jq.calendar import Moment
from wfsim.text.records import NamedTuple

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
DAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
COMPOSED: Final = {
    "c": "a b e H:M:S Y",
    "+": "a b e H:M:S Z Y",
    "v": "e-b-Y",
    "r": "I:M:S p",
    "F": "Y-m-d",
    "D": "m/d/y",
    "x": "m/d/y",
    "T": "H:M:S",
    "X": "H:M:S",
    "R": "H:M",
}


class Look(NamedTuple):
    """How a directive is written. ``pad`` is empty where nothing is filled up; ``said`` where a flag asked for it."""

    width: int = 0
    pad: str = "0"
    said: bool = False
    upper: bool = False
    swap: bool = False


_FLAGS: Final[dict[str, dict[str, object]]] = {
    "-": {"pad": "", "said": True},
    "_": {"pad": " ", "said": True},
    "0": {"pad": "0", "said": True},
    "^": {"upper": True},
    "#": {"swap": True},
}
_WIDTH: Final = re.compile(r"[1-9][0-9]*")
_WIDEST: Final = 1024


def formatted(moment: Moment, text: str) -> str:
    """The moment in a format."""
    found: list[str] = []
    at = 0
    while at < len(text):
        sign = text.find("%", at)
        if sign < 0 or sign == len(text) - 1:
            found.append(text[at:])
            break
        found.append(text[at:sign])
        at = _directive(moment, text, sign, found)
    return "".join(found)


def _directive(moment: Moment, text: str, sign: int, found: list[str]) -> int:
    """Writes one directive; where it ends."""
    look, at = _look(text, sign + 1)
    if at == len(text):
        found.append(_filled(text[sign:], look))
        return at
    letter = text[at]
    if letter == ":":
        return _zone_with_colons(text, sign, at, look, found)
    if letter in COMPOSED:
        inner = Look(upper=look.upper, swap=look.swap and letter not in "c+vr")
        found.extend(_SINGLE[one](moment, inner) if one in _SINGLE else one for one in COMPOSED[letter])
    elif letter in _SINGLE:
        found.append(_SINGLE[letter](moment, look))
    else:
        found.append(_filled(text[sign:at], look._replace(width=look.width - 1)) + letter)
    return at + 1


def _look(text: str, at: int) -> tuple[Look, int]:
    """Flags and width, and where the letter of the directive stands."""
    look = Look()
    while at < len(text):
        if text[at] in _FLAGS:
            at += 1
            if at < len(text):  # a flag that ends the format has no effect
                look = look._replace(**_FLAGS[text[at - 1]])  # type: ignore[arg-type]
            continue
        width = _WIDTH.match(text, at)
        if width is None:
            break
        look = look._replace(width=min(int(width.group()[:5]), _WIDEST), pad=look.pad or " ")
        at = width.end()
    return look, at


def _zone_with_colons(text: str, sign: int, at: int, look: Look, found: list[str]) -> int:
    end = at
    while text[end : end + 1] == ":":
        end += 1
    colons = end - at
    if text[end : end + 1] == "z":
        if colons <= 3:
            found.append(_zone(colons, look))
            return end + 1
        end += 1
    found.append(_filled(text[sign:end], look))
    return end


def _filled(text: str, look: Look) -> str:
    """A text in its width, with blanks before it unless a flag says otherwise."""
    return text.rjust(look.width, (look.pad if look.said else " ") or " ") if look.pad else text


def _word(text: str, look: Look) -> str:
    if look.swap and text[1] < "a":
        text, filled = text.lower(), _filled(text.lower(), look)
        return filled
    return _filled(text.upper() if look.swap or look.upper else text, look)


def _number(value: int, look: Look, width: int = 0, pad: str = "0", least: bool = True) -> str:
    """A number in a width: at least this one, or this one where no other is given."""
    width = max(look.width, width) if least else look.width or width
    pad = look.pad if look.said else pad
    if not pad:
        return str(value)
    if pad == "0":
        return f"-{str(-value).rjust(width - 1, '0')}" if value < 0 else str(value).rjust(width, "0")
    return str(value).rjust(width, pad)


def _zone(colons: int, look: Look) -> str:
    """The offset of UTC."""
    hours = {"": "+0", " ": " +0"}.get(look.pad if look.said else "0", "+00")
    shown = hours if colons == 3 else hours + (":" if colons else "") + "00" + (":00" if colons == 2 else "")
    missing = look.width - len(shown) if look.pad else 0
    if missing <= 0:
        return shown
    return "+" + "0" * missing + shown[1:] if look.pad == "0" else look.pad * missing + shown


def _century(moment: Moment, look: Look) -> str:
    year = moment.date()[0]
    if -100 < year < 0:
        return _number(-1, look, 2)[:-1] + "0"
    return _number(year // 100 if year >= 0 else -(-year // 100), look, 2)


def _two_digits(year: int) -> int:
    return abs(year) % 100


def _sunday_week(moment: Moment) -> int:
    return (moment.yearday() + 6 - moment.weekday()) // 7


def _monday_week(moment: Moment) -> int:
    day = moment.weekday()
    return (moment.yearday() - (day - 7 if day else 0)) // 7


def _half(moment: Moment, look: Look) -> str:
    return _word("AM" if moment.clock()[0] < 12 else "PM", look)


_SINGLE: Final[dict[str, Callable[[Moment, Look], str]]] = {
    "Y": lambda moment, look: _number(moment.date()[0], look, 4, least=False),
    "y": lambda moment, look: _number(_two_digits(moment.date()[0]), look, 2),
    "C": _century,
    "g": lambda moment, look: _number(_two_digits(moment.iso_week()[0]), look, 2),
    "G": lambda moment, look: _number(moment.iso_week()[0], look, 4, least=False),
    "m": lambda moment, look: _number(moment.date()[1], look, 2),
    "B": lambda moment, look: _word(MONTHS[moment.date()[1] - 1], look),
    "b": lambda moment, look: _word(MONTHS[moment.date()[1] - 1][:3], look),
    "h": lambda moment, look: _word(MONTHS[moment.date()[1] - 1][:3], look),
    "A": lambda moment, look: _word(DAYS[moment.weekday()], look),
    "a": lambda moment, look: _word(DAYS[moment.weekday()][:3], look),
    "w": lambda moment, look: _number(moment.weekday(), look),
    "u": lambda moment, look: _number(moment.weekday() or 7, look),
    "V": lambda moment, look: _number(moment.iso_week()[1], look, 2),
    "U": lambda moment, look: _number(_sunday_week(moment), look, 2),
    "W": lambda moment, look: _number(_monday_week(moment), look, 2),
    "e": lambda moment, look: _number(moment.date()[2], look, 2, " "),
    "d": lambda moment, look: _number(moment.date()[2], look, 2),
    "j": lambda moment, look: _number(moment.yearday(), look, 3),
    "k": lambda moment, look: _number(moment.clock()[0], look, 2, " "),
    "H": lambda moment, look: _number(moment.clock()[0], look, 2),
    "l": lambda moment, look: _number(moment.clock()[0] % 12 or 12, look, 2, " "),
    "I": lambda moment, look: _number(moment.clock()[0] % 12 or 12, look, 2),
    "P": lambda moment, look: _half(moment, look._replace(swap=not (look.upper or look.swap))),
    "p": _half,
    "M": lambda moment, look: _number(moment.clock()[1], look, 2),
    "S": lambda moment, look: _number(moment.clock()[2], look, 2),
    "s": lambda moment, look: _number(moment.seconds, look, 0, " "),
    "f": lambda moment, look: _number(moment.nanoseconds // 1000, look, 6, least=False),
    "Z": lambda moment, look: _word("UTC", look),
    "z": lambda moment, look: _zone(0, look),
    "t": lambda moment, look: _filled("\t", look),
    "n": lambda moment, look: _filled("\n", look),
    "%": lambda moment, look: _filled("%", look),
}
