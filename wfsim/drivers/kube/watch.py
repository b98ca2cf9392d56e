"""What happens to the objects of a kind, for ever, whatever breaks in between.

In: an ``Api``, a kind, a namespace and selectors. Out: ``Change``: what is there at first, ``SYNCED``, then what comes.
Bookmarks keep the place; a cut watch goes on from there; where the place is too old everything is listed again, and
what vanished meanwhile is told as deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from wfsim.drivers.kube import errors
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.resources import EVERYWHERE, Call, ResourceType
from wfsim.drivers.kube.retrying import ONCE, Clock, Retries, monotonic_ms
from wfsim.drivers.kube.stopping import Stop
from wfsim.spec.model import JsonObject
from wfsim.yamlio import Json

FOR_EVER = Retries(first_ms=200, most_ms=15_000)  # only its waits count
_SHORT_MS = 1000
_PATIENCE_MS = 60_000


class ChangeKind(Enum):
    """What a change is."""

    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"
    SYNCED = "synced"  # everything that is there has been told


@dataclass(frozen=True, slots=True)
class Change:
    """What happened, and the object as it is; a deleted one as it was last seen. SYNCED has an empty object."""

    kind: ChangeKind
    object: JsonObject = field(default_factory=dict)


Key = tuple[str, str]
_KINDS = {"ADDED": ChangeKind.ADDED, "MODIFIED": ChangeKind.MODIFIED, "DELETED": ChangeKind.DELETED}


def follow(
    api: Api,
    kind: ResourceType,
    namespace: str = EVERYWHERE,
    *,
    labels: str = "",
    fields: str = "",
    stop: Stop | None = None,
    waits: Retries = FOR_EVER,
    clock: Clock = monotonic_ms,
    timeout_s: int = 300,
    trouble: Callable[[errors.ApiError], None] | None = None,
) -> Iterator[Change]:
    """Ends when ``stop`` is set. Raises what waiting does not mend, and whatever the first listing meets.

    Once everything has been told, rights that are missing are waited for, a minute long: an API server that starts
    refuses everybody at first. ``trouble`` hears of everything that is waited for.
    """
    stop = stop or Stop()
    follower = _Follower(api, kind, namespace, labels, fields, stop, timeout_s)
    patience = _Patience(waits, clock)
    while not stop.is_set():
        began, seen = clock(), follower.seen
        error: errors.ApiError | None = None
        try:
            for change in follower.round():
                yield change
                if stop.is_set():
                    return
        except errors.ApiError as found:
            if not follower.synced or not patience.bears(found, follower.seen > seen):
                raise
            error = found
        if isinstance(error, errors.Gone):
            follower.version = ""
        if error is not None and trouble is not None and not stop.is_set():
            trouble(error)
        lasted = error is None and clock() - began >= _SHORT_MS
        stop.sleep(patience.wait_ms(error, lasted or follower.seen > seen))


@dataclass(slots=True)
class _Patience:
    """How long to wait after what went wrong, and when to give up."""

    waits: Retries
    clock: Clock
    failures: int = 0
    refused_since: int | None = None

    def bears(self, error: errors.ApiError, progress: bool) -> bool:
        """Whether it may pass."""
        if isinstance(error, errors.Temporary | errors.Gone):
            return True
        if not isinstance(error, errors.Unauthorized | errors.Forbidden):
            return False
        if progress or self.refused_since is None:
            self.refused_since = self.clock()
        return self.clock() - self.refused_since <= _PATIENCE_MS

    def wait_ms(self, error: errors.ApiError | None, progress: bool) -> int:
        """The first time that a place is too old, or a watch ends early, there is nothing to wait for."""
        mild = error is None or isinstance(error, errors.Gone)
        if not isinstance(error, errors.Unauthorized | errors.Forbidden):
            self.refused_since = None
        if progress:
            self.failures = 0
            if mild:
                return 0
        self.failures += 1
        if mild and self.failures == 1:
            return 0
        return self.waits.wait_ms(self.failures, error.after_ms if isinstance(error, errors.Temporary) else None)


@dataclass(slots=True)
class _Follower:
    """The place in the stream, and what is there."""

    api: Api
    kind: ResourceType
    namespace: str
    labels: str
    fields: str
    stop: Stop
    timeout_s: int
    version: str = ""
    synced: bool = False
    seen: int = 0  # events
    there: dict[Key, JsonObject] = field(default_factory=dict)

    def round(self) -> Iterator[Change]:
        """A listing where there is no place, then one watch."""
        if not self.version:
            yield from self._list()
        stream = self.api.watch(
            self.kind,
            self.namespace,
            version=self.version,
            labels=self.labels,
            fields=self.fields,
            timeout_s=self.timeout_s,
        )
        with self.stop.ending(stream):
            for event in stream:
                if (change := self._event(event)) is not None:
                    yield change

    def _list(self) -> Iterator[Change]:
        asking = (
            self.api.trying(ONCE) if self.synced else self.api
        )  # later on, waiting is done here, and ends with stop
        listing = asking.list(self.kind, self.namespace, labels=self.labels, fields=self.fields)
        before, self.there = self.there, {key(one): one for one in listing.items}
        for name, old in before.items():
            if name not in self.there or _meta(self.there[name], "uid") != _meta(old, "uid"):
                yield Change(ChangeKind.DELETED, old)
        for name, new in self.there.items():
            known = before.get(name)
            if known is None or _meta(known, "uid") != _meta(new, "uid"):
                yield Change(ChangeKind.ADDED, new)
            elif _meta(known, "resourceVersion") != _meta(new, "resourceVersion"):
                yield Change(ChangeKind.MODIFIED, new)
        self.version, self.synced = listing.version, True
        yield Change(ChangeKind.SYNCED)

    def _event(self, event: JsonObject) -> Change | None:
        """What an event tells; the place moves with it."""
        told, found = event.get("type"), event.get("object")
        held: JsonObject = found if isinstance(found, dict) else {}
        if told == "ERROR":
            raise errors.of_status(Call("watch", self.kind, self.namespace), held)
        self.version = str(_meta(held, "resourceVersion") or self.version)
        self.seen += 1
        change = _KINDS.get(str(told))
        if change is None:  # a bookmark
            return None
        if change is ChangeKind.DELETED:
            self.there.pop(key(held), None)
        else:
            change = ChangeKind.MODIFIED if key(held) in self.there else ChangeKind.ADDED
            self.there[key(held)] = held
        return Change(change, held)


def key(one: JsonObject) -> Key:
    """Namespace and name of an object."""
    return str(_meta(one, "namespace") or ""), str(_meta(one, "name") or "")


def _meta(one: JsonObject, name: str) -> Json:
    meta = one.get("metadata")
    return meta.get(name) if isinstance(meta, dict) else None
