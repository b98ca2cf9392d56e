"""Time zones as Go knows them.

In: a name. Out: whether the tz database has it, and what it may have meant. Schedules and CronWorkflows name them.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.lang import timezones
from wfsim.lang.errors import LangError
from wfsim.validity.refusal import likeliest


def is_timezone(name: str) -> bool:
    """Whether Go would find the zone."""
    try:
        timezones.zone(name)
    except LangError:
        return False
    return True


def zone_hint(name: str) -> str:
    return likeliest(name, _zones(name)) or "For example `Europe/Paris`."


def _zones(name: str) -> Iterator[str]:
    """Zones that a misspelt one may have meant: only asked for after a mistake."""
    from zoneinfo import available_timezones

    return (zone for zone in sorted(available_timezones()) if abs(len(zone) - len(name)) < 4)
