"""Time zones by name, with Go's arithmetic for local times that are there twice or not at all.

In: a name. Out: a ``Zone``, or LangError in Go's words. Schedules use it, and the check of CronWorkflows.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from wfsim.lang.errors import LangError

_EPOCH = datetime(1970, 1, 1)
_DEEPEST = 8  # steps of a name: the database has three at most


class Zone(NamedTuple):
    """A zone of the tz database."""

    info: tzinfo

    def local(self, seconds: int) -> datetime:
        """The local time of a second of the epoch."""
        return datetime.fromtimestamp(seconds, self.info)

    def at(self, local: datetime) -> int:
        """The second of a local time: Go asks twice for the offset and takes the second answer."""
        as_if = int((local - _EPOCH) / timedelta(seconds=1))
        return as_if - self._offset(as_if - self._offset(as_if))

    def _offset(self, seconds: int) -> int:
        offset = self.local(seconds).utcoffset()
        return 0 if offset is None else int(offset.total_seconds())


@lru_cache(maxsize=64)
def zone(name: str) -> Zone:
    """The zone of a name. The controller's own zone, ``Local``, is UTC, as in Argo's image."""
    if name in ("", "UTC", "Local"):
        return Zone(UTC)
    if ".." in name or name.startswith(("/", "\\")):
        raise LangError("time: invalid location name")
    from zoneinfo import ZoneInfo  # only where a zone is named

    steps = name.split("/")  # a path to a file, of which the system ignores empty steps and dots on the way
    file = "/".join([*(step for step in steps[:-1] if step not in ("", ".")), steps[-1]])
    if file.count("/") > _DEEPEST:  # Python looks for each step in a package below the one before
        raise LangError(f"unknown time zone {name}")
    try:
        return Zone(ZoneInfo(file))
    except (ValueError, OSError, LookupError):
        raise LangError(f"unknown time zone {name}") from None
