"""A cluster in memory that starts its pods: a ``FakeCluster`` with a kubelet that runs nothing.

``Mortal`` is one whose owner dies at a certain request, as by ``kill -9``, ``Flaky`` one behind a bad network.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from tests.drivers.kube.fake import Data, FakeCluster, Key
from wfsim.drivers.kube import errors
from wfsim.drivers.kube.resources import PODS, Call, ResourceType

_SOON = 0.002  # seconds until a pod starts, and until it ends


class Cluster(FakeCluster):
    """``kubelet`` says what becomes of a pod: its exit code, None for one that runs on."""

    def __init__(self, kubelet: Callable[[Data], int | None] = lambda pod: 0) -> None:
        super().__init__()
        self.kubelet = kubelet
        self.says: Callable[[Data], dict[str, str]] = lambda pod: {}  # container -> what it leaves as its message

    @property
    def created(self) -> list[Key]:
        """Every object that came to be, in its order."""
        return [key for _, key, before, _ in self.history if before is None]

    def create(self, kind: ResourceType, namespace: str, body: Any, **options: Any) -> Data:
        made = super().create(kind, namespace, body, **options)
        if kind is PODS:
            key = (PODS.qualified, namespace, made["metadata"]["name"])
            threading.Timer(_SOON, self._run, (key,)).start()
        return made

    def _run(self, key: Key) -> None:
        with self.changed:
            pod = self.objects.get(key)
            if pod is None:
                return
            spec = {**pod.get("spec", {}), "nodeName": "node-1"}
            running = {"name": "main", "state": {"running": {}}, "ready": True}
            self.put(PODS, {**pod, "spec": spec, "status": _status("Running", running)})
        code = self.kubelet(pod)
        if code is not None:
            threading.Timer(_SOON, self.end, (key, code)).start()

    def end(self, key: Key, code: int, reason: str = "") -> None:
        """The pod ends."""
        with self.changed:
            pod = self.objects.get(key)
            if pod is None or (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed"):
                return
            ended = {"exitCode": code, "reason": reason or ("Error" if code else "Completed")}
            said = {"main": "", **self.says(pod)}
            rows = [{"name": name, "state": {"terminated": {**ended, "message": said[name]}}} for name in said]
            status = _status("Failed" if code else "Succeeded", *rows)
            self.put(PODS, {**pod, "status": status})


def _status(phase: str, *containers: Data) -> Data:
    return {"phase": phase, "podIP": "10.0.0.1", "containerStatuses": [*containers]}


class Dead(BaseException):
    """The process that asked is no more."""


class Mortal:
    """The same cluster for a process that dies at its so-manieth request that changes something, before or after it."""

    def __init__(self, cluster: Cluster, after: int, *, done: bool) -> None:
        self._cluster, self._left, self._done = cluster, after, done
        self._lock = threading.Lock()
        self.dead = threading.Event()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._cluster, name)
        if name in ("acting_as", "trying"):
            return lambda *given, **named: self
        if not callable(found):
            return found
        changing = name in ("create", "patch", "delete", "replace")

        def ask(*given: Any, **named: Any) -> Any:
            with self._lock:
                if self.dead.is_set():
                    raise Dead
                if changing:
                    self._left -= 1
                dying = changing and self._left < 0
                if dying:
                    self.dead.set()
            if dying and not self._done:
                raise Dead
            answer = found(*given, **named)
            if dying or self.dead.is_set():
                raise Dead
            return answer

        return ask


class Flaky:
    """The same cluster behind a network that loses every so-manieth request, or its answer."""

    def __init__(self, cluster: Cluster, every: int) -> None:
        self._cluster, self._every = cluster, every
        self._lock = threading.Lock()
        self._count = 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._cluster, name)
        if name in ("acting_as", "trying"):
            return lambda *given, **named: self
        if name not in ("create", "patch", "delete", "replace", "get"):
            return found

        def ask(*given: Any, **named: Any) -> Any:
            with self._lock:
                self._count += 1
                lost = self._count % self._every == 0
                answered = self._count % (2 * self._every) == 0
            call = Call(name, given[0], given[1])
            if lost and not answered:
                raise errors.Temporary(call, "overloaded", 429, details={"retryAfterSeconds": 0.01})
            answer = found(*given, **named)
            if lost:
                raise errors.Temporary(call, "cut off", 0, details={"retryAfterSeconds": 0.01})
            return answer

        return ask
