"""Points in time as Go's layouts read them.

In: a text and a layout such as ``2006-01-02``. Out: whole seconds since 1970. Called by ``when``, whose quoted dates
are numbers. Unlike strptime it takes what Go takes: one-digit hours, a fraction after any seconds, names in any case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FRACTION: Final = r"(?:[.,][0-9]+)?"
_ELEMENTS: Final = {
    "Mon": f"(?:{'|'.join(_DAYS)})",
    "Jan": f"(?P<month_name>{'|'.join(_MONTHS)})",
    "2006": "(?P<year>[0-9]{4})",
    "01": "(?P<month>[0-9]{2})",
    "02": "(?P<day>[0-9]{2})",
    "_2": " ?(?P<day>[0-9]{1,2})",
    "15": "(?P<hour>[0-9]{1,2})",
    "04": "(?P<minute>[0-9]{2})",
    "05": f"(?P<second>[0-9]{{2}}){_FRACTION}",
    ".999999999": "",
    "3": "(?P<hour12>[0-9]{1,2})",
    "PM": "(?P<half>AM|PM)",
    "-07:00": "(?P<zone>[+-][0-9]{2}:[0-9]{2})",
    "-0700": "(?P<zone>[+-][0-9]{4})",
    "Z07:00": "(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})",
    "Z0700": "(?P<zone>Z|[+-][0-9]{4})",
    "MST": "(?P<zone_name>ChST|MeST|GMT[+-][0-9]{1,2}|GMT|[A-Z]{3}|[A-Z]{3}T|WITA|[A-Z]{4}T|[+-][0-9]{2})",
}
_ELEMENT: Final = re.compile("|".join(re.escape(one) for one in sorted(_ELEMENTS, key=len, reverse=True)))

ANSIC: Final = "Mon Jan _2 15:04:05 2006"
UNIX_DATE: Final = "Mon Jan _2 15:04:05 MST 2006"
RUBY_DATE: Final = "Mon Jan 02 15:04:05 -0700 2006"
KITCHEN: Final = "3:04PM"
RFC3339: Final = "2006-01-02T15:04:05Z07:00"


@lru_cache(maxsize=64)
def _pattern(layout: str) -> re.Pattern[str]:
    parts, at = [], 0
    for found in _ELEMENT.finditer(layout):
        parts.append(re.escape(layout[at : found.start()]))
        element = _ELEMENTS[found.group()]
        names = found.group() in ("Mon", "Jan")
        parts.append(f"(?i:{element})" if names else element)
        at = found.end()
    parts.append(re.escape(layout[at:]))
    return re.compile("".join(parts), re.ASCII)


def unix_seconds(text: str, layout: str) -> int | None:
    """The seconds since 1970 that a text means under a layout (in UTC where it names no zone), or None."""
    found = _pattern(layout).fullmatch(text)
    return None if found is None else _seconds(found.groupdict())


def _seconds(parts: Mapping[str, str | None]) -> int | None:
    year = int(parts.get("year") or 0)
    month_name = parts.get("month_name")
    month = _MONTHS.index(month_name.capitalize()) + 1 if month_name else int(parts.get("month") or 1)
    days = _days(year, month, int(parts.get("day") or 1))
    clock = _clock(parts)
    offset = _offset(parts)
    if days is None or clock is None or offset is None:
        return None
    return days * 86_400 + clock - offset


def _days(year: int, month: int, day: int) -> int | None:
    """Days since 1970; year 0 is 400 years before year 400 in the calendar that Go extends backwards."""
    shifted = year if year else 400
    try:
        ordinal = date(shifted, month, day).toordinal()
    except ValueError:
        return None
    return ordinal - date(1970, 1, 1).toordinal() - (0 if year else 146_097)


def _clock(parts: Mapping[str, str | None]) -> int | None:
    hour, twelve = int(parts.get("hour") or 0), parts.get("hour12")
    if twelve is not None:
        hour = int(twelve)
        if hour > 12:
            return None
        half = parts.get("half")
        hour = hour + 12 if half == "PM" and hour < 12 else 0 if half == "AM" and hour == 12 else hour
    minute, second = int(parts.get("minute") or 0), int(parts.get("second") or 0)
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else None


def _offset(parts: Mapping[str, str | None]) -> int | None:
    """Seconds east of UTC. A zone's bare name is UTC, as Go takes a name that it does not know."""
    name = parts.get("zone_name") or ""
    if name.startswith("GMT") and len(name) > 3:
        return int(name[3:]) * 3600 if abs(int(name[3:])) < 24 else None
    zone = parts.get("zone")
    if zone is None or zone == "Z":
        return 0
    digits = zone[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 24 or minutes >= 60:
        return None
    return (-1 if zone[0] == "-" else 1) * (hours * 3600 + minutes * 60)


def printed(seconds: int) -> str:
    """A point in time as ``%v`` prints it, in UTC."""
    days, clock = divmod(seconds, 86_400)
    ordinal = days + date(1970, 1, 1).toordinal()
    shown = date.fromordinal(ordinal + (146_097 if ordinal < 1 else 0))
    year = shown.year if ordinal >= 1 else shown.year - 400
    hour, minute, second = clock // 3600, clock // 60 % 60, clock % 60
    return f"{year:04d}-{shown:%m-%d} {hour:02d}:{minute:02d}:{second:02d} +0000 UTC"
