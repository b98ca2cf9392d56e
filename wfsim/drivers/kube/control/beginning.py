"""The workflows that are there when a controller begins: they begin together.

In: who is awaited, who is prepared. Out: all of them at once, those first that another process had begun: what locks
they have must be known before anybody takes one, and how many run before another one begins.
"""

from __future__ import annotations

from wfsim.drivers.kube.control.pool import Key
from wfsim.drivers.kube.control.settings import Prepared
from wfsim.spec.model import JsonObject


class Beginning:
    """For the thread that drives the engines."""

    def __init__(self) -> None:
        self._open = True
        self._synced = False
        self._awaited: set[Key] = set()
        self._waiting: list[tuple[JsonObject, Prepared]] = []

    def expect(self, key: Key) -> None:
        """A workflow is being prepared."""
        if self._open:
            self._awaited.add(key)

    def synced(self) -> None:
        """All that are there have been seen."""
        self._synced = True

    def holds(self, key: Key, found: JsonObject, prepared: Prepared) -> bool:
        """Whether a workflow that is prepared has to wait for the others."""
        self.gave_up(key)
        if self._open:
            self._waiting.append((found, prepared))
        return self._open

    def gave_up(self, key: Key) -> None:
        """Nobody waits for that one any more."""
        self._awaited.discard(key)

    def all(self) -> list[tuple[JsonObject, Prepared]]:
        """Those that begin now: once, when nobody is awaited any more."""
        if not self._open or not self._synced or self._awaited:
            return []
        self._open = False
        found, self._waiting = self._waiting, []
        return sorted(found, key=lambda one: one[1].state is None)
