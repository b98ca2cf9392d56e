"""What the controller says of itself: one JSON object a line.

In: an event in words, and fields. Out: a line on a stream. Nothing of a workflow's own (parameters, outputs, manifests)
is ever a field, so that no secret gets into a log.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import Final, TextIO

LEVELS: Final = ("debug", "info", "warning", "error")


class Log:
    """For any number of threads. ``least``: what is less than that is not written."""

    def __init__(self, stream: TextIO, now_ms: Callable[[], int], least: str = "info") -> None:
        self._stream, self._now_ms = stream, now_ms
        self._least = LEVELS.index(least)
        self._lock = Lock()

    def debug(self, said: str, **fields: str | int) -> None:
        self._write("debug", said, fields)

    def info(self, said: str, **fields: str | int) -> None:
        self._write("info", said, fields)

    def warning(self, said: str, **fields: str | int) -> None:
        self._write("warning", said, fields)

    def error(self, said: str, **fields: str | int) -> None:
        self._write("error", said, fields)

    def _write(self, level: str, said: str, fields: dict[str, str | int]) -> None:
        if LEVELS.index(level) < self._least:
            return
        at = datetime.fromtimestamp(self._now_ms() / 1000, UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": at.replace("+00:00", "Z"), "level": level, "msg": said, **fields})
        with self._lock:
            self._stream.write(line + "\n")
            self._stream.flush()
