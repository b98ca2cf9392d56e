"""sprig's functions of points in time and durations.

In: values, and the clock of the run. Out: the table for ``table``. What is no time stands for now: of a number only
``int`` and ``int64`` are seconds since 1970.
"""

from __future__ import annotations

from typing import Final

from wfsim.lang import durations
from wfsim.lang.ambient import Ambient, clock
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.functions.signatures import Table, exact
from wfsim.lang.functions.sprig_numbers import clipped
from wfsim.lang.govalues import Int64
from wfsim.lang.moments import layouts, reading, zones
from wfsim.lang.moments.methods import rounded
from wfsim.lang.moments.values import HOUR, MINUTE, SECOND, ZERO, Duration, Time, now
from wfsim.lang.values import Json

TABLE: Table = {}
declare = exact(TABLE)
_DAY: Final = 24 * HOUR
_LONGEST: Final = 10_000
_HTML: Final = "2006-01-02"
_BEGINNING: Final = 292_277_022_400 * 31_556_952 + 306 * 86_400 + 62_135_596_800  # of Go's calendar, before 1970


def _time(value: Json, ambient: Ambient | None, name: str) -> Time:
    if isinstance(value, Time):
        return value
    if type(value) is int or isinstance(value, Int64):
        return now(int(value))
    return clock(ambient, name)


def _in_zone(layout: str, time: Time, zone: str) -> str:
    try:
        place = zones.load(zone)
    except LangError:
        place = zones.UTC
    seconds = (time.moment.seconds + _BEGINNING) % (1 << 64) - _BEGINNING
    return layouts.written(time.moment._replace(seconds=seconds, place=place), layout)


def _now(ambient: Ambient | None) -> Json:
    return clock(ambient, "now")


def _date(ambient: Ambient | None, layout: str, date: Json) -> Json:
    return _in_zone(layout, _time(date, ambient, "date"), "Local")


def _date_in_zone(ambient: Ambient | None, layout: str, date: Json, zone: str) -> Json:
    return _in_zone(layout, _time(date, ambient, "dateInZone"), zone)


def _html_date(ambient: Ambient | None, date: Json) -> Json:
    return _in_zone(_HTML, _time(date, ambient, "htmlDate"), "Local")


def _html_date_in_zone(ambient: Ambient | None, date: Json, zone: str) -> Json:
    return _in_zone(_HTML, _time(date, ambient, "htmlDateInZone"), zone)


def _ago(ambient: Ambient | None, date: Json) -> Json:
    since = clock(ambient, "ago").since(_time(date, ambient, "ago"))
    return rounded(since, Duration(SECOND)).printed()


_OF_THE_CLOCK = (
    ("now", "() -> time", "The time of the run.", _now),
    ("date", "(layout: string, date: any) -> string", "A date in a layout such as `2006-01-02`.", _date),
    ("dateInZone", "(layout: string, date: any, zone: string) -> string", "A date in a zone.", _date_in_zone),
    ("date_in_zone", "(layout: string, date: any, zone: string) -> string", "The same as `dateInZone`.", _date_in_zone),
    ("htmlDate", "(date: any) -> string", "A date as `2006-01-02`.", _html_date),
    ("htmlDateInZone", "(date: any, zone: string) -> string", "A date in a zone as `2006-01-02`.", _html_date_in_zone),
    ("ago", "(date: any) -> string", "How long ago a date is.", _ago),
)
for _name, _signature, _doc, _how in _OF_THE_CLOCK:
    declare(_name, _signature, _doc, ambient=True)(_how)


def _must_modify(span: str, date: Time) -> Json:
    return date.later(durations.parse_ns(span))


def _modify(span: str, date: Time) -> Json:
    try:
        return _must_modify(span, date)
    except LangError:
        return date


for _name, _later in (
    ("dateModify", _modify),
    ("date_modify", _modify),
    ("mustDateModify", _must_modify),
    ("must_date_modify", _must_modify),
):
    declare(_name, "(span: string, date: time) -> time", "The time that is a span such as `-1.5h` later.")(_later)


@declare("mustToDate", "(layout: string, text: string) -> time", "The time of a text in a layout.")
def _must_to_date(layout: str, text: str) -> Json:
    if len(layout) > _LONGEST or len(text) > _LONGEST:
        raise BudgetSpent(f"a date of more than {_LONGEST} characters")
    return Time(reading.parsed(text, layout, zones.LOCAL))


@declare("toDate", "(layout: string, text: string) -> time", "The time of a text; that of year 1 where it is none.")
def _to_date(layout: str, text: str) -> Json:
    try:
        return _must_to_date(layout, text)
    except BudgetSpent:
        raise
    except LangError:
        return ZERO


@declare("unixEpoch", "(date: time) -> string", "The seconds since 1970.")
def _unix_epoch(date: Time) -> Json:
    return str(date.moment.seconds)


@declare("duration", "(seconds: any) -> string", "Seconds as `1h1m1s`; 0s for what is no text and no int64.")
def _duration(seconds: Json) -> Json:
    whole = clipped(seconds) if isinstance(seconds, str) else int(seconds) if isinstance(seconds, Int64) else 0
    return Duration(whole * SECOND).printed()


_UNITS: Final = (
    (365 * _DAY, "y"),
    (30 * _DAY, "mo"),
    (_DAY, "d"),
    (HOUR, "h"),
    (MINUTE, "m"),
    (SECOND, "s"),
)


def _span(value: Json, ambient: Ambient | None) -> int:
    match value:
        case Time():
            return clock(ambient, "durationRound").since(value).value
        case Int64():
            return int(value)
        case str():
            try:
                return durations.parse_ns(value)
            except LangError:
                return 0
        case _:
            return 0


def _duration_round(ambient: Ambient | None, span: Json) -> Json:
    size = abs(_span(span, ambient))
    return next((f"{size // unit}{name}" for unit, name in _UNITS if size > unit), "0s")


declare("durationRound", "(span: any) -> string", "A span in its largest unit, such as `2mo`.", ambient=True)(
    _duration_round
)
