"""Tokens that do not last: those of exec plugins, and those of service accounts in whose name something is done.

In: where they come from, and a clock. Out: a token that is good now; a new one where the server refused it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from wfsim.drivers.kube.plugins import Credential
from wfsim.drivers.kube.retrying import Clock

_AT = 0.8  # of its life a token is renewed
_SOONEST_MS = 10_000  # a token that dies sooner is renewed when it is refused


@dataclass(frozen=True, slots=True)
class Lasting:
    """A token, and how long it is good from the moment on when it was asked for; None: until it is refused."""

    token: str
    life_ms: int | None = None

    def __repr__(self) -> str:
        return f"Lasting(life_ms={self.life_ms})"


class Renewed:
    """Asks for a token when it is needed, keeps it for most of its life. For any number of threads."""

    def __init__(self, ask: Callable[[], Lasting], clock: Clock) -> None:
        self._ask, self._clock = ask, clock
        self._lock = threading.Lock()
        self._held = ""
        self._until: float | None = None

    def token(self) -> str:
        """One that is good as far as is known."""
        with self._lock:
            old = self._until is not None and self._clock() >= self._until
            return self._new() if old or not self._held else self._held

    def renewed(self, refused: str) -> str:
        """Another one than that; of many who were refused at once, the first asks."""
        with self._lock:
            return self._new() if self._held == refused else self._held

    def _new(self) -> str:
        began = self._clock()
        found = self._ask()
        self._held = found.token
        self._until = None if found.life_ms is None else began + max(found.life_ms * _AT, _SOONEST_MS)
        return found.token


def of_plugin(run: Callable[[], Credential]) -> Callable[[], Lasting]:
    """How long the credential of a plugin lasts, by the clock that it has been made with."""

    def ask() -> Lasting:
        found = run()
        if found.expires is None:
            return Lasting(found.token)
        expires = found.expires if found.expires.tzinfo else found.expires.replace(tzinfo=UTC)
        return Lasting(found.token, max(0, round((expires - datetime.now(UTC)).total_seconds() * 1000)))

    return ask
