"""What is being done, as one line that a terminal shows while work is long.

In: the stream for words, and how far the work is. Out: a line that is written over and at last wiped off. ``Streams``
has one. Nothing is shown where the stream is no terminal, or before the work has taken half a second.
"""

from __future__ import annotations

import os
from time import monotonic

from wfsim.text.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

_PATIENCE_S, _BETWEEN_S = 0.5, 0.1
_WIPE = "\r\x1b[K"


class Progress:
    """The line, if any, that stands on the terminal now."""

    __slots__ = ("_due", "_is_shown", "_stream")

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        can_wipe = stream.isatty() and os.environ.get("TERM") != "dumb"
        self._due = monotonic() + _PATIENCE_S if can_wipe else float("inf")
        self._is_shown = False

    @property
    def is_due(self) -> bool:
        """Whether something is to be said now: not if that was a moment ago."""
        return monotonic() >= self._due

    def show(self, text: str) -> None:
        """Say how far the work is."""
        self._due = monotonic() + _BETWEEN_S
        self._is_shown = True
        self._stream.write(f"{_WIPE}{text}")
        self._stream.flush()

    def wipe(self) -> None:
        """Make room for words."""
        if self._is_shown:
            self._is_shown = False
            self._stream.write(_WIPE)
            self._stream.flush()
