"""The pods of all runs, watched once: each change goes to the run whose pod it is.

In: changes from the one stream of pods. Out: calls of the runs' watchers. All pods are kept as they are, for whoever is
going to drive a run, for the first time or again.
"""

from __future__ import annotations

from threading import Event, RLock
from typing import TypeAlias

from wfsim.drivers.kube import labels
from wfsim.drivers.kube.podwatch import Watcher
from wfsim.drivers.kube.read import body, text, texts
from wfsim.drivers.kube.watch import Change, ChangeKind
from wfsim.spec.model import JsonObject

Key: TypeAlias = tuple[str, str]  # namespace and workflow


class Pool:
    """For the thread that watches, and the one that drives the engines."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._watchers: dict[Key, Watcher] = {}
        self._pods: dict[Key, dict[str, JsonObject]] = {}
        self.synced = Event()

    def changed(self, change: Change) -> None:
        """Something happened to a pod."""
        if change.kind is ChangeKind.SYNCED:
            self.synced.set()
            return
        metadata = body(change.object, "metadata")
        key, name = _key(metadata), text(metadata, "name")
        with self._lock:
            if change.kind is not ChangeKind.DELETED:
                self._pods.setdefault(key, {})[name] = change.object
            elif key in self._pods:
                self._pods[key].pop(name, None)
                if not self._pods[key]:
                    del self._pods[key]
            watcher = self._watchers.get(key)
            if watcher is not None:
                watcher.changed(change)

    def of(self, key: Key) -> tuple[JsonObject, ...]:
        """The pods of a workflow whose end has not been written."""
        with self._lock:
            return tuple(self._pods.get(key, {}).values())

    def claim(self, key: Key, watcher: Watcher) -> None:
        """From now on this run hears of its pods, first of all of those that are there."""
        with self._lock:
            self._watchers[key] = watcher
            for pod in self.of(key):
                watcher.changed(Change(ChangeKind.ADDED, pod))

    def release(self, key: Key, watcher: Watcher | None) -> None:
        """Nobody drives that run any more, unless it is another one of the same name."""
        with self._lock:
            if self._watchers.get(key) is watcher:
                self._watchers.pop(key, None)


def _key(metadata: JsonObject) -> Key:
    return text(metadata, "namespace"), texts(metadata, "labels").get(labels.WORKFLOW, "")
