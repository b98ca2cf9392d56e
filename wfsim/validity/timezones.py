"""Time zones as Go knows them.

In: a name. Out: whether the tz database has it, and what it may have meant. Schedules and CronWorkflows name them.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.validity.refusal import likeliest


def is_timezone(name: str) -> bool:
    """Whether Go would find the zone."""
    if name in ("UTC", "Local"):
        return True
    if ".." in name or name.startswith(("/", "\\")) or "\\" in name:
        return False
    from zoneinfo import ZoneInfo  # only where a zone is named

    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True


def zone_hint(name: str) -> str:
    return likeliest(name, _zones(name)) or "For example `Europe/Paris`."


def _zones(name: str) -> Iterator[str]:
    """Zones that a misspelt one may have meant: only asked for after a mistake."""
    from zoneinfo import available_timezones

    return (zone for zone in sorted(available_timezones()) if abs(len(zone) - len(name)) < 4)
