"""Instants as Kubernetes writes them: RFC 3339 in whole seconds, UTC.

In and out: milliseconds since the Unix epoch and text. Called by ``workflow``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_text(ms: int) -> str:
    """``2024-01-01T00:00:00Z``; what is below a second is cut off."""
    moment = _EPOCH + timedelta(seconds=ms // 1000)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def from_text(text: str) -> int:
    """The milliseconds of an RFC 3339 text with any offset and fraction. ValueError where it is none."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} names no offset from UTC")
    return (moment - _EPOCH) // timedelta(milliseconds=1)
