"""The state of one run, written to its Workflow object: not at every event, never two writes at once.

In: word that the state changed, and how to get it. Out: merge patches with only what changed; word when a state has
been written, that the object is gone, or that somebody else drives the run. A patch names the version that it changes;
where that is no longer the object's, the object is read, and a ``writer`` that is not ours says that another controller
is at work.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from wfsim.drivers.kube import labels
from wfsim.drivers.kube.client import Api, Patch
from wfsim.drivers.kube.control.patches import difference
from wfsim.drivers.kube.errors import ApiError, Conflict, NotFound
from wfsim.drivers.kube.inbox import Inbox, Work
from wfsim.drivers.kube.read import annotations_of, body, meta
from wfsim.drivers.kube.resources import WORKFLOWS, Call
from wfsim.drivers.kube.workers import Task, Workers
from wfsim.record.workflow import ENGINE, SEED
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

WRITER: Final = "wfsim.dev/writer"
SOURCES: Final = "wfsim.dev/sources"
_LABELS: Final = (labels.COMPLETED, labels.PHASE)
_ANNOTATIONS: Final = (
    "workflows.argoproj.io/pod-name-format",
    "wfsim/record",
    SEED,
    ENGINE,
    SOURCES,
    WRITER,
)
_SLOWER_BYTES: Final = 100_000  # for each of these one interval more: large objects are written less often
_TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The run as it is now, and what may be done once that is written. ``last``: nothing will follow."""

    workflow: JsonObject
    durable: Work
    last: bool


@dataclass(frozen=True, slots=True)
class Readers:
    """Who is told, in the thread that drives the engines: the object is gone; another one writes it; it cannot be
    written."""

    gone: Work
    lost: Work
    failed: Callable[[ApiError], None]


class Publisher:
    """One run's object. All methods are for the thread that drives the engines. ``interval_ms`` is the least time
    between two writes, asked anew each time."""

    def __init__(
        self,
        api: Api,
        workers: Workers,
        inbox: Inbox,
        read: JsonObject,
        snapshot: Callable[[], Snapshot],
        readers: Readers,
        identity: str,
        interval_ms: Callable[[], int],
    ) -> None:
        self._api, self._workers, self._inbox, self._snapshot = api, workers, inbox, snapshot
        self._readers, self._identity, self._interval_ms = readers, identity, interval_ms
        self._namespace, self._name = meta(read, "namespace"), meta(read, "name")
        self._uid, self._version = meta(read, "uid"), meta(read, "resourceVersion")
        self._writer = annotations_of(read).get(WRITER, "")
        self._last = visible(read)
        self._count = 0
        self._next_ms = 0
        self._dirty = self._writing = self._planned = self._closed = False

    @property
    def clean(self) -> bool:
        """Whether everything has been written."""
        return self._closed or not (self._dirty or self._writing)

    def changed(self, *, urgent: bool = False) -> None:
        """The state is another one; it is written soon, at once where that is urgent."""
        self._dirty = True
        if urgent:
            self._next_ms = 0
        self._go()

    def close(self) -> None:
        """Nothing is written any more."""
        self._closed = True

    def _go(self) -> None:
        if self._closed or self._writing or not self._dirty:
            return
        now_ms = self._inbox.now_ms
        if now_ms < self._next_ms:
            if not self._planned:
                self._planned = True
                self._inbox.do_at(self._next_ms, self._planned_now)
            return
        self._dirty = False
        taken = self._snapshot()
        if difference(self._last, visible(taken.workflow, {WRITER: self._writer} if self._writer else None)) is None:
            taken.durable()
            return
        self._writing = True
        self._count += 1
        writer = f"{self._identity}/{self._count}"
        wanted = visible(taken.workflow, {WRITER: writer})
        patch = difference(self._last, wanted) or {}
        size = len(json.dumps(patch))
        self._next_ms = now_ms + self._interval_ms() * (1 + size // _SLOWER_BYTES)
        before = (self._writer, writer)
        self._workers.do(Task(lambda: self._write(patch, wanted, taken, before), self._told(self._readers.failed)))

    def _planned_now(self) -> None:
        self._planned = False
        self._go()

    def _told(self, tell: Callable[[ApiError], None]) -> Callable[[ApiError], None]:
        return lambda error: self._inbox.do(lambda: tell(error))

    # -- in a worker

    def _write(self, patch: JsonObject, wanted: dict[str, Json], taken: Snapshot, writers: tuple[str, str]) -> None:
        version = self._version
        for _ in range(_TRIES):
            try:
                found = self._api.patch(WORKFLOWS, self._namespace, self._name, _versioned(patch, version), Patch.MERGE)
            except NotFound:
                self._inbox.do(self._readers.gone)
                return
            except Conflict:
                there = self._read()
                writer = annotations_of(there).get(WRITER, "") if there is not None else ""
                if there is None or writer not in writers:
                    self._inbox.do(self._readers.gone if there is None else self._readers.lost)
                    return
                version = meta(there, "resourceVersion")
                if writer != writers[1]:
                    continue  # somebody wrote something of his own in between: ours comes on top
                found = there  # our patch got there, the answer did not
            self._inbox.do(partial(self._written, meta(found, "resourceVersion"), wanted, taken, writers[1]))
            return
        call = Call("patch", WORKFLOWS, self._namespace, self._name)
        raise Conflict(call, "somebody else writes the object all the time", 409, "Conflict")

    def _read(self) -> JsonObject | None:
        try:
            found = self._api.get(WORKFLOWS, self._namespace, self._name)
        except NotFound:
            return None
        return found if meta(found, "uid") == self._uid else None

    def _written(self, version: str, wanted: dict[str, Json], taken: Snapshot, writer: str) -> None:
        self._version, self._last, self._writer, self._writing = version, wanted, writer, False
        taken.durable()
        if not taken.last:
            self._go()


def visible(workflow: JsonObject, extra: Mapping[str, str] | None = None) -> dict[str, Json]:
    """What of an object the controller writes: its labels, its annotations, the status."""
    metadata = body(workflow, "metadata")
    known, annotations = body(metadata, "labels"), {**body(metadata, "annotations"), **(extra or {})}
    status = workflow.get("status")
    return {
        "metadata": {
            "labels": {key: known[key] for key in _LABELS if key in known},
            "annotations": {key: annotations[key] for key in _ANNOTATIONS if key in annotations},
        },
        "status": dict(status) if isinstance(status, Mapping) else None,
    }


def _versioned(patch: JsonObject, version: str) -> dict[str, Json]:
    return {**patch, "metadata": {**body(patch, "metadata"), "resourceVersion": version}}
