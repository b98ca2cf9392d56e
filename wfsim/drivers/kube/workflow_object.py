"""The Workflow object of a run: where ``kubectl get wf`` and other people see how it goes, and say what they want.

In: the run as Argo's Workflow object. Out: its ``uid``; and the wishes of others as events: ``spec.shutdown`` and
``spec.suspend``, a resume in the annotation ``wfsim.dev/wishes``. Called by ``api`` and by the controller.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Thread
from typing import Any, Final

from wfsim.drivers.kube.client import Api, Patch
from wfsim.drivers.kube.control.patches import difference
from wfsim.drivers.kube.errors import AlreadyExists, Conflict, NotFound, Temporary, UnknownKind
from wfsim.drivers.kube.inbox import Inbox
from wfsim.drivers.kube.read import annotations_of, body, meta, text
from wfsim.drivers.kube.resources import WORKFLOWS
from wfsim.drivers.kube.retrying import Retries, insisting
from wfsim.drivers.kube.stopping import Stop
from wfsim.drivers.kube.watch import ChangeKind, follow
from wfsim.engine.events import Event, NodeSet, Resumed, StopAsked, SuspendAsked
from wfsim.engine.phases import Phase
from wfsim.record.workflow import SEED
from wfsim.spec.model import JsonObject
from wfsim.yamlio import Json

WISHES: Final = "wfsim.dev/wishes"
_PHASES: Final = frozenset(one.value for one in Phase)
_EVERY_MS: Final = 1_000
_SLOWER_BYTES: Final = 100_000  # for each of these one interval more: large objects are written less often


class WorkflowObject:
    """The object on the cluster; where the cluster does not know the kind there is none, and ``uid`` is empty."""

    def __init__(self, api: Api, namespace: str, name: str, inbox: Inbox) -> None:
        self._api, self.namespace, self.name = api, namespace, name
        self._inbox = inbox
        self.uid = ""
        self._next_ms = 0
        self._waiting = False
        self._stop = Stop()
        self._known: dict[str, Json] | None = None  # what is there
        self.deleted = False

    def publish(self, workflow: Callable[[], JsonObject], *, last: bool = False) -> None:
        """Write how the run goes, unless that was done just now; the last time at once."""
        if not self.uid or self.deleted:
            return
        now_ms = self._inbox.now_ms
        if not last and now_ms < self._next_ms:
            if not self._waiting:
                self._waiting = True
                self._inbox.do_at(self._next_ms, lambda: self._again(workflow))
            return
        body = _visible(workflow())
        try:
            insisting(lambda: self._write(body)) if last else self._write(body)
        except NotFound:
            self.deleted = True
        except (Temporary, Conflict):
            self._known = None  # it may be there, or not
            if last:
                raise
        size = len(json.dumps(body))
        self._next_ms = now_ms + _EVERY_MS * (1 + size // _SLOWER_BYTES)

    def _write(self, body: dict[str, Json]) -> None:
        """What differs from what is there: what the run has no longer is taken away, too."""
        if self._known is None:
            self._known = _visible(self._api.get(WORKFLOWS, self.namespace, self.name))
        patch = difference(self._known, body)
        if patch is not None:
            self._api.patch(WORKFLOWS, self.namespace, self.name, patch, Patch.MERGE)
        self._known = body

    def _again(self, workflow: Callable[[], JsonObject]) -> None:
        self._waiting = False
        self.publish(workflow)

    def listen(self, suspended: bool) -> None:
        """Tell the wishes of others from now on; ``suspended``: as far as the run knows."""
        if self.uid:
            heard = Wishes(suspended=suspended)
            Thread(target=self._listen, args=(heard,), name=f"wfsim-workflow-{self.name}", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def _listen(self, wishes: Wishes) -> None:
        try:
            fields = f"metadata.name={self.name}"
            for change in follow(self._api, WORKFLOWS, self.namespace, fields=fields, stop=self._stop):
                if change.kind is ChangeKind.DELETED:
                    self.deleted = True
                    self._inbox.close()
                    return
                if change.kind is not ChangeKind.SYNCED:
                    for event in wishes.of(change.object):
                        self._inbox.put(event)
        except BaseException as fault:
            self._inbox.fail(fault)
            raise


class Wishes:
    """What others want of a run, as it stands in its object. ``heard`` and ``suspended``: what is known already."""

    def __init__(self, heard: Iterable[str] = (), *, suspended: bool = False) -> None:
        self._heard = set(heard)
        self._suspended = suspended

    def of(self, found: JsonObject) -> Iterator[Event]:
        """What is wanted and was not told before."""
        shutdown = text(body(found, "spec"), "shutdown")
        if shutdown and shutdown not in self._heard:
            self._heard.add(shutdown)
            yield StopAsked(0, shutdown)
        suspend = body(found, "spec").get("suspend") is True
        if suspend is not self._suspended:
            self._suspended = suspend
            yield SuspendAsked(0, suspend)
        for wish in read_wishes(annotations_of(found).get(WISHES)):
            key = str(wish.get("id"))
            if key not in self._heard:
                self._heard.add(key)
                given = wish.get("parameters")
                parameters = {str(k): str(v) for k, v in given.items()} if isinstance(given, Mapping) else {}
                yield _event(wish, parameters)


def _event(wish: Mapping[str, Any], parameters: Mapping[str, str]) -> Event:
    """What a wish is: one with a phase, or an empty one, sets the node; any other resumes it."""
    node, phase, message = str(wish.get("node")), wish.get("phase"), wish.get("message")
    if phase not in _PHASES:
        return Resumed(0, node, parameters)
    return NodeSet(0, node, str(phase), str(message or ""), parameters)


def create(api: Api, namespace: str, workflow: JsonObject, seed: str) -> str:
    """Make the object; its uid, empty where the cluster does not know the kind.

    By the ``seed`` in its annotations one is known that an earlier try made whose answer was lost.
    """

    def once() -> str:
        try:
            return meta(api.create(WORKFLOWS, namespace, workflow), "uid")
        except AlreadyExists:
            there = find(api, namespace, meta(workflow, "name"))
            if there is None or annotations_of(there).get(SEED) != seed:
                raise
            return meta(there, "uid")

    try:
        return Retries().run(once, repeatable=True)
    except UnknownKind:
        return ""


def find(api: Api, namespace: str, name: str) -> JsonObject | None:
    """The object that is there, or None. UnknownKind where the cluster does not know the kind."""
    try:
        return api.get(WORKFLOWS, namespace, name)
    except UnknownKind:
        raise
    except NotFound:
        return None


def _visible(workflow: JsonObject) -> dict[str, Json]:
    """What of the run is written: its labels and its status."""
    return {"metadata": {"labels": body(workflow, "metadata").get("labels")}, "status": workflow.get("status")}


def read_wishes(written: Any) -> list[Mapping[str, Any]]:
    """The wishes of an annotation; what is no list of objects is none of ours."""
    try:
        found = json.loads(written) if isinstance(written, str) else []
    except ValueError:
        return []
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
