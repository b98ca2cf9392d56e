"""Reads dates by the directives of ``strftime``, as the library that gojq uses does.

In: a text and a format. Out: a moment, or ``Unreadable`` with the library's reason. Both are read byte by byte; here
each byte is a character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from wfsim.lang import goquote
from wfsim.lang.gonumbers import wrap
from wfsim.lang.govalues import characters, octets, valid
from wfsim.lang.jq import calendar
from wfsim.lang.jq.calendar import Moment
from wfsim.lang.jq.strftime import COMPOSED, DAYS, MONTHS


class Unreadable(ValueError):
    """Why a text is no date of a format."""


def parsed(text: str, form: str) -> Moment:
    """The moment that a text means."""
    reading = _Reading(octets(text).decode("latin-1"))
    try:
        _read(reading, octets(form).decode("latin-1"))
        return reading.moment()
    except Unreadable as error:
        quoted = goquote.quote(valid(text)), goquote.quote(valid(form))
        raise Unreadable(f"failed to parse {quoted[0]} with {quoted[1]}: {error}") from None


def _read(reading: _Reading, form: str) -> None:
    at = 0
    while at < len(form):
        if form[at] != "%":
            reading.literal(form[at])
            at += 1
            continue
        letter = form[at + 1 : at + 2]
        if not letter:
            raise Unreadable('stray "%"')
        at = _colons(reading, form, at + 1) if letter == ":" else at + 2
        if letter in COMPOSED:
            for one in COMPOSED[letter]:
                reading.directive(one) if one in _DIRECTIVES else reading.literal(one)
        elif letter != ":":
            if letter not in _DIRECTIVES:
                raise Unreadable(f'unexpected format "%{letter}"')
            reading.directive(letter)
    if reading.at < len(reading.text):
        rest = characters(reading.text[reading.at :].encode("latin-1"))
        raise Unreadable(f"unparsed string {goquote.quote(valid(rest))}")


def _colons(reading: _Reading, form: str, at: int) -> int:
    """``%:z``: at the first colon; where it ends."""
    for colons in range(1, 4):
        following = form[at + colons : at + colons + 1]
        if following == "z":
            reading.zone(colons)
            return at + colons + 1
        if following != ":":
            break
    raise Unreadable(f"""expected 'z' after "%{":::"[:colons]}\"""")


class _Reading:
    """What has been read of a text so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.year, self.month, self.day = 1900, 1, 0
        self.hour = self.minute = self.second = self.nanosecond = 0
        self.century = -1
        self.week = self.weekday = self.yearday = 0
        self.week_begins = -1
        self.afternoon = self.iso = False
        self.offset: int | None = None
        self.zone_said = False

    def literal(self, character: str) -> None:
        if self.text[self.at : self.at + 1] != character:
            raise Unreadable(f"expected {_quoted(character)}")
        self.at += 1

    def directive(self, letter: str) -> None:
        _DIRECTIVES[letter](self, letter)

    def integer(self, letter: str, size: int, least: int, most: int) -> int:
        found = _DIGITS.match(self.text, self.at, self.at + size)
        value = int(found.group()) if found else -1
        if found is None or not least <= value <= most:
            raise _cannot(letter)
        self.at = found.end()
        return value

    def sign(self) -> int:
        negative = self.text[self.at : self.at + 1] == "-"
        self.at += negative
        return -1 if negative else 1

    def blank(self) -> None:
        self.at += self.text[self.at : self.at + 1] == " "

    def word(self, letter: str, words: Sequence[str]) -> int:
        """Which of some words it is, from 1 on."""
        for place, word in enumerate(words):
            here = self.text[self.at : self.at + len(word)]
            if len(here) == len(word) and all(map(_alike, word, here)):
                self.at += len(word)
                return place + 1
        raise _cannot(letter)

    def zone(self, colons: int) -> None:
        """``%z`` with so many colons before it: an offset, or ``Z``."""
        mark = self.text[self.at : self.at + 1]
        if mark == "Z":
            self.offset, self.at = 0, self.at + 1
            return
        if not mark or mark not in "+-":
            raise _cannot_zone(colons)
        self.at += 1
        self.zone_said = True
        seconds = self._offset(colons)
        self.offset = -seconds if mark == "-" else seconds

    def _offset(self, colons: int) -> int:
        """Hours, and what follows them; without colons in the format the text may have them or not."""
        hours, whole = self._pair(23)
        if not whole:
            raise _cannot_zone(colons)
        if self.text[self.at : self.at + 1] == ":":
            self.at += 1
            colons = colons or 4
        elif 0 < colons < 3:
            raise _no_colon(colons)
        minutes, whole = self._pair(59)
        if not whole:
            if colons > 0 and colons != 3:
                raise _cannot_zone(colons & 3)
            return hours * 3600 + minutes * 60
        seconds = self._seconds(colons) if colons > 1 else 0
        return hours * 3600 + minutes * 60 + seconds

    def _seconds(self, colons: int) -> int:
        if self.text[self.at : self.at + 1] != ":":
            if colons < 3:
                raise _no_colon(colons)
            return 0
        self.at += 1
        found, whole = self._pair(59)
        if not whole:
            if colons < 3:
                raise _cannot_zone(colons)
            self.at -= 1
        return found

    def _pair(self, most: int) -> tuple[int, bool]:
        """Two digits, and whether there are two of them. One alone is not passed, but counts, as in the library."""
        digits = _DIGITS.match(self.text, self.at, self.at + 2)
        value = int(digits.group()) if digits else 0
        if digits is None or value > most:
            return 0, False
        whole = digits.end() - self.at == 2
        self.at += 2 * whole
        return value, whole

    def zone_name(self) -> None:
        """Names are read, and mean UTC: the controller knows no zones."""
        found = _CAPITALS.match(self.text, self.at)
        name = found.group() if found else ""
        if not _ZONE.fullmatch(name):
            raise Unreadable(f'cannot parse {goquote.quote(name)} with "%Z"')
        self.at += len(name)
        self.offset = self.offset if self.zone_said else 0

    def moment(self) -> Moment:
        """What all that was read means."""
        hour = self.hour + 12 * self.afternoon
        year = (
            self.century * 100 + abs(self.year) % 100 * (-1 if self.year < 0 else 1) if self.century >= 0 else self.year
        )
        month, day = self._day()
        found = calendar.of_parts(year, month, day, hour, self.minute, self.second, self.nanosecond)
        if not self.day and not self.yearday and self.week_begins >= 0:
            more = self._week() * 7 - found.weekday() + self.weekday - 1
            found = Moment(found.seconds + more * 86_400, found.nanoseconds)
        return Moment(found.seconds - (self.offset or 0), found.nanoseconds)

    def _day(self) -> tuple[int, int]:
        """Month and day; of a week, the day before its year began."""
        if self.day:
            return self.month, self.day
        if self.yearday:
            if self.iso:
                raise Unreadable('use "%Y" to parse non-ISO year for "%j"')
            return 1, self.yearday
        if self.week_begins < 0:
            return self.month, 1
        if self.week_begins == _ISO and not self.iso:
            raise Unreadable('use "%G" to parse ISO year for "%V"')
        if self.week_begins != _ISO and self.iso:
            raise Unreadable('use "%Y" to parse non-ISO year for "%U" or "%W"')
        return 1, -self.week_begins

    def _week(self) -> int:
        return self.week + (self.week_begins > 0 and self.weekday == 1)


_ISO: Final = 4
_DIGITS: Final = re.compile(r"[0-9]+", re.ASCII)
_CAPITALS: Final = re.compile(r"[A-Z]*")
_ZONE: Final = re.compile(r"(?!GMT.|UTC.)(?:[A-Z]{3}T?|WITA|[A-Z]{4}T)")
_SPACES: Final = re.compile(r"[ \t\n\v\f\r]+")


def _quoted(character: str) -> str:
    """A byte as Go quotes it."""
    return "'\\''" if character == "'" else f"'{goquote.quoted_inner(character)}'" if character != '"' else "'\"'"


def _cannot(letter: str) -> Unreadable:
    return Unreadable(f'cannot parse "%{letter}"')


def _cannot_zone(colons: int) -> Unreadable:
    return Unreadable(f'cannot parse "%{":" * colons}z"')


def _no_colon(colons: int) -> Unreadable:
    return Unreadable(f"""expected ':' for "%{":" * colons}z\"""")


def _alike(one: str, other: str) -> bool:
    return one == other or ord(one) | 0x20 == ord(other) | 0x20


def _year(reading: _Reading, letter: str) -> None:
    reading.iso = reading.iso or letter == "G"
    sign = reading.sign()
    reading.year = sign * reading.integer(letter, 4, 0, 9999)


def _short_year(reading: _Reading, letter: str) -> None:
    reading.iso = reading.iso or letter == "g"
    year = reading.integer(letter, 2, 0, 99)
    reading.year = year + (2000 if year < 69 else 1900)


def _century(reading: _Reading, letter: str) -> None:
    if reading.sign() < 0:
        raise Unreadable('negative century is not supported for "%C"')
    reading.century = reading.integer(letter, 2, 0, 99)


def _month(reading: _Reading, letter: str) -> None:
    reading.month = reading.integer(letter, 2, 1, 12)


def _month_name(reading: _Reading, letter: str) -> None:
    reading.month = reading.word(letter, MONTHS if letter == "B" else [one[:3] for one in MONTHS])


def _day_name(reading: _Reading, letter: str) -> None:
    reading.weekday = reading.word(letter, DAYS if letter == "A" else [one[:3] for one in DAYS])


def _weekday(reading: _Reading, letter: str) -> None:
    first, last = (0, 6) if letter == "w" else (1, 7)
    reading.weekday = reading.integer(letter, 1, first, last) % 7 + 1


def _week(reading: _Reading, letter: str) -> None:
    reading.week = reading.integer(letter, 2, 1 if letter == "V" else 0, 53)
    reading.week_begins = {"V": _ISO, "U": 0, "W": 1}[letter]
    reading.weekday = reading.weekday or (1 if letter == "U" else 2)


def _day(reading: _Reading, letter: str) -> None:
    if letter == "e":
        reading.blank()
    reading.day = reading.integer(letter, 2, 1, 31)


def _yearday(reading: _Reading, letter: str) -> None:
    reading.yearday = reading.integer(letter, 3, 1, 366)


def _hour(reading: _Reading, letter: str) -> None:
    if letter == "k":
        reading.blank()
    reading.hour = reading.integer(letter, 2, 0, 23)


def _half_hour(reading: _Reading, letter: str) -> None:
    if letter == "l":
        reading.blank()
    reading.hour = reading.integer(letter, 2, 1, 12) % 12


def _half(reading: _Reading, letter: str) -> None:
    reading.afternoon = reading.word(letter, ("AM", "PM")) == 2


def _minute(reading: _Reading, letter: str) -> None:
    reading.minute = reading.integer(letter, 2, 0, 59)


def _second(reading: _Reading, letter: str) -> None:
    reading.second = reading.integer(letter, 2, 0, 60)


def _epoch(reading: _Reading, letter: str) -> None:
    sign = reading.sign()
    moment = Moment(wrap(sign * wrap(reading.integer(letter, 19, 0, 10**19))), 0)
    reading.year, reading.month, reading.day = moment.date()
    reading.hour, reading.minute, reading.second = moment.clock()


def _fraction(reading: _Reading, letter: str) -> None:
    start = reading.at
    value = reading.integer(letter, 6, 0, 999_999)
    reading.nanosecond = value * 10 ** (6 - (reading.at - start)) * 1000


def _space(reading: _Reading, letter: str) -> None:
    found = _SPACES.match(reading.text, reading.at)
    if found is None:
        raise Unreadable(f'expected a space for "%{letter}"')
    reading.at = found.end()


_DIRECTIVES: Final[dict[str, Callable[[_Reading, str], None]]] = {
    **dict.fromkeys("GY", _year),
    **dict.fromkeys("gy", _short_year),
    "C": _century,
    "m": _month,
    **dict.fromkeys("Bbh", _month_name),
    **dict.fromkeys("Aa", _day_name),
    **dict.fromkeys("wu", _weekday),
    **dict.fromkeys("VUW", _week),
    **dict.fromkeys("ed", _day),
    "j": _yearday,
    **dict.fromkeys("kH", _hour),
    **dict.fromkeys("lI", _half_hour),
    **dict.fromkeys("Pp", _half),
    "M": _minute,
    "S": _second,
    "s": _epoch,
    "f": _fraction,
    "Z": lambda reading, _: reading.zone_name(),
    "z": lambda reading, _: reading.zone(0),
    **dict.fromkeys("tn", _space),
    "%": lambda reading, letter: reading.literal(letter),
}
