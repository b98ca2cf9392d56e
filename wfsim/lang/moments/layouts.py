"""Go's layouts (``2006-01-02T15:04:05Z07:00``), and times written in them; ``reading`` reads them.

In: a layout and a moment (second of the epoch, nanoseconds, place). Out: a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from wfsim.lang.moments import calendar, zones
from wfsim.lang.moments.zones import Place
from wfsim.text.records import NamedTuple

DAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SHORT_DAYS: Final = tuple(one[:3] for one in DAYS)
SHORT_MONTHS: Final = tuple(one[:3] for one in MONTHS)

ANSIC: Final = "Mon Jan _2 15:04:05 2006"
UNIX_DATE: Final = "Mon Jan _2 15:04:05 MST 2006"
RUBY_DATE: Final = "Mon Jan 02 15:04:05 -0700 2006"
RFC822: Final = "02 Jan 06 15:04 MST"
RFC850: Final = "Monday, 02-Jan-06 15:04:05 MST"
RFC1123: Final = "Mon, 02 Jan 2006 15:04:05 MST"
KITCHEN: Final = "3:04PM"
RFC3339: Final = "2006-01-02T15:04:05Z07:00"
RFC3339_NANO: Final = "2006-01-02T15:04:05.999999999Z07:00"
PRINTED: Final = "2006-01-02 15:04:05.999999999 -0700 MST"

_ELEMENT: Final = re.compile(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|_2(?!006)|__2|3|4|5|PM|pm"
    r"|[-Z]07(?:0000|:00:00|00|:00)?|[.,](?:0+|9+)(?![0-9])"
)


class Moment(NamedTuple):
    """A point in time, and the place whose clock shows it."""

    seconds: int
    nanoseconds: int = 0
    place: Place = zones.UTC


class Piece(NamedTuple):
    """A literal piece of a layout, and the element behind it; empty at the end."""

    literal: str
    element: str


@lru_cache(maxsize=256)
def pieces(layout: str) -> tuple[Piece, ...]:
    """A layout taken apart."""
    found: list[Piece] = []
    at = 0
    for one in _ELEMENT.finditer(layout):
        found.append(Piece(layout[at : one.start()], one.group()))
        at = one.end()
    return (*found, Piece(layout[at:], ""))


class _Shown(NamedTuple):
    """A moment taken apart, as its place's clock and calendar show it."""

    year: int
    month: int
    day: int
    days: int
    clock: int
    nanoseconds: int
    offset: int
    zone: str

    @property
    def hour(self) -> int:
        return self.clock // 3600

    @property
    def twelve(self) -> int:
        return self.hour % 12 or 12


def written(moment: Moment, layout: str) -> str:
    """The time in a layout."""
    local = moment.place.at(moment.seconds)
    days, clock = divmod(moment.seconds + local.offset, calendar.DAY)
    shown = _Shown(*calendar.date_of(days), days, clock, moment.nanoseconds, local.offset, local.name)
    return "".join(piece.literal + _element(piece.element, shown) for piece in pieces(layout))


def _element(element: str, shown: _Shown) -> str:
    if not element:
        return ""
    if element in _WRITTEN:
        return _WRITTEN[element](shown)
    if element[0] in ".,":
        return _fraction(element, shown.nanoseconds)
    return _offset(element, shown.offset)


def _number(value: int, width: int) -> str:
    return f"{'-' if value < 0 else ''}{abs(value):0{width}d}"


_WRITTEN: Final[dict[str, Callable[[_Shown], str]]] = {
    "January": lambda shown: MONTHS[shown.month - 1],
    "Jan": lambda shown: MONTHS[shown.month - 1][:3],
    "1": lambda shown: str(shown.month),
    "01": lambda shown: f"{shown.month:02d}",
    "Monday": lambda shown: DAYS[calendar.weekday(shown.days)],
    "Mon": lambda shown: DAYS[calendar.weekday(shown.days)][:3],
    "2": lambda shown: str(shown.day),
    "_2": lambda shown: f"{shown.day:2d}",
    "02": lambda shown: f"{shown.day:02d}",
    "__2": lambda shown: f"{calendar.day_of_year(shown.days):3d}",
    "002": lambda shown: f"{calendar.day_of_year(shown.days):03d}",
    "15": lambda shown: f"{shown.hour:02d}",
    "3": lambda shown: str(shown.twelve),
    "03": lambda shown: f"{shown.twelve:02d}",
    "4": lambda shown: str(shown.clock // 60 % 60),
    "04": lambda shown: f"{shown.clock // 60 % 60:02d}",
    "5": lambda shown: str(shown.clock % 60),
    "05": lambda shown: f"{shown.clock % 60:02d}",
    "2006": lambda shown: _number(shown.year, 4),
    "06": lambda shown: f"{abs(shown.year) % 100:02d}",
    "PM": lambda shown: "PM" if shown.hour >= 12 else "AM",
    "pm": lambda shown: "pm" if shown.hour >= 12 else "am",
    "MST": lambda shown: shown.zone or _offset("-0700", shown.offset),
}


def _fraction(element: str, nanoseconds: int) -> str:
    digits = f"{nanoseconds:09d}"[: len(element) - 1].ljust(min(len(element) - 1, 9), "0")
    if element[1] == "0":
        return element[0] + digits
    digits = digits.rstrip("0")
    return element[0] + digits if digits else ""


def _offset(element: str, offset: int) -> str:
    if element[0] == "Z" and offset == 0:
        return "Z"
    minutes = int(offset / 60)
    sign = "-" if minutes < 0 else "+"
    joint = ":" if ":" in element else ""
    found = f"{sign}{abs(minutes) // 60:02d}"
    if len(element) > len("-07"):
        found += f"{joint}{abs(minutes) % 60:02d}"
    if len(element) >= len("-070000"):
        found += f"{joint}{abs(offset) % 60 if minutes < 0 else offset % 60:02d}"
    return found
