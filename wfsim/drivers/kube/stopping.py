"""A flag by which one thread ends what another waits for.

In: ``set`` from anywhere. Out: waits end early, and streams that were entrusted to it are closed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Closable(Protocol):
    """Anything whose end can be brought about."""

    def close(self) -> None: ...


class Stop:
    """Not set in the beginning; set once and for all."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._open: list[Closable] = []

    def set(self) -> None:
        """From now on everything ends."""
        with self._lock:
            self._event.set()
            opened, self._open = self._open, []
        for one in opened:
            one.close()

    def is_set(self) -> bool:
        """Whether somebody asked for the end."""
        return self._event.is_set()

    def sleep(self, ms: int) -> None:
        """So long, or until it is set."""
        self._event.wait(ms / 1000)

    @contextmanager
    def ending(self, one: Closable) -> Iterator[None]:
        """While this goes on, ``set`` closes that; it is closed at the end in any case."""
        with self._lock:
            self._open.append(one)
            late = self._event.is_set()
        try:
            if late:
                one.close()
            yield
        finally:
            with self._lock:
                self._open = [other for other in self._open if other is not one]
            one.close()
