"""Artifacts removed while somebody waits: by the command that ran the workflow, or that deletes it.

In: a ``Collector`` and a run, whose object is on the cluster or, where that knows no Workflows, in memory. Out: whether
all came to an end in time, and the object as it is then.
"""

from __future__ import annotations

import time
from typing import Final, Protocol

from wfsim.drivers.kube.artifactgc.collecting import Collector
from wfsim.drivers.kube.errors import Conflict, NotFound
from wfsim.drivers.kube.read import meta
from wfsim.drivers.kube.resources import WORKFLOWS
from wfsim.drivers.kube.retrying import insisting
from wfsim.spec.model import JsonObject

PATIENCE_S: Final = 120.0
_EVERY_S: Final = 0.5


class Place(Protocol):
    """Where the object of a run is."""

    def look(self) -> bool:
        """Look at it once; whether somebody has to look again."""

    def found(self) -> JsonObject | None:
        """The object as it is; None where it is gone."""


class OnCluster:
    """An object that others see, and change."""

    def __init__(self, collector: Collector, namespace: str, name: str) -> None:
        self._collector, self._namespace, self._name = collector, namespace, name

    def look(self) -> bool:
        try:
            return insisting(lambda: self._collector.look_and_write(self._namespace, self._name))
        except Conflict:
            return True

    def found(self) -> JsonObject | None:
        try:
            return self._collector.api.get(WORKFLOWS, self._namespace, self._name)
        except NotFound:
            return None


class InMemory:
    """An object that nobody else has."""

    def __init__(self, collector: Collector, workflow: JsonObject) -> None:
        self._collector, self._workflow = collector, workflow

    def look(self) -> bool:
        looked = insisting(lambda: self._collector.look(self._workflow))
        self._workflow = looked.found
        self._collector.tidy(meta(self._workflow, "namespace"), looked)
        return looked.waits

    def found(self) -> JsonObject | None:
        return self._workflow


def collected(place: Place, patience_s: float = PATIENCE_S) -> bool:
    """Look until nothing is left to wait for; False where that takes too long."""
    end = time.monotonic() + patience_s
    while place.look():
        if time.monotonic() > end:
            return False
        time.sleep(_EVERY_S)
    return True
