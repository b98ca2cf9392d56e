"""Time zones: what the clock says in a place at a second of the epoch.

In: names, offsets, seconds. Out: ``Place``. Without a zone of its own, as in Argo's image, a controller is in UTC.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from wfsim.lang.errors import LangError
from wfsim.lang.moments.calendar import DAY
from wfsim.text.records import NamedTuple

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_CYCLE: Final = 146_097 * DAY
_FIRST: Final = -62_135_596_800 + 2 * DAY  # what Python's datetime can hold, but for a day at either end
_LAST: Final = 253_402_300_799 - 2 * DAY


class Local(NamedTuple):
    """What a clock shows besides the time: the zone's short name, seconds east of UTC, whether it is summer time."""

    name: str
    offset: int
    summer: bool = False


class Place:
    """Where a clock hangs. Two places are the same only where they are one object, as in Go."""

    def __init__(self, name: str, fixed: int | None = None, zone: ZoneInfo | None = None) -> None:
        self.name = name
        self._fixed = fixed
        self._zone = zone

    def content(self) -> object:
        """What is equal where two places have the same clocks; those that Go has itself are like no other."""
        return id(self) if self is UTC or self is LOCAL else (self.name, self._fixed, id(self._zone))

    def at(self, seconds: int) -> Local:
        """What is valid at a second of the epoch."""
        if self._zone is None:
            return Local(self.name, self._fixed or 0)
        from datetime import datetime

        if not _FIRST <= seconds <= _LAST:
            # Rules repeat themselves every 400 years; before the first there is one offset only.
            seconds = _FIRST if seconds < _FIRST else seconds - (seconds - _LAST + _CYCLE - 1) // _CYCLE * _CYCLE
        here = datetime.fromtimestamp(seconds, self._zone)
        offset, summer = here.utcoffset(), here.dst()
        return Local(here.tzname() or "", int(offset.total_seconds()) if offset else 0, bool(summer))

    def seconds(self, as_if_utc: int) -> int:
        """The second of the epoch of a local time: Go asks twice for the offset and takes the second answer."""
        first = as_if_utc - self.at(as_if_utc).offset
        return as_if_utc - self.at(first).offset

    def named(self, short: str, seconds: int) -> int | None:
        """The offset of a zone's short name, best one that is valid at a local time; None where it has no such zone."""
        offsets = [one.offset for one in self._all if one.name == short]
        fitting = (offset for offset in offsets if self.at(seconds - offset).name == short)
        return next(fitting, offsets[0] if offsets else None)

    @cached_property
    def _all(self) -> tuple[Local, ...]:
        """What was ever valid here, each once, found by looking every 20 days."""
        if self._zone is None:
            return (self.at(0),)
        return tuple(dict.fromkeys(self.at(day * DAY) for day in range(-36_500, 25_000, 20)))


UTC: Final = Place("UTC", 0)
LOCAL: Final = Place("UTC", 0)


def fixed(name: str, offset: int) -> Place:
    """A place that has one offset for ever."""
    return Place(name, offset)


@lru_cache(maxsize=64)
def load(name: str) -> Place:
    """The place of a name of the tz database. LangError in Go's words."""
    if name in ("", "UTC"):
        return UTC
    if name == "Local":
        return LOCAL
    if ".." in name or name.startswith("/") or "\\" in name:
        raise LangError("time: invalid location name")
    from zoneinfo import ZoneInfo  # only where a zone is named

    try:
        return Place(name, zone=ZoneInfo("/".join(part for part in name.split("/") if part not in ("", "."))))
    except (ValueError, OSError, LookupError):
        raise LangError(f"unknown time zone {name}") from None
