"""The calendar that Go extends over all years: days since 1970 and dates.

In: whole numbers. Out: whole numbers. Python's own dates end at the years 1 and 9999.
"""

from __future__ import annotations

from typing import Final

DAY: Final = 86_400
_CYCLE: Final = 146_097  # days in 400 years
_BEFORE: Final = 719_468  # days from the first of March of year 0 to 1970
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in(month: int, year: int) -> int:
    """How many days a month has."""
    return 29 if month == 2 and is_leap(year) else _DAYS[month - 1]


def days_of(year: int, month: int, day: int) -> int:
    """The days since 1970 of a date; months and days may be out of range and carry over."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    shifted = year - (month <= 2)
    cycle, place = divmod(shifted, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5
    return cycle * _CYCLE + place * 365 + place // 4 - place // 100 + of_year - _BEFORE + day - 1


def date_of(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day since 1970."""
    cycle, place = divmod(days + _BEFORE, _CYCLE)
    year = (place - place // 1460 + place // 36_524 - place // 146_096) // 365
    of_year = place - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return year + cycle * 400 + (month <= 2), month, day


def day_of_year(days: int) -> int:
    """The day of its year, from 1."""
    return days - days_of(date_of(days)[0], 1, 1) + 1


def weekday(days: int) -> int:
    """The day of the week; Sunday is 0."""
    return (days + 4) % 7


def iso_week(days: int) -> tuple[int, int]:
    """Year and week as ISO 8601 counts them."""
    thursday = days + 4 - ((weekday(days) + 6) % 7 + 1)
    return date_of(thursday)[0], (day_of_year(thursday) - 1) // 7 + 1
