"""Times read as Go's layouts say.

In: a text and a layout. Out: a moment, or a LangError in Go's words. Expressions call it, and ``when``, whose quoted
dates are numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from wfsim.lang.errors import LangError
from wfsim.lang.moments import calendar, layouts, zones
from wfsim.lang.moments.layouts import Moment
from wfsim.lang.moments.zones import Place


class _Bad(Exception):
    """The text does not go on as the layout does; ``range`` names a value that is out of range."""

    def __init__(self, range: str = "") -> None:
        super().__init__(range)
        self.range = range


class _Reading:
    """The text while it is read, and what was found so far."""

    def __init__(self, text: str) -> None:
        self.rest = text
        self.year = 0
        self.month = -1
        self.day = -1
        self.year_day = -1
        self.hour = 0
        self.minute = 0
        self.second = 0
        self.nanoseconds = 0
        self.half = ""
        self.place: Place | None = None
        self.offset: int | None = None
        self.zone = ""

    def take(self, count: int) -> str:
        if len(self.rest) < count:
            raise _Bad
        found, self.rest = self.rest[:count], self.rest[count:]
        return found

    def digits(self, least: int, most: int) -> int:
        found = re.match(f"[0-9]{{{least},{most}}}", self.rest)
        if found is None:
            raise _Bad
        self.rest = self.rest[found.end() :]
        return int(found.group())

    def within(self, value: int, low: int, high: int, name: str) -> int:
        if not low <= value <= high:
            raise _Bad(name)
        return value

    def among(self, names: tuple[str, ...]) -> int:
        for at, name in enumerate(names):
            if self.rest[: len(name)].isascii() and self.rest[: len(name)].lower() == name.lower():
                self.rest = self.rest[len(name) :]
                return at
        raise _Bad

    def fraction(self, digits: str) -> None:
        self.nanoseconds = int(digits[:9].ljust(9, "0"))

    def loose_fraction(self) -> None:
        found = re.match(r"[.,]([0-9]+)", self.rest)
        if found is not None:
            self.rest = self.rest[found.end() :]
            self.fraction(found[1])


def parsed(text: str, layout: str, place: Place | None = None) -> Moment:
    """The moment that a text means under a layout: in a place where it names no zone, without one in UTC."""
    reading = _Reading(text)
    pieces = layouts.pieces(layout)
    for at, piece in enumerate(pieces):
        try:
            _skip(reading, piece.literal)
        except _Bad:
            raise _refusal(text, layout, piece.literal, reading.rest) from None
        held = reading.rest
        try:
            _read(piece.element, reading, pieces[at + 1].element if piece.element else "")
        except _Bad as bad:
            if bad.range:
                raise LangError(f"parsing time {_quoted(text)}: {bad.range} out of range") from None
            raise _refusal(text, layout, piece.element, held) from None
    if reading.rest:
        raise LangError(f"parsing time {_quoted(text)}: extra text: {_quoted(reading.rest)}")
    try:
        return _moment(reading, place)
    except _Bad as bad:
        raise LangError(f"parsing time {_quoted(text)}: {bad.range}") from None


def attempted(text: str, layout: str, place: Place | None = None) -> Moment | None:
    """The moment that a text means under a layout; None where it means none."""
    reading = _Reading(text)
    pieces = layouts.pieces(layout)
    try:
        for at, piece in enumerate(pieces):
            _skip(reading, piece.literal)
            _read(piece.element, reading, pieces[at + 1].element if piece.element else "")
        return None if reading.rest else _moment(reading, place)
    except _Bad:
        return None


def _refusal(text: str, layout: str, element: str, rest: str) -> LangError:
    as_what = f"cannot parse {_quoted(rest)} as {_quoted(element)}"
    return LangError(f"parsing time {_quoted(text)} as {_quoted(layout)}: {as_what}")


def _quoted(text: str) -> str:
    def escaped(found: re.Match[str]) -> str:
        return "".join(f"\\x{byte:02x}" for byte in found.group().encode("utf-8", "surrogateescape"))

    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[^ -\x7f]", escaped, plain) + '"'


def _skip(reading: _Reading, literal: str) -> None:
    """Over a literal piece, a run of blanks counting as any other."""
    rest = reading.rest
    while literal:
        if literal[0] == " ":
            if rest and rest[0] != " ":
                raise _Bad
            literal, rest = literal.lstrip(" "), rest.lstrip(" ")
            reading.rest = rest
            continue
        if not rest.startswith(literal[0]):
            raise _Bad
        literal, rest = literal[1:], rest[1:]
        reading.rest = rest


def _read(element: str, reading: _Reading, following: str) -> None:
    match element:
        case "":
            return
        case "05" | "5":
            value = reading.digits(2 if element == "05" else 1, 2)
            reading.second = reading.within(value, 0, 59, "second")
            if following[:1] not in (".", ",") or not following:
                reading.loose_fraction()
        case _ if element in _READ:
            _READ[element](reading)
        case _ if element[0] in ".,":
            _read_fraction(element, reading)
        case _:
            _read_offset(element, reading)


def _read_year(reading: _Reading) -> None:
    digits = reading.take(2)
    if not re.fullmatch(r"[-+]?[0-9]*", digits):
        raise _Bad
    year = int(digits) if digits.lstrip("+-") else 0
    reading.year = year + (1900 if year >= 69 else 2000)


def _read_long_year(reading: _Reading) -> None:
    if not re.fullmatch("[0-9]{4}", digits := reading.take(4)):
        raise _Bad
    reading.year = int(digits)


def _read_month(reading: _Reading, least: int) -> None:
    reading.month = reading.within(reading.digits(least, 2), 1, 12, "month")


def _read_day(reading: _Reading, least: int, padded: bool = False) -> None:
    if padded:
        reading.rest = reading.rest.removeprefix(" ")
    reading.day = reading.digits(least, 2)


def _read_year_day(reading: _Reading, least: int) -> None:
    if least == 1:
        reading.rest = reading.rest.removeprefix(" ").removeprefix(" ")
    reading.year_day = reading.digits(least, 3)


def _read_hour(reading: _Reading, least: int, most: int) -> None:
    reading.hour = reading.within(reading.digits(least, 2), 0, most, "hour")


def _read_minute(reading: _Reading, least: int) -> None:
    reading.minute = reading.within(reading.digits(least, 2), 0, 59, "minute")


def _read_half(reading: _Reading, words: tuple[str, str]) -> None:
    if (word := reading.take(2)) not in words:
        raise _Bad
    reading.half = word.upper()


def _read_day_name(reading: _Reading, names: tuple[str, ...]) -> None:
    reading.among(names)  # it has to be one, and is not looked at any more


def _read_names(reading: _Reading, names: tuple[str, ...]) -> None:
    reading.month = reading.among(names) + 1


_ZONE: Final = re.compile(
    r"ChST|MeST|GMT(?:[+-](?:0*(?:1?[0-9]|2[0-3]))(?![0-9]))?|[+-]0*(?:1?[0-9]|2[0-3])(?![0-9])"
    r"|[A-Z]{4}T(?![A-Z])|[A-Z]{3}T(?![A-Z])|WITA(?![A-Z])|[A-Z]{3}(?![A-Z])"
)


def _read_zone(reading: _Reading) -> None:
    if reading.rest.startswith("UTC"):
        reading.place, reading.rest = zones.UTC, reading.rest[3:]
        return
    found = _ZONE.match(reading.rest)
    if found is None or len(reading.rest) < 3:
        raise _Bad
    reading.zone, reading.rest = found.group(), reading.rest[found.end() :]


_READ: Final[dict[str, Callable[[_Reading], None]]] = {
    "06": _read_year,
    "2006": _read_long_year,
    "Jan": lambda reading: _read_names(reading, layouts.SHORT_MONTHS),
    "January": lambda reading: _read_names(reading, layouts.MONTHS),
    "1": lambda reading: _read_month(reading, 1),
    "01": lambda reading: _read_month(reading, 2),
    "Mon": lambda reading: _read_day_name(reading, layouts.SHORT_DAYS),
    "Monday": lambda reading: _read_day_name(reading, layouts.DAYS),
    "2": lambda reading: _read_day(reading, 1),
    "_2": lambda reading: _read_day(reading, 1, padded=True),
    "02": lambda reading: _read_day(reading, 2),
    "__2": lambda reading: _read_year_day(reading, 1),
    "002": lambda reading: _read_year_day(reading, 3),
    "15": lambda reading: _read_hour(reading, 1, 23),
    "3": lambda reading: _read_hour(reading, 1, 12),
    "03": lambda reading: _read_hour(reading, 2, 12),
    "4": lambda reading: _read_minute(reading, 1),
    "04": lambda reading: _read_minute(reading, 2),
    "PM": lambda reading: _read_half(reading, ("AM", "PM")),
    "pm": lambda reading: _read_half(reading, ("am", "pm")),
    "MST": _read_zone,
}


def _read_fraction(element: str, reading: _Reading) -> None:
    if element[1] == "9":
        reading.loose_fraction()
        return
    digits = reading.take(len(element))
    if digits[0] not in ".," or not re.fullmatch(r"[-+]?[0-9]*", digits[1:10]):
        raise _Bad
    if digits[1] == "-" and digits[2:10].strip("0"):
        raise _Bad("fractional second")
    number = digits[1:10].lstrip("+-")
    reading.nanoseconds = int(number or "0") * 10 ** (10 - min(len(digits), 10))


def _read_offset(element: str, reading: _Reading) -> None:
    if element[0] == "Z" and reading.rest.startswith("Z"):
        reading.place, reading.rest = zones.UTC, reading.rest[1:]
        return
    digits = reading.take(len(element))
    joints = [at for at, sign in enumerate(element) if sign == ":"]
    if any(digits[at] != ":" for at in joints):
        raise _Bad
    parts = [digits[1:3], *([digits[1:].replace(":", "")[at : at + 2] for at in (2, 4)])]
    if joints:
        parts = [digits[1:3], *(digits[at + 1 : at + 3] for at in joints)]
    numbers = [int(part) if re.fullmatch("[0-9]{2}", part) else -1 for part in parts if part]
    hours, minutes, seconds = (*(max(one, 0) for one in numbers), 0, 0)[:3]
    for value, most, name in ((hours, 24, "hour"), (minutes, 60, "minute"), (seconds, 60, "second")):
        reading.within(value, 0, most, f"time zone offset {name}")
    if -1 in numbers or digits[0] not in "+-":
        raise _Bad
    offset = (hours * 60 + minutes) * 60 + seconds
    reading.offset = -offset if digits[0] == "-" else offset


def _moment(reading: _Reading, default: Place | None) -> Moment:
    hour = reading.hour
    if reading.half == "PM" and hour < 12:
        hour += 12
    elif reading.half == "AM" and hour == 12:
        hour = 0
    month, day = _day(reading)
    days = calendar.days_of(reading.year, month, day)
    clock = days * calendar.DAY + hour * 3600 + reading.minute * 60 + reading.second
    return _placed(reading, clock, default)


def _placed(reading: _Reading, clock: int, default: Place | None) -> Moment:
    """The moment at which the clock of the right place shows this."""
    local = zones.LOCAL if default is None else default
    if reading.place is not None:
        return Moment(reading.place.seconds(clock), reading.nanoseconds, reading.place)
    if reading.offset is not None and reading.offset != -1:
        seconds = clock - reading.offset
        here = local.at(seconds)
        known = here.offset == reading.offset and reading.zone in ("", here.name)
        return Moment(seconds, reading.nanoseconds, local if known else zones.fixed(reading.zone, reading.offset))
    if reading.zone:
        offset = local.named(reading.zone, clock)
        if offset is not None:
            return Moment(clock - offset, reading.nanoseconds, local)
        hours = int(reading.zone[3:]) if reading.zone.startswith("GMT") and len(reading.zone) > 3 else 0
        # Go keeps the clock's time and only shows it with the offset.
        return Moment(clock, reading.nanoseconds, zones.fixed(reading.zone, hours * 3600))
    place = zones.UTC if default is None else default
    return Moment(place.seconds(clock), reading.nanoseconds, place)


def _day(reading: _Reading) -> tuple[int, int]:
    """Month and day, also from the day of the year."""
    if reading.year_day >= 0:
        if not 1 <= reading.year_day <= (366 if calendar.is_leap(reading.year) else 365):
            raise _Bad("day-of-year out of range")
        first = calendar.days_of(reading.year, 1, 1)
        _, month, day = calendar.date_of(first + reading.year_day - 1)
        if reading.month >= 0 and reading.month != month:
            raise _Bad("day-of-year does not match month")
        if reading.day >= 0 and reading.day != day:
            raise _Bad("day-of-year does not match day")
        return month, day
    month = max(reading.month, 1)
    day = 1 if reading.day < 0 else reading.day
    if not 1 <= day <= calendar.days_in(month, reading.year):
        raise _Bad("day out of range")
    return month, day
