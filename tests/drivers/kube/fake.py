"""A cluster in memory: ``FakeCluster`` is a ``client.Api`` with versions, selectors, watches, patches and logs.

Nothing runs in it: a test writes what a controller or a kubelet would, with the same calls. ``absent`` are kinds that
it does not know, ``forbidden`` what nobody may (``"patch workflows"``), ``before`` and ``after`` are called with every
request: they may write something in between, or raise what the network would. It sorts keys, as Kubernetes does. Of
``namespaces`` None every one is there.
"""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from wfsim.drivers.kube import errors
from wfsim.drivers.kube.client import Listing, LogOptions, Patch, Permission, Propagation
from wfsim.drivers.kube.resources import EVERYWHERE, NAMESPACES, PODS, Call, ResourceType, known
from wfsim.drivers.kube.retrying import Retries
from wfsim.drivers.kube.stopping import Stop
from wfsim.lang import selectors

Data = dict[str, Any]
Key = tuple[str, str, str]  # qualified kind, namespace, name
Hook = Callable[[Call], None]
_MANY = 50  # seconds that a watch of a test lasts at most


def merged(old: Any, patch: Any) -> Any:
    """A merge patch (RFC 7386)."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    found = dict(old) if isinstance(old, dict) else {}
    for key, value in patch.items():
        if value is None:
            found.pop(key, None)
        else:
            found[key] = merged(found.get(key), value)
    return found


def operated(old: Data, operations: list[Data]) -> Data:
    """A JSON patch (RFC 6902): add, replace, remove, test."""
    found = copy.deepcopy(old)
    for one in operations:
        *path, last = [part.replace("~1", "/").replace("~0", "~") for part in one["path"].split("/")[1:]]
        place: Any = found
        for part in path:
            place = place[int(part)] if isinstance(place, list) else place[part]
        key: Any = int(last) if isinstance(place, list) and last != "-" else last
        if one["op"] == "test":
            assert place[key] == one["value"]
        elif one["op"] == "remove":
            del place[key]
        elif isinstance(place, list) and one["op"] == "add":
            place.insert(len(place) if key == "-" else key, one["value"])
        else:
            place[key] = one["value"]
    return found


class FakeCluster:
    """All objects; every method from any thread. ``calls`` are all requests in their order."""

    server = "memory"

    def __init__(self, namespace: str = "ns", *, namespaces: tuple[str, ...] | None = None) -> None:
        self.namespace = namespace
        self.changed = threading.Condition(threading.RLock())
        self.objects: dict[Key, Data] = {}
        self.history: list[tuple[int, Key, Data | None, Data | None]] = []  # version, key, before, after
        self.calls: list[Call] = []
        self.absent: set[ResourceType] = set()
        self.forbidden: set[str] = set()
        self.before: Hook = lambda call: None
        self.after: Hook = lambda call: None
        self.oldest = 0  # watches from before this version are Gone
        self.user = "tester"
        self._version = 100
        self._uids = 0
        self._lines: dict[tuple[str, str, str], list[str]] = {}
        self._silent: set[tuple[str, str, str]] = set()
        self._namespaces = namespaces
        self._clock = 0

    # -- what a test does

    def put(self, kind: ResourceType, body: Data) -> Data:
        """An object as somebody else made or changed it, whatever was there."""
        about = body["metadata"]
        key = (kind.qualified, about.get("namespace", "") if kind.namespaced else "", about["name"])
        with self.changed:
            return self._store(key, kind, body)

    def write(self, namespace: str, pod: str, *lines: str, container: str = "main", ended: bool = False) -> None:
        """Lines of a container's log, each with its timestamp in front; ``ended``: no more will come."""
        with self.changed:
            self._lines.setdefault((namespace, pod, container), []).extend(lines)
            if ended:
                self._silent.add((namespace, pod, container))
            self.changed.notify_all()

    def asked(self, verb: str) -> list[Call]:
        """The requests of a verb."""
        return [one for one in self.calls if one.verb == verb]

    # -- the store

    def _store(self, key: Key, kind: ResourceType, body: Data | None) -> Data:
        before = self.objects.get(key)
        about = {} if body is None else body["metadata"]
        kept = {one: before["metadata"][one] for one in ("uid", "creationTimestamp")} if before else self._born(about)
        if body is not None:
            spaced = {"namespace": key[1]} if key[1] else {}
            whole = {"apiVersion": kind.api_version, "kind": kind.kind, **body}
            body = json.loads(json.dumps({**whole, "metadata": {**about, **spaced, **kept}}, sort_keys=True))
            if before is not None and _unversioned(before) == _unversioned(body):
                return copy.deepcopy(before)
        self._version += 1
        after = None
        if body is None:
            del self.objects[key]
        else:
            body["metadata"]["resourceVersion"] = str(self._version)
            self.objects[key] = after = body
        self.history.append((self._version, key, before, after))
        self.changed.notify_all()
        return copy.deepcopy(after or before or {})

    def _born(self, about: Data) -> Data:
        self._uids += 1
        self._clock += 1
        at = f"2026-01-01T{self._clock // 3600:02}:{self._clock // 60 % 60:02}:{self._clock % 60:02}Z"
        return {
            "uid": about.get("uid", f"uid-{self._uids}"),
            "creationTimestamp": about.get("creationTimestamp", at),
        }

    def _begin(self, verb: str, kind: ResourceType, namespace: str, name: str = "", subresource: str = "") -> Call:
        call = Call(verb, kind, namespace, name, subresource)
        with self.changed:
            self.calls.append(call)
        self.before(call)
        if f"{verb} {call.resource}" in self.forbidden:
            where = f' in the namespace "{namespace}"' if namespace else " at the cluster scope"
            said = f'User "{self.user}" cannot {verb} resource "{call.resource}" in API group "{kind.group}"{where}'
            raise errors.Forbidden(call, f"{call.resource} is forbidden: {said}", 403, "Forbidden")
        if kind in self.absent:
            raise errors.UnknownKind(call, "the server could not find the requested resource", 404, "NotFound")
        return call

    def _there(self, call: Call) -> Data:
        found = self.objects.get((call.kind.qualified, call.namespace, call.name))
        if found is None:
            details = {"name": call.name, "group": call.kind.group, "kind": call.kind.plural}
            raise errors.NotFound(call, f'{call.kind.qualified} "{call.name}" not found', 404, "NotFound", details)
        return found

    def _fits(self, call: Call, given: Data) -> Data:
        """The object that is there, if it is the version that is meant."""
        there = self._there(call)
        for key in ("resourceVersion", "uid"):
            if given.get(key) and given[key] != there["metadata"][key]:
                said = "the object has been modified; please apply your changes to the latest version and try again"
                raise errors.Conflict(call, said, 409, "Conflict")
        return there

    # -- the protocol

    def get(self, kind: ResourceType, namespace: str, name: str, *, subresource: str = "") -> Data:
        call = self._begin("get", kind, namespace, name, subresource)
        if kind is NAMESPACES and (self._namespaces is None or name in self._namespaces):
            return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
        with self.changed:
            return copy.deepcopy(self._there(call))

    def list(self, kind: ResourceType, namespace: str = EVERYWHERE, *, labels: str = "", fields: str = "") -> Listing:
        self._begin("list", kind, namespace)
        wanted = Selection(kind, namespace, labels, fields)
        with self.changed:
            found = [copy.deepcopy(one) for key, one in sorted(self.objects.items()) if wanted.takes(key, one)]
            return Listing(tuple(found), str(self._version))

    def create(
        self,
        kind: ResourceType,
        namespace: str,
        body: Any,
        *,
        dry_run: bool = False,
        name: str = "",
        subresource: str = "",
    ) -> Data:
        about = dict(body.get("metadata") or {})
        with self.changed:
            name = name or about.get("name") or f"{about['generateName']}{self._uids:05}"
        call = self._begin("create", kind, namespace, name, subresource)
        if self._namespaces is not None and namespace and namespace not in self._namespaces:
            details = {"name": namespace, "kind": "namespaces"}
            raise errors.NotFound(call, f'namespaces "{namespace}" not found', 404, "NotFound", details)
        key = (kind.qualified, namespace, name)
        with self.changed:
            if key in self.objects:
                raise errors.AlreadyExists(call, f'{kind.qualified} "{name}" already exists', 409, "AlreadyExists")
            whole = {**body, "metadata": {**about, "name": name}}
            made = merged({}, whole) if dry_run else self._store(key, kind, whole)
        self.after(call)
        return made

    def replace(self, kind: ResourceType, namespace: str, body: Any, *, subresource: str = "") -> Data:
        about = body["metadata"]
        if not about.get("name") or not about.get("resourceVersion"):
            raise ValueError("an object is replaced as it was read: with its name and resourceVersion")
        call = self._begin("update", kind, namespace, about["name"], subresource)
        with self.changed:
            self._fits(call, about)
            made = self._written((kind.qualified, namespace, about["name"]), kind, body)
        self.after(call)
        return made

    def patch(
        self,
        kind: ResourceType,
        namespace: str,
        name: str,
        body: Any,
        how: Patch = Patch.MERGE,
        *,
        subresource: str = "",
        force: bool = False,
        dry_run: bool = False,
        manager: str = "",
    ) -> Data:
        call = self._begin("patch", kind, namespace, name, subresource)
        key = (kind.qualified, namespace, name)
        with self.changed:
            if how is Patch.APPLY and key not in self.objects:
                return self._store(key, kind, {**body, "metadata": {**body["metadata"], "name": name}})
            if how is Patch.JSON:
                changed = operated(self._there(call), body)
            else:  # strategic patches of lists are not needed by anybody here
                assert how is not Patch.STRATEGIC
                changed = merged(self._fits(call, body.get("metadata") or {}), body)
            made = changed if dry_run else self._written(key, kind, changed)
        self.after(call)
        return made

    def delete(
        self,
        kind: ResourceType,
        namespace: str,
        name: str,
        *,
        uid: str = "",
        version: str = "",
        grace_s: int | None = None,
        propagation: Propagation = Propagation.BACKGROUND,
    ) -> Data:
        call = self._begin("delete", kind, namespace, name)
        with self.changed:
            there = self._fits(call, {"uid": uid, "resourceVersion": version})
            key, about = (kind.qualified, namespace, name), there["metadata"]
            if about.get("finalizers"):
                going = {**there, "metadata": {**about, "deletionTimestamp": about["creationTimestamp"]}}
                return self._store(key, kind, going)
            gone = self._store(key, kind, None)
            if propagation is not Propagation.ORPHAN:
                self._collect(about["uid"])
        self.after(call)
        return gone

    def _written(self, key: Key, kind: ResourceType, body: Data) -> Data:
        """Written; gone where somebody deleted it and nothing holds it any more."""
        made, about = self._store(key, kind, body), body["metadata"]
        if about.get("deletionTimestamp") and not about.get("finalizers"):
            self._store(key, kind, None)
            self._collect(made["metadata"]["uid"])
        return made

    def _collect(self, uid: str) -> None:
        for key, one in list(self.objects.items()):
            owners = one["metadata"].get("ownerReferences") or []
            if any(owner.get("uid") == uid for owner in owners) and key in self.objects:
                self._store(key, PODS, None)
                self._collect(one["metadata"]["uid"])

    def delete_all(self, kind: ResourceType, namespace: str, *, labels: str, grace_s: int | None = None) -> None:
        if not labels or not namespace:
            raise ValueError("a selector and a namespace say what is deleted")
        self._begin("deletecollection", kind, namespace)
        wanted = Selection(kind, namespace, labels, "")
        with self.changed:
            for key in [key for key, one in self.objects.items() if wanted.takes(key, one)]:
                self._store(key, kind, None)

    def watch(
        self,
        kind: ResourceType,
        namespace: str = EVERYWHERE,
        *,
        version: str,
        labels: str = "",
        fields: str = "",
        timeout_s: int = 300,
    ) -> Watching:
        call = self._begin("watch", kind, namespace)
        if int(version) < self.oldest:
            raise errors.Gone(call, f"too old resource version: {version}", 410, "Expired")
        return Watching(self, Selection(kind, namespace, labels, fields), int(version))

    def logs(self, namespace: str, pod: str, options: LogOptions = LogOptions()) -> Lines:  # noqa: B008
        call = self._begin("get", PODS, namespace, pod, "log")
        with self.changed:
            self._there(Call("get", PODS, namespace, pod))
            key = (namespace, pod, options.container or "main")
            if key not in self._lines:
                said = f'container "{key[2]}" in pod "{pod}" is waiting to start: ContainerCreating'
                raise errors.NotStarted(call, said, 400, "BadRequest")
        return Lines(self, key, options)

    def may(self, call: Call) -> Permission:
        return Permission(f"{call.verb} {call.resource}" not in self.forbidden)

    def find_kind(self, api_version: str, kind: str) -> ResourceType:
        found = known(api_version, kind)
        if found is None or found in self.absent:
            call = Call("get", ResourceType("", api_version, kind.lower(), kind))
            raise errors.UnknownKind(call, f"the server knows no {kind} of {api_version}", 404, "NotFound")
        return found

    def acting_as(self, service_account: str, namespace: str) -> FakeCluster:
        return self

    def trying(self, retries: Retries, stop: Stop | None = None) -> FakeCluster:
        return self

    def close(self) -> None:
        """There is nothing to close."""


def _unversioned(body: Data) -> Data:
    return {**body, "metadata": {key: value for key, value in body["metadata"].items() if key != "resourceVersion"}}


class Selection:
    """Which objects a listing or a watch is about."""

    def __init__(self, kind: ResourceType, namespace: str, labels: str, fields: str) -> None:
        self._kind, self._namespace = kind.qualified, namespace
        self._labels = selectors.parse(labels) if labels else ()
        self._fields = [term.partition("=") for term in fields.split(",") if term]

    def takes(self, key: Key, one: Data | None) -> bool:
        if one is None or key[0] != self._kind or self._namespace not in ("", key[1]):
            return False
        about = one["metadata"]
        labels = about.get("labels") or {}
        known = {"metadata.name": key[2], "metadata.namespace": key[1]}
        known["status.phase"] = (one.get("status") or {}).get("phase", "")
        fits = all(known[name] == value.lstrip("=") for name, _, value in self._fields)
        return fits and all(selectors.holds_of(term, labels.get(term.key)) for term in self._labels)


class Watching:
    """The events of a watch, until it is closed."""

    def __init__(self, cluster: FakeCluster, wanted: Selection, version: int) -> None:
        self._cluster, self._wanted, self._version = cluster, wanted, version
        self._closed = False

    def __iter__(self) -> Iterator[Data]:
        at = 0
        while (entry := self._next(at)) is not None:
            at += 1
            version, key, before, after = entry
            if version <= self._version:
                continue
            was, now = self._wanted.takes(key, before), self._wanted.takes(key, after)
            told = {(False, True): "ADDED", (True, True): "MODIFIED", (True, False): "DELETED"}.get((was, now))
            if told is not None:
                shown = copy.deepcopy(after or before or {})
                shown["metadata"]["resourceVersion"] = str(version)
                yield {"type": told, "object": shown}

    def _next(self, at: int) -> tuple[int, Key, Data | None, Data | None] | None:
        cluster = self._cluster
        with cluster.changed:
            cluster.changed.wait_for(lambda: self._closed or at < len(cluster.history), _MANY)
            return None if self._closed or at >= len(cluster.history) else cluster.history[at]

    def close(self) -> None:
        with self._cluster.changed:
            self._closed = True
            self._cluster.changed.notify_all()


class Lines:
    """The lines of a container's log; followed until its end is known."""

    def __init__(self, cluster: FakeCluster, key: tuple[str, str, str], options: LogOptions) -> None:
        self._cluster, self._key, self._options = cluster, key, options
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        at = 0
        while (line := self._next(at)) is not None:
            at += 1
            stamp, _, text = line.partition(" ")
            if stamp[:19] >= self._options.since_time[:19]:
                yield (line if self._options.timestamps else text).encode()

    def _next(self, at: int) -> str | None:
        cluster, lines = self._cluster, self._cluster._lines[self._key]
        with cluster.changed, suppress(IndexError):
            if self._options.follow:
                cluster.changed.wait_for(lambda: self._closed or at < len(lines) or self._key in cluster._silent, _MANY)
            return None if self._closed else lines[at]
        return None

    def close(self) -> None:
        with self._cluster.changed:
            self._closed = True
            self._cluster.changed.notify_all()
