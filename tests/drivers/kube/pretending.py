"""A cluster in memory: an API server's store with versions, selectors and watches, and a kubelet that runs nothing.

``Cluster`` is an ``Api``. ``Mortal`` is one whose owner dies at a certain request, as by ``kill -9``.
"""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

from wfsim.drivers.kube import errors
from wfsim.drivers.kube.client import Listing, LogOptions, Patch, Permission
from wfsim.drivers.kube.resources import EVERYWHERE, PODS, Call, ResourceType, known
from wfsim.lang import selectors

Data = dict[str, Any]
Key = tuple[str, str, str]


def _matches(selector: str, labels: Data) -> bool:
    return all(selectors.holds_of(one, labels.get(one.key)) for one in selectors.parse(selector)) if selector else True


def merged(old: Any, patch: Any) -> Any:
    """RFC 7386."""
    if not isinstance(patch, dict):
        return patch
    found = dict(old) if isinstance(old, dict) else {}
    for key, value in patch.items():
        if value is None:
            found.pop(key, None)
        else:
            found[key] = merged(found.get(key), value)
    return found


class Cluster:
    """``kubelet`` says what becomes of a pod: its exit code, None for one that runs on."""

    namespace, server = "ns", "memory"

    def __init__(self, kubelet: Callable[[Data], int | None] = lambda pod: 0) -> None:
        self._changed = threading.Condition(threading.RLock())
        self.objects: dict[Key, Data] = {}
        self.log: list[tuple[int, Key, Data | None, Data]] = []  # version, key, before, after ({}: gone)
        self.created: list[Key] = []
        self.calls: list[Call] = []
        self._version = 0
        self._kubelet = kubelet
        self.says: Callable[[Data], dict[str, str]] = lambda pod: {}  # container -> what it leaves as its message

    # -- the store

    def _put(self, key: Key, body: Data | None) -> Data:
        with self._changed:
            self._version += 1
            before = self.objects.get(key)
            if body is None:
                self.objects.pop(key, None)
                after: Data = copy.deepcopy(before or {})
            else:
                after = json.loads(json.dumps(body, sort_keys=True))  # Kubernetes sorts keys, too
            after.setdefault("metadata", {})["resourceVersion"] = str(self._version)
            if body is not None:
                self.objects[key] = after
            self.log.append((self._version, key, before, after if body is not None else {}))
            self._changed.notify_all()
            return copy.deepcopy(after)

    def _key(self, kind: ResourceType, namespace: str, name: str) -> Key:
        return kind.plural, namespace, name

    def _there(self, call: Call) -> Data:
        found = self.objects.get(self._key(call.kind, call.namespace, call.name))
        if found is None:
            raise errors.NotFound(call, f"{call.name} not found", 404, "NotFound")
        return found

    def get(self, kind: ResourceType, namespace: str, name: str, *, subresource: str = "") -> Data:
        with self._changed:
            return copy.deepcopy(self._there(self._did("get", kind, namespace, name)))

    def list(self, kind: ResourceType, namespace: str = EVERYWHERE, *, labels: str = "", fields: str = "") -> Listing:
        self._did("list", kind, namespace)
        with self._changed:
            found = [
                copy.deepcopy(one)
                for key, one in sorted(self.objects.items())
                if self._is_in(key, one, kind, namespace, labels)
            ]
            return Listing(tuple(found), str(self._version))

    def _is_in(self, key: Key, one: Data | None, kind: ResourceType, namespace: str, labels: str) -> bool:
        if not one or key[0] != kind.plural or (namespace and key[1] != namespace):
            return False
        return _matches(labels, one["metadata"].get("labels") or {})

    def create(self, kind: ResourceType, namespace: str, body: Any, **options: Any) -> Data:
        body = copy.deepcopy(body)
        name = body["metadata"].get("name") or f"{body['metadata']['generateName']}{len(self.created):05}"
        call = self._did("create", kind, namespace, name)
        key = self._key(kind, namespace, name)
        with self._changed:
            if key in self.objects:
                raise errors.AlreadyExists(call, f"{name} already exists", 409, "AlreadyExists")
            self.created.append(key)
            about = {
                **body["metadata"],
                "name": name,
                "uid": f"uid-{len(self.created)}",
                "creationTimestamp": "2026-01-01T00:00:00Z",
                **({"namespace": namespace} if namespace else {}),
            }
            made = self._put(key, {"apiVersion": kind.api_version, "kind": kind.kind, **body, "metadata": about})
        if kind is PODS:
            threading.Timer(0.002, self._run, (key,)).start()
        return made

    def replace(self, kind: ResourceType, namespace: str, body: Any, *, subresource: str = "") -> Data:
        name = body["metadata"]["name"]
        call = self._did("update", kind, namespace, name)
        with self._changed:
            if self._there(call)["metadata"]["resourceVersion"] != body["metadata"]["resourceVersion"]:
                raise errors.Conflict(call, "the object has been modified", 409, "Conflict")
            return self._put(self._key(kind, namespace, name), body)

    def patch(
        self, kind: ResourceType, namespace: str, name: str, body: Any, how: Patch = Patch.MERGE, **_: Any
    ) -> Data:
        call = self._did("patch", kind, namespace, name)
        key = self._key(kind, namespace, name)
        with self._changed:
            if how is Patch.APPLY and key not in self.objects:
                return self.create(kind, namespace, body)
            there = self._there(call)
            version = (body.get("metadata") or {}).get("resourceVersion")
            if version is not None and version != there["metadata"]["resourceVersion"]:
                raise errors.Conflict(call, "the object has been modified", 409, "Conflict")
            return self._kept(key, merged(there, body))

    def _kept(self, key: Key, body: Data) -> Data:
        """Written; gone where somebody deleted it and nothing holds it any more."""
        made, about = self._put(key, body), body["metadata"]
        if about.get("deletionTimestamp") and not about.get("finalizers"):
            self._gone(key, made)
        return made

    def _gone(self, key: Key, there: Data) -> Data:
        gone = self._put(key, None)
        for other, one in list(self.objects.items()):
            owners = one["metadata"].get("ownerReferences") or []
            if any(owner["uid"] == there["metadata"]["uid"] for owner in owners):
                self._put(other, None)
        return gone

    def delete(self, kind: ResourceType, namespace: str, name: str, *, uid: str = "", **_: Any) -> Data:
        call = self._did("delete", kind, namespace, name)
        with self._changed:
            there = self._there(call)
            if uid and there["metadata"]["uid"] != uid:
                raise errors.Conflict(call, "another uid", 409, "Conflict")
            key = self._key(kind, namespace, name)
            if there["metadata"].get("finalizers"):
                return self._put(key, merged(there, {"metadata": {"deletionTimestamp": "2026-01-01T00:00:01Z"}}))
            return self._gone(key, there)

    def watch(
        self, kind: ResourceType, namespace: str = EVERYWHERE, *, version: str, labels: str = "", **_: Any
    ) -> Any:
        self._did("watch", kind, namespace)
        return _Stream(self, kind, namespace, labels, int(version))

    def logs(self, namespace: str, pod: str, options: LogOptions = ...) -> Any:  # type: ignore[assignment]
        return iter(())

    def may(self, call: Call) -> Permission:
        return Permission(True)

    def find_kind(self, api_version: str, kind: str) -> ResourceType:
        found = known(api_version, kind)
        assert found is not None
        return found

    def acting_as(self, service_account: str, namespace: str) -> Cluster:
        return self

    def trying(self, retries: Any, stop: Any = None) -> Cluster:
        return self

    def close(self) -> None:
        return

    def _did(self, verb: str, kind: ResourceType, namespace: str, name: str = "") -> Call:
        call = Call(verb, kind, namespace, name)
        self.calls.append(call)
        return call

    # -- the kubelet

    def _run(self, key: Key) -> None:
        with self._changed:
            pod = self.objects.get(key)
            if pod is None:
                return
            spec = {**pod.get("spec", {}), "nodeName": "node-1"}
            running = {"name": "main", "state": {"running": {}}, "ready": True}
            self._put(key, {**pod, "spec": spec, "status": _status("Running", running)})
        code = self._kubelet(pod)
        if code is not None:
            threading.Timer(0.002, self.end, (key, code)).start()

    def end(self, key: Key, code: int, reason: str = "") -> None:
        """The pod ends."""
        with self._changed:
            pod = self.objects.get(key)
            if pod is None or (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed"):
                return
            ended = {"exitCode": code, "reason": reason or ("Error" if code else "Completed")}
            said = {"main": "", **self.says(pod)}
            rows = [{"name": name, "state": {"terminated": {**ended, "message": said[name]}}} for name in said]
            status = _status("Failed" if code else "Succeeded", *rows)
            self._put(key, {**pod, "status": status})


def _status(phase: str, *containers: Data) -> Data:
    return {"phase": phase, "podIP": "10.0.0.1", "containerStatuses": [*containers]}


class _Stream:
    """The events of a watch since a version, until it is closed."""

    def __init__(self, cluster: Cluster, kind: ResourceType, namespace: str, labels: str, version: int) -> None:
        self._cluster, self._what, self._version = cluster, (kind, namespace, labels), version
        self._closed = False

    def __iter__(self) -> Iterator[Data]:
        cluster = self._cluster
        at = 0
        while True:
            with cluster._changed:
                while at >= len(cluster.log) and not self._closed:
                    cluster._changed.wait(1)
                if self._closed:
                    return
                version, key, before, after = cluster.log[at]
                at += 1
            if version <= self._version:
                continue
            was, is_ = cluster._is_in(key, before, *self._what), cluster._is_in(key, after, *self._what)
            told = {(False, True): "ADDED", (True, True): "MODIFIED", (True, False): "DELETED"}.get((was, is_))
            if told is not None:
                shown = copy.deepcopy(after if is_ or after else before or {})
                shown["metadata"]["resourceVersion"] = str(version)
                yield {"type": told, "object": shown}

    def close(self) -> None:
        with self._cluster._changed:
            self._closed = True
            self._cluster._changed.notify_all()


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
