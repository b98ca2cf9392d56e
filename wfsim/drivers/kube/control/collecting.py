"""Workflows that are over, or that somebody deletes, while artifacts of theirs are to be removed.

In: the objects that are held for that, and the pods that remove. Out: looks at each of them, one at a time, in workers:
when the object changes, when a pod of it does, and after a while in any case as long as pods go on.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from wfsim.drivers.kube import labels
from wfsim.drivers.kube.artifactgc.collecting import Collector
from wfsim.drivers.kube.artifactgc.planning import due, is_held
from wfsim.drivers.kube.artifactgc.pod import ARTIFACT_GC
from wfsim.drivers.kube.artifactgc.terms import HELD, TERMS
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.control import objects
from wfsim.drivers.kube.control.errands import Errands
from wfsim.drivers.kube.control.logs import Log
from wfsim.drivers.kube.control.pool import Key
from wfsim.drivers.kube.control.settings import Settings
from wfsim.drivers.kube.inbox import Inbox
from wfsim.drivers.kube.read import body, labels_of, meta, text
from wfsim.drivers.kube.watch import Change, ChangeKind
from wfsim.drivers.kube.workers import Task, Workers
from wfsim.spec.model import JsonObject

_EVERY_MS: Final = 5_000


def selector(instance: str) -> str:
    """The objects that are held. Those of runs that a command drives are ours once the command has ended."""
    return f"{labels.INSTANCE} in ({instance},{labels.BY_HAND}),{TERMS}={HELD}"


def is_of_collection(pod: JsonObject) -> bool:
    """Whether a pod belongs to no node, but removes artifacts."""
    return labels_of(pod).get(labels.COMPONENT) == ARTIFACT_GC


class Collecting:
    """For the thread that drives the engines."""

    def __init__(
        self, api: Api, settings: Settings, workers: Workers, inbox: Inbox, errands: Errands, log: Log
    ) -> None:
        self._workers, self._inbox, self._errands, self._log = workers, inbox, errands, log
        self._api, self._executor = api, settings.executor
        self._busy: set[Key] = set()
        self._again: set[Key] = set()
        self._planned: set[Key] = set()

    def changed(self, change: Change) -> None:
        """An object that is held has changed."""
        found = change.object
        if change.kind in (ChangeKind.ADDED, ChangeKind.MODIFIED) and is_held(found) and due(found):
            self._look(objects.key_of(found))

    def pod_changed(self, pod: JsonObject) -> None:
        """A pod that removes artifacts has changed."""
        if text(body(pod, "status"), "phase") in ("Succeeded", "Failed"):
            self._look((meta(pod, "namespace"), labels_of(pod).get(labels.WORKFLOW, "")))

    def _look(self, key: Key) -> None:
        if key in self._busy:
            self._again.add(key)
            return
        self._busy.add(key)
        warn = partial(self._log.warning, "artifact garbage collection", workflow="/".join(key))
        collector = Collector(self._api, lambda said: warn(error=said), self._executor)

        def look() -> None:
            waits = collector.look_and_write(*key)
            self._inbox.do(partial(self._looked, key, waits))

        def failed(error: Exception) -> None:
            warn(error=str(error))
            self._inbox.do(partial(self._looked, key, True))

        self._workers.do(Task(look, failed))

    def _looked(self, key: Key, waits: bool) -> None:
        self._busy.discard(key)
        if key in self._again:
            self._again.discard(key)
            self._look(key)
        elif waits and key not in self._planned:
            self._planned.add(key)
            self._inbox.do_at(self._inbox.now_ms + _EVERY_MS, partial(self._planned_now, key))

    def _planned_now(self, key: Key) -> None:
        self._planned.discard(key)
        self._look(key)
