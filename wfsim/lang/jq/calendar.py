"""Points in time with Go's arithmetic, in UTC: proleptic years of any size, and 64 bits that wrap around.

In: seconds of the epoch, or the parts of a date. Out: the other ones. Called by the functions of dates.
"""

from __future__ import annotations

from typing import Final

from wfsim.lang.gomath.rounding import floor, to_int
from wfsim.lang.gonumbers import wrap
from wfsim.text.records import NamedTuple

_DAY: Final = 86_400
_YEARS: Final = 292_277_022_400  # from Go's first year to year 0
_BITS: Final = (1 << 64) - 1
_TO_MARCH: Final = 306  # days from March to the end of the year
_FIRST_DAY: Final = -(_YEARS * 146_097 // 400 + 719_468)  # the first of March of Go's first year, from 1970 on


class Moment(NamedTuple):
    """A point in time: seconds of the epoch, and what is above them."""

    seconds: int
    nanoseconds: int

    def days(self) -> int:
        """Days since 1970."""
        return self._absolute() // _DAY + _FIRST_DAY

    def _absolute(self) -> int:
        return (self.seconds - _FIRST_DAY * _DAY) & _BITS

    def clock(self) -> tuple[int, int, int]:
        """Hour, minute, second."""
        second = self._absolute() % _DAY
        return second // 3600, second // 60 % 60, second % 60

    def date(self) -> tuple[int, int, int]:
        """Year, month, day."""
        return date(self.days())

    def weekday(self) -> int:
        """Sunday is 0."""
        return weekday(self.days())

    def yearday(self) -> int:
        """The first day is 1."""
        return yearday(self.days())

    def iso_week(self) -> tuple[int, int]:
        """The year and the week of its Thursday."""
        days = self.days()
        thursday = days + 3 - (weekday(days) - 1) % 7
        return date(thursday)[0], (yearday(thursday) - 1) // 7 + 1

    def epoch(self) -> float:
        """Seconds of the epoch."""
        return float(self.seconds) + float(self.nanoseconds) / 1e9


def date(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day since 1970; years are counted from March to find the leap days at their ends."""
    era, day = divmod(days + 719_468, 146_097)
    year = (day - day // 1460 + day // 36_524 - day // 146_096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    number = month + 3 if month < 10 else month - 9
    return year + era * 400 + (number < 3), number, day - (153 * month + 2) // 5 + 1


def weekday(days: int) -> int:
    """Sunday is 0; 1970 began on a Thursday."""
    return (days + 4) % 7


def yearday(days: int) -> int:
    """The day in its year, from 1 on."""
    return days - _new_year(date(days)[0]) + 1


def _new_year(year: int) -> int:
    before = year - 1
    return 365 * before + before // 4 - before // 100 + before // 400 - 719_162


def of_float(value: float) -> Moment:
    """The moment of seconds of the epoch; what is behind the point is added, whatever the sign."""
    return _normal(to_int(value), to_int((value - floor(value)) * 1e9))


def _normal(seconds: int, nanoseconds: int) -> Moment:
    more, rest = divmod(nanoseconds, 10**9)
    return Moment(wrap(seconds + more), rest)


def of_parts(year: int, month: int, day: int, hour: int, minute: int, second: int, nanosecond: int) -> Moment:
    """The moment of a date whose parts may be of any size; months begin with 1."""
    year, month = _carried(year, wrap(month - 1), 12)
    second, nanosecond = _carried(second, nanosecond, 10**9)
    minute, second = _carried(minute, second, 60)
    hour, minute = _carried(hour, minute, 60)
    day, hour = _carried(day, hour, 24)
    days = _absolute_days(year, month + 1, day)
    return Moment(wrap(days * _DAY + hour * 3600 + minute * 60 + second + _FIRST_DAY * _DAY), nanosecond)


def _carried(high: int, low: int, base: int) -> tuple[int, int]:
    more, rest = divmod(low, base)
    return wrap(high + more), rest


def _absolute_days(year: int, month: int, day: int) -> int:
    """Days since Go's first day."""
    early = month < 3
    since = (979 * (month + 12 * early) - 2919) >> 5
    century, rest = divmod((year - early + _YEARS) & _BITS, 100)
    return (((146_097 * century) & _BITS) // 4 + 1461 * rest // 4 + since + day - 1) & _BITS
