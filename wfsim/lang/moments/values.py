"""Points in time, spans of time, months, weekdays and places as values of expressions.

In: numbers and places. Out: values that print, compare and compute as Go's do. ``methods`` has what can be called on
them; ``operators`` adds and compares them.
"""

from __future__ import annotations

from typing import ClassVar, Final

from wfsim.lang import gonumbers, gotypes
from wfsim.lang.errors import LangError
from wfsim.lang.gotypes import GoType, go
from wfsim.lang.govalues import Bound, Opaque
from wfsim.lang.moments import calendar, layouts, zones
from wfsim.lang.moments.layouts import Moment
from wfsim.lang.moments.zones import Place
from wfsim.lang.values import Json

SECOND: Final = 1_000_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
YEAR_ONE: Final = -62_135_596_800  # the second at which Go's zero time is


class _Value(Opaque):
    """A value with methods, which are looked up where one is asked for."""

    __slots__ = ()

    def method(self, name: str) -> Bound | None:
        from wfsim.lang.moments import methods

        return methods.bound(self, name)


class Named(_Value):
    """A whole number of a type of its own."""

    __slots__ = ("value",)

    def __init__(self, value: int) -> None:
        super().__init__()
        self.value = value

    def key(self) -> object:
        return self.value

    def in_json(self) -> Json:
        return self.value


class Duration(Named):
    """A span of time in nanoseconds; it wraps around as 64 bits do."""

    __slots__ = ()
    type: ClassVar[GoType] = gotypes.DURATION  # type: ignore[misc]

    def __init__(self, value: int) -> None:
        super().__init__(gonumbers.wrap(value))

    def printed(self) -> str:
        size = abs(self.value)
        sign = "-" if self.value < 0 else ""
        for unit, name in ((1, "ns"), (1_000, "\u00b5s"), (1_000_000, "ms")):
            if 0 < size < unit * 1000:
                return f"{sign}{_decimal(size, unit)}{name}"
        seconds = f"{sign}{{}}{_decimal(size % MINUTE, SECOND)}s"
        hours, minutes = divmod(size // MINUTE, 60)
        return seconds.format(f"{hours}h{minutes}m" if hours else f"{minutes}m" if minutes else "")


def _decimal(size: int, unit: int) -> str:
    whole, rest = divmod(size, unit)
    digits = str(rest).rjust(len(str(unit)) - 1, "0").rstrip("0") if rest else ""
    return f"{whole}.{digits}" if digits else str(whole)


class Month(Named):
    """A month, January being 1."""

    __slots__ = ()
    type: ClassVar[GoType] = go("time.Month")  # type: ignore[misc]

    def printed(self) -> str:
        return layouts.MONTHS[self.value - 1] if 1 <= self.value <= 12 else f"%!Month({self.value % (1 << 64)})"


class Weekday(Named):
    """A day of the week, Sunday being 0."""

    __slots__ = ()
    type: ClassVar[GoType] = go("time.Weekday")  # type: ignore[misc]

    def printed(self) -> str:
        return layouts.DAYS[self.value] if 0 <= self.value <= 6 else f"%!Weekday({self.value % (1 << 64)})"


class Location(_Value):
    """A pointer to a place; what it points to has no methods and nothing in it that can be seen."""

    __slots__ = ("place",)
    type: ClassVar[GoType] = gotypes.LOCATION  # type: ignore[misc]

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place

    def printed(self) -> str:
        return self.place.name

    def in_json(self) -> Json:
        return {}

    def key(self) -> object:
        return self.place.name

    def followed(self) -> Opaque:
        return PlaceItself(self.place)


class PlaceItself(Opaque):
    """A place where a pointer to it was followed."""

    __slots__ = ("place",)
    type: ClassVar[GoType] = go("time.Location")  # type: ignore[misc]

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place

    def printed(self) -> str:
        if self.place.name == "UTC":
            return "{UTC [] []  0 0 <nil>}"
        raise LangError("what Go prints of this place is where it is in memory")

    def key(self) -> object:
        return self.place.name

    def in_json(self) -> Json:
        return {}


class Time(_Value):
    """A point in time with the place whose clock shows it."""

    __slots__ = ("moment",)
    type: ClassVar[GoType] = gotypes.TIME  # type: ignore[misc]

    def __init__(self, moment: Moment) -> None:
        super().__init__()
        self.moment = moment

    @property
    def instant(self) -> tuple[int, int]:
        """What orders points in time, wherever their clocks hang."""
        return self.moment[:2]

    def key(self) -> object:
        return (self.instant, id(self.moment.place))

    def content(self) -> object:
        return (self.instant, self.moment.place.content())

    def printed(self) -> str:
        return layouts.written(self.moment, layouts.PRINTED)

    def in_json(self) -> Json:
        return self.strict("Time.MarshalJSON: ")

    def strict(self, where: str) -> str:
        """In RFC 3339, which holds years of four digits only; LangError beginning with ``where`` for others."""
        text = layouts.written(self.moment, layouts.RFC3339_NANO)
        if text[4] != "-" or text[0] == "-":
            raise LangError(f"{where}year outside of range [0,9999]")
        if not text.endswith("Z") and (text[-6].isdecimal() or int(text[-5:-3]) >= 24):
            raise LangError(f"{where}timezone hour outside of range [0,23]")
        return text

    @property
    def offset(self) -> int:
        return self.moment.place.at(self.moment.seconds).offset

    @property
    def days(self) -> int:
        """The days since 1970 that its calendar shows."""
        return (self.moment.seconds + self.offset) // calendar.DAY

    @property
    def clock(self) -> int:
        """The seconds since midnight that its clock shows."""
        return (self.moment.seconds + self.offset) % calendar.DAY

    def later(self, nanoseconds: int) -> Time:
        """So much later."""
        seconds, rest = divmod(self.moment.nanoseconds + nanoseconds, SECOND)
        return Time(self.moment._replace(seconds=self.moment.seconds + seconds, nanoseconds=rest))

    def since(self, other: Time) -> Duration:
        """How much later it is than another; at most what 64 bits hold."""
        found = self._absolute() - other._absolute()
        return Duration(max(gonumbers.INT_MIN, min(gonumbers.INT_MAX, found)))

    def past(self, nanoseconds: int) -> int:
        """What is left over when the time since year one is cut into such spans."""
        return (self._absolute() - YEAR_ONE * SECOND) % nanoseconds

    def _absolute(self) -> int:
        return self.moment.seconds * SECOND + self.moment.nanoseconds

    def moved(self, years: int, months: int, days: int) -> Time:
        """The same time of the clock on another day; days and months carry over."""
        year, month, day = calendar.date_of(self.days)
        there = calendar.days_of(year + years, month + months, day + days)
        place = self.moment.place
        return Time(Moment(place.seconds(there * calendar.DAY + self.clock), self.moment.nanoseconds, place))

    def elsewhere(self, place: Place) -> Time:
        """The same instant on another clock."""
        return Time(self.moment._replace(place=place))


ZERO: Final = Time(Moment(YEAR_ONE))


def now(seconds: int, nanoseconds: int = 0) -> Time:
    """A point in time on the controller's clock."""
    return Time(Moment(seconds, nanoseconds, zones.LOCAL))
