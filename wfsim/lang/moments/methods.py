"""What can be called on points in time, spans of time and places: a table of Go's methods with their types.

In: a value and the name of a method, or a type and such a name. Out: the bound method, or its type. The check of
expressions reads the types before anything runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from wfsim.lang import gotext
from wfsim.lang.errors import LangError
from wfsim.lang.gotypes import GoType, go
from wfsim.lang.govalues import Bound, Int64, Items, Opaque, byte_list, octets
from wfsim.lang.moments import calendar, layouts, zones
from wfsim.lang.moments.values import HOUR, MINUTE, SECOND, Duration, Location, Month, Time, Weekday
from wfsim.lang.values import Json
from wfsim.text.records import NamedTuple

_HALF: Final = 1 << 63


class Method(NamedTuple):
    """A method: its type without the receiver, and what it does with receiver and arguments."""

    type: GoType
    call: Callable[..., Json]


def _cut(value: int, unit: int) -> int:
    """Division towards zero."""
    return -(-value // unit) if value < 0 else value // unit


def _in_units(value: Duration, unit: int) -> float:
    whole = _cut(value.value, unit)
    return float(whole) + float(value.value - whole * unit) / float(unit)


def _truncated(value: Duration, unit: Duration) -> Duration:
    return value if unit.value <= 0 else Duration(_cut(value.value, unit.value) * unit.value)


def rounded(value: Duration, unit: Duration) -> Duration:
    """To the nearest multiple of a unit; halves go away from zero."""
    if unit.value <= 0:
        return value
    whole = _cut(abs(value.value), unit.value) * unit.value
    rest = abs(value.value) - whole
    size = whole if rest + rest < unit.value else whole + unit.value
    most = _HALF if value.value < 0 else _HALF - 1
    return Duration(min(size, most) * (-1 if value.value < 0 else 1))


def _time_truncated(time: Time, unit: Duration) -> Time:
    return time if unit.value <= 0 else time.later(-time.past(unit.value))


def _time_rounded(time: Time, unit: Duration) -> Time:
    if unit.value <= 0:
        return time
    rest = time.past(unit.value)
    return time.later(-rest if rest + rest < unit.value else unit.value - rest)


def _marshalled(time: Time) -> Json:
    offset = time.offset
    version = 1 if offset % 60 == 0 or time.moment.place is zones.UTC else 2
    minutes = -1 if time.moment.place is zones.UTC else int(offset / 60)
    if time.moment.place is not zones.UTC and minutes == -1:
        raise LangError("Time.MarshalBinary: unexpected zone offset")
    seconds = (time.moment.seconds + 62_135_596_800) % (1 << 64)
    data = bytes([version]) + seconds.to_bytes(8, "big") + time.moment.nanoseconds.to_bytes(4, "big")
    data += (minutes % (1 << 16)).to_bytes(2, "big")
    return byte_list(data + (bytes([(offset - minutes * 60) % 256]) if version == 2 else b""))


def _appended(data: Items, text: str) -> Json:
    return byte_list(bytes(map(int, data)) + octets(text))


def _go_string(time: Time) -> str:
    year, month, day = calendar.date_of(time.days)
    clock = time.clock
    place = time.moment.place
    where = "time.UTC" if place is zones.UTC else "time.Local" if place is zones.LOCAL else ""
    where = where or f"time.Location({gotext.quote(place.name)})"
    parts = (year, f"time.{layouts.MONTHS[month - 1]}", day, clock // 3600, clock // 60 % 60, clock % 60)
    return f"time.Date({', '.join(map(str, parts))}, {time.moment.nanoseconds}, {where})"


def _ordered(one: Time, other: Time) -> int:
    return (one.instant > other.instant) - (one.instant < other.instant)


_TIME: Final[dict[str, tuple[str, Callable[..., Json]]]] = {
    "Year": ("func() int", lambda time: calendar.date_of(time.days)[0]),
    "Month": ("func() time.Month", lambda time: Month(calendar.date_of(time.days)[1])),
    "Day": ("func() int", lambda time: calendar.date_of(time.days)[2]),
    "Weekday": ("func() time.Weekday", lambda time: Weekday(calendar.weekday(time.days))),
    "YearDay": ("func() int", lambda time: calendar.day_of_year(time.days)),
    "ISOWeek": ("func() (int, int)", lambda time: calendar.iso_week(time.days)[0]),
    "Date": ("func() (int, time.Month, int)", lambda time: calendar.date_of(time.days)[0]),
    "Clock": ("func() (int, int, int)", lambda time: time.clock // 3600),
    "Hour": ("func() int", lambda time: time.clock // 3600),
    "Minute": ("func() int", lambda time: time.clock // 60 % 60),
    "Second": ("func() int", lambda time: time.clock % 60),
    "Nanosecond": ("func() int", lambda time: time.moment.nanoseconds),
    "Unix": ("func() int64", lambda time: Int64(time.moment.seconds)),
    "UnixMilli": ("func() int64", lambda time: _int64(time.moment.seconds * 1000 + time.moment.nanoseconds // 10**6)),
    "UnixMicro": ("func() int64", lambda time: _int64(time.moment.seconds * 10**6 + time.moment.nanoseconds // 1000)),
    "UnixNano": ("func() int64", lambda time: _int64(time.moment.seconds * SECOND + time.moment.nanoseconds)),
    "Format": ("func(string) string", lambda time, layout: layouts.written(time.moment, layout)),
    "AppendFormat": (
        "func([]uint8, string) []uint8",
        lambda time, data, layout: _appended(data, layouts.written(time.moment, layout)),
    ),
    "String": ("func() string", lambda time: time.printed()),
    "GoString": ("func() string", _go_string),
    "Add": ("func(time.Duration) time.Time", lambda time, span: time.later(span.value)),
    "AddDate": ("func(int, int, int) time.Time", lambda time, years, months, days: time.moved(years, months, days)),
    "Sub": ("func(time.Time) time.Duration", lambda time, other: time.since(other)),
    "After": ("func(time.Time) bool", lambda time, other: time.instant > other.instant),
    "Before": ("func(time.Time) bool", lambda time, other: time.instant < other.instant),
    "Equal": ("func(time.Time) bool", lambda time, other: time.instant == other.instant),
    "Compare": ("func(time.Time) int", _ordered),
    "IsZero": ("func() bool", lambda time: time.instant == (-62_135_596_800, 0)),
    "IsDST": ("func() bool", lambda time: time.moment.place.at(time.moment.seconds).summer),
    "UTC": ("func() time.Time", lambda time: time.elsewhere(zones.UTC)),
    "Local": ("func() time.Time", lambda time: time.elsewhere(zones.LOCAL)),
    "In": ("func(*time.Location) time.Time", lambda time, location: time.elsewhere(_place(location))),
    "Location": ("func() *time.Location", lambda time: Location(time.moment.place)),
    "Zone": ("func() (string, int)", lambda time: time.moment.place.at(time.moment.seconds).name),
    "ZoneBounds": ("func() (time.Time, time.Time)", lambda time: _uncovered("ZoneBounds")),
    "Truncate": ("func(time.Duration) time.Time", _time_truncated),
    "Round": ("func(time.Duration) time.Time", _time_rounded),
    "MarshalJSON": (
        "func() ([]uint8, error)",
        lambda time: byte_list(octets(f'"{time.strict("Time.MarshalJSON: ")}"')),
    ),
    "MarshalText": ("func() ([]uint8, error)", lambda time: byte_list(octets(time.strict("Time.MarshalText: ")))),
    "AppendText": (
        "func([]uint8) ([]uint8, error)",
        lambda time, data: _appended(data, time.strict("Time.AppendText: ")),
    ),
    "MarshalBinary": ("func() ([]uint8, error)", _marshalled),
    "GobEncode": ("func() ([]uint8, error)", _marshalled),
    "AppendBinary": (
        "func([]uint8) ([]uint8, error)",
        lambda time, data: byte_list(bytes(map(int, data)) + bytes(map(int, _marshalled(time)))),  # type: ignore[arg-type]
    ),
}
_DURATION: Final[dict[str, tuple[str, Callable[..., Json]]]] = {
    "Hours": ("func() float64", lambda span: _in_units(span, HOUR)),
    "Minutes": ("func() float64", lambda span: _in_units(span, MINUTE)),
    "Seconds": ("func() float64", lambda span: _in_units(span, SECOND)),
    "Milliseconds": ("func() int64", lambda span: Int64(_cut(span.value, 10**6))),
    "Microseconds": ("func() int64", lambda span: Int64(_cut(span.value, 1000))),
    "Nanoseconds": ("func() int64", lambda span: Int64(span.value)),
    "String": ("func() string", lambda span: span.printed()),
    "Abs": ("func() time.Duration", lambda span: Duration(min(abs(span.value), _HALF - 1))),
    "Round": ("func(time.Duration) time.Duration", rounded),
    "Truncate": ("func(time.Duration) time.Duration", _truncated),
}
_STRING: Final[dict[str, tuple[str, Callable[..., Json]]]] = {
    "String": ("func() string", lambda value: value.printed()),
}
_METHODS: Final[Mapping[str, dict[str, tuple[str, Callable[..., Json]]]]] = {
    "time.Time": _TIME,
    "time.Duration": _DURATION,
    "time.Month": _STRING,
    "time.Weekday": _STRING,
    "*time.Location": _STRING,
}


def _place(location: Location | None) -> zones.Place:
    if location is None:
        raise LangError("time: missing Location in call to Time.In")
    return location.place


def _int64(value: int) -> Json:
    return Int64((value + _HALF) % (1 << 64) - _HALF)


def _uncovered(name: str) -> Json:
    raise LangError(f"{name} is not covered")


def of_type(type: GoType, name: str) -> Method | None:
    """A type's method of a name."""
    found = _METHODS.get(type.name, {}).get(name)
    return None if found is None else Method(go(found[0]), found[1])


def bound(value: Opaque, name: str) -> Bound | None:
    """A value's method, ready to be called with its arguments."""
    method = of_type(value.type, name)
    if method is None:
        return None
    return Bound(name, method.type, lambda arguments: method.call(value, *arguments))
