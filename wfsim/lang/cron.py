"""Schedules: when a CronWorkflow fires, as Argo's cron library reads them.

In: ``30 2 * * MON-FRI``, ``@daily``, ``@every 1h``, each with ``CRON_TZ=Zone`` before it or without. Out: a
``Schedule``, whose ``following`` gives the next time after another; or LangError in that library's words. The
thirtieth of February is a date that never comes, and accepted. A day matches if both of its fields do; where neither of
them begins with a bare ``*`` or ``?``, one is enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, Protocol

from wfsim.lang import durations, gotext
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.timezones import Zone, zone

_MONTHS: Final = {
    name: n
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_DAYS: Final = {name: n for n, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])}
_DESCRIPTORS: Final = {
    **dict.fromkeys(("@yearly", "@annually"), "0 0 1 1 *"),
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    **dict.fromkeys(("@daily", "@midnight"), "0 0 * * *"),
    "@hourly": "0 * * * *",
}
YEARS_AHEAD: Final = 5
MOST_STEPS: Final = 20_000
_INT64: Final = 1 << 63


class Schedule(Protocol):
    """Something that fires now and then."""

    def following(self, moment: datetime) -> datetime | None:
        """The next time after a moment, in UTC; None where there is none within five years."""


@dataclass(frozen=True, slots=True)
class Every:
    """Fires at a fixed distance from the time before."""

    seconds: int

    def following(self, moment: datetime) -> datetime | None:
        return moment.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Field:
    """The values of one field, and whether it leaves the choice of the day to the other one."""

    values: frozenset[int]
    any: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Fires at the minutes whose fields match in its zone."""

    minutes: Field
    hours: Field
    days: Field
    months: Field
    weekdays: Field
    zone: Zone

    def following(self, moment: datetime) -> datetime | None:
        start = int(moment.timestamp()) + 1
        return _Search(self, start).run()

    def fits_day(self, local: datetime) -> bool:
        day = local.day in self.days.values
        weekday = (local.weekday() + 1) % 7 in self.weekdays.values
        return (day and weekday) if self.days.any or self.weekdays.any else (day or weekday)


class _Search:
    """The library's walk from a second to the next match, field by field; what it makes of clock changes is its own."""

    def __init__(self, calendar: Calendar, start: int) -> None:
        self.calendar = calendar
        self.zone = calendar.zone
        self.at = start
        self.local = self.zone.local(start)
        self.moved = False
        self.steps = 0
        self.limit = self.local.year + YEARS_AHEAD

    def go(self, at: int) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise BudgetSpent("the search for the next time does not end: the zone's calendar misses a day")
        self.at = at
        self.local = self.zone.local(at)

    def cut(self, *fields: int) -> None:
        """To the beginning of the unit that is being searched, the first time only."""
        if not self.moved:
            self.moved = True
            self.go(self.zone.at(datetime(*fields)))  # type: ignore[arg-type]

    def run(self) -> datetime | None:
        while self.local.year <= self.limit:
            if self.month() and self.day() and self.hour() and self.minute() and self.second():
                return datetime.fromtimestamp(self.at, UTC)
        return None

    def month(self) -> bool:
        while self.local.month not in self.calendar.months.values:
            self.cut(self.local.year, self.local.month, 1)
            after = self.local.replace(tzinfo=None)
            year, month = divmod(after.year * 12 + after.month, 12)
            self.go(self.zone.at(datetime(year, month + 1, 1, after.hour, after.minute, after.second)))
            if self.local.month == 1:
                return False
        return True

    def day(self) -> bool:
        while not self.calendar.fits_day(self.local):
            self.cut(self.local.year, self.local.month, self.local.day)
            self.go(self.zone.at(self.local.replace(tzinfo=None) + timedelta(days=1)))
            hour = self.local.hour
            if hour:  # the clocks changed at midnight
                self.go(self.at + (24 - hour if hour > 12 else -hour) * 3600)
            if self.local.day == 1:
                return False
        return True

    def hour(self) -> bool:
        while self.local.hour not in self.calendar.hours.values:
            self.cut(self.local.year, self.local.month, self.local.day, self.local.hour)
            self.go(self.at + 3600)
            if self.local.hour == 0:
                return False
        return True

    def minute(self) -> bool:
        while self.local.minute not in self.calendar.minutes.values:
            if not self.moved:
                self.moved = True
                self.go(self.at - self.at % 60)
            self.go(self.at + 60)
            if self.local.minute == 0:
                return False
        return True

    def second(self) -> bool:
        if self.local.second == 0:
            return True
        self.moved = True
        self.go(self.at + 60 - self.local.second)
        return False


@lru_cache(maxsize=256)
def parse(text: str) -> Schedule:
    """The schedule of a text. LangError where it is none."""
    if not text:
        raise LangError("empty spec string")
    rest, where = text, zone("Local")
    if text.startswith(("TZ=", "CRON_TZ=")):
        name, blank, rest = text[text.index("=") + 1 :].partition(" ")
        if not blank:
            raise LangError(f"no schedule after the time zone {name}")
        where, rest = _zone(name), rest.strip()
    if rest.startswith("@"):
        return _described(rest, where)
    fields = rest.split()
    if len(fields) != len(_LIMITS):
        raise LangError(f"expected exactly {len(_LIMITS)} fields, found {len(fields)}: [{' '.join(fields)}]")
    return _calendar(fields, where)


def _calendar(texts: list[str], where: Zone) -> Calendar:
    """The calendar of five fields."""
    minutes, hours, days, months, weekdays = (_field(one, limits) for one, limits in zip(texts, _LIMITS, strict=True))
    return Calendar(minutes, hours, days, months, weekdays, where)


def _zone(name: str) -> Zone:
    try:
        return zone(name)
    except LangError as error:
        raise LangError(f"provided bad location {name}: {error}") from None


def _described(text: str, where: Zone) -> Schedule:
    if text in _DESCRIPTORS:
        return _calendar(_DESCRIPTORS[text].split(), where)
    if not text.startswith("@every "):
        raise LangError(f"unrecognized descriptor: {text}")
    try:
        nanoseconds = durations.parse_ns(text.removeprefix("@every "))
    except LangError as error:
        raise LangError(f"failed to parse duration {text}: {error}") from None
    return Every(max(nanoseconds // 1_000_000_000, 1))


@dataclass(frozen=True, slots=True)
class _Limits:
    lowest: int
    highest: int
    names: dict[str, int]


_LIMITS: Final = (
    _Limits(0, 59, {}),
    _Limits(0, 23, {}),
    _Limits(1, 31, {}),
    _Limits(1, 12, _MONTHS),
    _Limits(0, 6, _DAYS),
)


def _field(text: str, limits: _Limits) -> Field:
    parts = [_range(part, limits) for part in text.split(",") if part]
    return Field(frozenset().union(*(part.values for part in parts)), any(part.any for part in parts))


def _range(text: str, limits: _Limits) -> Field:
    """One part of a field: ``*``, ``?``, a number, a range, each with a step or without."""
    span, *steps = text.split("/")
    low, *high = span.split("-")
    every = low in ("*", "?")
    if every:
        start, end = limits.lowest, limits.highest
    else:
        start = _number(low, limits)
        if len(high) > 1:
            raise LangError(f"too many hyphens: {text}")
        end = _number(high[0], limits) if high else start
    if len(steps) > 1:
        raise LangError(f"too many slashes: {text}")
    step = _whole(steps[0]) if steps else 1
    if steps and not high:
        end = limits.highest
    _check(text, start, end, step, limits)
    return Field(frozenset(range(start, end + 1, step)), every and step <= 1)


def _check(text: str, start: int, end: int, step: int, limits: _Limits) -> None:
    if start < limits.lowest:
        raise LangError(f"beginning of range ({start}) below minimum ({limits.lowest}): {text}")
    if end > limits.highest:
        raise LangError(f"end of range ({end}) above maximum ({limits.highest}): {text}")
    if start > end:
        raise LangError(f"beginning of range ({start}) beyond end of range ({end}): {text}")
    if step == 0:
        raise LangError(f"step of range should be a positive number: {text}")


def _number(text: str, limits: _Limits) -> int:
    return limits.names[text.lower()] if text.lower() in limits.names else _whole(text)


def _whole(text: str) -> int:
    problem = "invalid syntax" if re.fullmatch(r"[+-]?[0-9]+", text) is None else ""
    if not problem and (len(text) > 30 or not -_INT64 <= int(text) < _INT64):
        problem = "value out of range"
    if problem:
        raise LangError(f"failed to parse int from {text}: strconv.Atoi: parsing {gotext.quote(text)}: {problem}")
    if int(text) < 0:
        raise LangError(f"negative number ({int(text)}) not allowed: {text}")
    return int(text)
