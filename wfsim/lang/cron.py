"""Schedules: when a CronWorkflow fires, as Argo's cron library reads them.

In: ``30 2 * * MON-FRI``, ``@daily``, ``@every 1h``, each with ``CRON_TZ=Zone`` before it or without. Out: a
``Schedule``, whose ``following`` gives the next time after another; or LangError in that library's words. The
thirtieth of February is a date that never comes, and accepted. A day matches if both of its fields do; where neither of
them begins with a bare ``*`` or ``?``, one is enough.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from wfsim.lang import durations, gonumbers, gotext
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.gospace import BLANKS, WORD
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


class Schedule(Protocol):
    """Something that fires now and then."""

    def following(self, moment: datetime) -> datetime | None:
        """The next time after a moment, in UTC; None where there is none within five years."""


class Every(NamedTuple):
    """Fires at a fixed distance from the time before."""

    seconds: int

    def following(self, moment: datetime) -> datetime | None:
        try:
            return moment.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=self.seconds)
        except OverflowError:
            raise BudgetSpent("the next time is beyond the year 9999") from None


class Field(NamedTuple):
    """The values of one field, and whether it leaves the choice of the day to the other one."""

    values: frozenset[int]
    any: bool


class Calendar(NamedTuple):
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
            there = datetime(year, month + 1, 1, after.hour, after.minute, after.second)
            self.go(self.zone.at(there + timedelta(days=after.day - 1)))  # the 31st of April is the first of May
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
        raise LangError("empty spec string", 0, 0, expected=_WANTED)
    begin, where = 0, zone("Local")
    if text.startswith(("TZ=", "CRON_TZ=")):
        begin, where = _zone(text)
    end = len(text.rstrip(BLANKS)) if begin else len(text)
    if text.startswith("@", begin):
        return _described(text[begin:end], begin, where)
    fields = [(found.group(), found.start()) for found in WORD.finditer(text, begin)]
    if len(fields) != len(_LIMITS):
        shown = " ".join(field for field, _ in fields)
        message = f"expected exactly {len(_LIMITS)} fields, found {len(fields)}: [{shown}]"
        raise LangError(message, min(begin, end), end, expected=_WANTED)
    return _calendar(fields, where)


_WANTED: Final = "five fields (minute, hour, day of the month, month, day of the week) or a word such as @daily"


def _zone(text: str) -> tuple[int, Zone]:
    """Where the schedule behind a zone begins, and the zone."""
    start = text.index("=") + 1
    end = text.find(" ")
    if end < 0:
        message = "runtime error: slice bounds out of range"
        raise LangError(message, start, len(text), expected="a blank and a schedule behind the time zone")
    name = text[start:end]
    try:
        where = zone(name)
    except LangError as error:
        message = f"provided bad location {name}: {error}"
        raise LangError(message, start, end, expected="a time zone such as Europe/Paris") from None
    return len(text) - len(text[end:].lstrip(BLANKS)), where


def _calendar(texts: list[tuple[str, int]], where: Zone) -> Calendar:
    """The calendar of five fields and their places."""
    minutes, hours, days, months, weekdays = (
        _field(one, at, limits) for (one, at), limits in zip(texts, _LIMITS, strict=True)
    )
    return Calendar(minutes, hours, days, months, weekdays, where)


def _described(text: str, at: int, where: Zone) -> Schedule:
    if text in _DESCRIPTORS:
        return _calendar([(field, at) for field in _DESCRIPTORS[text].split()], where)
    every = "@every "
    if not text.startswith(every):
        known = ", ".join([*_DESCRIPTORS, "@every 1h"])
        raise LangError(f"unrecognized descriptor: {text}", at, at + len(text), expected=f"one of {known}")
    at += len(every)
    try:
        nanoseconds = durations.parse_ns(text.removeprefix(every))
    except LangError as error:
        message = f"failed to parse duration {text}: {error}"
        start, end = at + (error.start or 0), at + (error.end or 0)
        raise LangError(message, start, end, expected=error.expected) from None
    return Every(max(nanoseconds // 1_000_000_000, 1))


class _Limits(NamedTuple):
    """What a field is called, and which numbers and names it takes."""

    called: str
    lowest: int
    highest: int
    names: dict[str, int]

    @property
    def expected(self) -> str:
        """What may stand in the field."""
        named = f" or {next(iter(self.names))} to {next(reversed(self.names))}" if self.names else ""
        return f"a {self.called}, {self.lowest} to {self.highest}{named}"


_LIMITS: Final = (
    _Limits("minute", 0, 59, {}),
    _Limits("hour", 0, 23, {}),
    _Limits("day of the month", 1, 31, {}),
    _Limits("month", 1, 12, _MONTHS),
    _Limits("day of the week", 0, 6, _DAYS),
)


def _field(text: str, at: int, limits: _Limits) -> Field:
    parts = [_Range(found.group(), at + found.start(), limits).read() for found in _PART.finditer(text)]
    return Field(frozenset().union(*(part.values for part in parts)), any(part.any for part in parts))


_PART: Final = re.compile("[^,]+")


class _Range:
    """One part of a field: ``*``, ``?``, a number, a range, each with a step or without."""

    def __init__(self, text: str, at: int, limits: _Limits) -> None:
        self.text = text
        self.at = at
        self.limits = limits

    def refused(self, message: str, part: str | None = None, expected: str = "") -> LangError:
        """``part`` of the text is wrong; the last one where it stands there twice."""
        start = self.at + (0 if part is None else self.text.rindex(part))
        end = start + len(self.text if part is None else part)
        return LangError(message, start, end, expected=expected or self.limits.expected)

    def read(self) -> Field:
        span, *steps = self.text.split("/")
        low, *high = span.split("-")
        every = low in ("*", "?")
        start, end = (self.limits.lowest, self.limits.highest) if every else self.ends(low, high)
        if len(steps) > 1:
            raise self.refused(f"too many slashes: {self.text}", expected="one step, such as */15")
        step = self.whole(steps[0], "a step, 1 or more") if steps else 1
        if steps and not high:
            end = self.limits.highest
        self.check(start, end, low, high, step)
        return Field(frozenset(range(start, end + 1, step)), every and step <= 1)

    def ends(self, low: str, high: list[str]) -> tuple[int, int]:
        start = self.number(low)
        if len(high) > 1:
            raise self.refused(f"too many hyphens: {self.text}", expected="a range of two ends, such as 1-5")
        return start, self.number(high[0]) if high else start

    def check(self, start: int, end: int, low: str, high: list[str], step: int) -> None:
        lowest, highest = self.limits.lowest, self.limits.highest
        last = high[0] if high else low
        if start < lowest:
            raise self.refused(f"beginning of range ({start}) below minimum ({lowest}): {self.text}", low)
        if end > highest:
            raise self.refused(f"end of range ({end}) above maximum ({highest}): {self.text}", last)
        if start > end:
            message = f"beginning of range ({start}) beyond end of range ({end}): {self.text}"
            raise self.refused(message, expected="the smaller end first")
        if step == 0:
            raise self.refused(f"step of range should be a positive number: {self.text}", "0", "a step, 1 or more")

    def number(self, text: str) -> int:
        found = self.limits.names.get(text.lower())
        return self.whole(text, self.limits.expected) if found is None else found

    def whole(self, text: str, expected: str) -> int:
        value = gonumbers.parse_int(text)
        if value is None:
            said = f"strconv.Atoi: parsing {gotext.quote(text)}: {gonumbers.atoi_problem(text)}"
            raise self.refused(f"failed to parse int from {text}: {said}", text, expected)
        if value < 0:
            raise self.refused(f"negative number ({value}) not allowed: {text}", text, expected)
        return value
