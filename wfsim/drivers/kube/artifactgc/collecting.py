"""Artifacts removed: pods made, looked after, and what they did written to the Workflow object.

In: an ``Api``, the object of a run. Out: the object as it is after one look at it. A look may be repeated, and several
processes may look at once: pods have names that follow from their work, and a write names the version that it changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from wfsim.drivers.kube import labels, report
from wfsim.drivers.kube.artifactgc.planning import Collection, collections, due, is_held
from wfsim.drivers.kube.artifactgc.pod import pod
from wfsim.drivers.kube.artifactgc.settling import broken, is_seen, released, settled
from wfsim.drivers.kube.artifactgc.terms import FINALIZER, HELD, TERMS
from wfsim.drivers.kube.client import Api, LogOptions, Patch
from wfsim.drivers.kube.control.patches import difference
from wfsim.drivers.kube.errors import AlreadyExists, ApiError, Forbidden, Invalid, NotFound
from wfsim.drivers.kube.pods import names
from wfsim.drivers.kube.pods.request import Executor, PodError
from wfsim.drivers.kube.read import body, meta, objects, text, thawed, words
from wfsim.drivers.kube.report import BrokenReport
from wfsim.drivers.kube.resources import PODS, WORKFLOWS
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_LONGEST_LOG = 4_000_000


def held(terms: JsonObject) -> dict[str, dict[str, Json]]:
    """What the metadata of an object has beside its own while its artifacts are to be collected."""
    written = json.dumps(terms, ensure_ascii=False, separators=(",", ":"))
    return {"labels": {TERMS: HELD}, "annotations": {TERMS: written}}


def hold(api: Api, found: JsonObject, terms: JsonObject) -> JsonObject:
    """See to it that the object stays until its artifacts are gone. Conflict where somebody changed it meanwhile."""
    if is_held(found):
        return found
    about = body(found, "metadata")
    finalizers: list[Json] = [*words(about, "finalizers"), FINALIZER]
    more: dict[str, Json] = {**held(terms), "finalizers": finalizers, "resourceVersion": text(about, "resourceVersion")}
    return api.patch(WORKFLOWS, meta(found, "namespace"), meta(found, "name"), {"metadata": more}, Patch.MERGE)


@dataclass(frozen=True, slots=True)
class Looked:
    """The object after a look. ``waits``: pods go on, somebody has to look again. ``done``: pods that may go as soon as
    that is written, ``failed``: those that people may want to look at."""

    found: JsonObject
    waits: bool
    done: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collector:
    """``warn`` is told what could not be removed."""

    api: Api
    warn: Callable[[str], None]
    executor: Executor = field(default_factory=Executor)

    def look(self, found: JsonObject) -> Looked:
        """Make the pods that are missing, take in what became of those that ended."""
        waits, done, failed = False, list[str](), list[str]()
        for one in (one for strategy in due(found) for one in collections(found, strategy)):
            if is_seen(found, one):
                continue
            try:
                there = self._pod(one, found)
            except (PodError, Forbidden, Invalid) as error:
                found = broken(found, one, str(error))
                self.warn(f"artifacts are not removed: {error}")
                continue
            if text(body(there, "status"), "phase") in ("Succeeded", "Failed"):
                found, well = self._taken_in(found, one, there)
                (done if well else failed).append(one.pod)
            else:
                waits = True
        return Looked(released(found), waits, tuple(done), tuple(failed))

    def look_and_write(self, namespace: str, name: str) -> bool:
        """Look at an object on the cluster; whether somebody has to look again. Conflict where it changed meanwhile."""
        try:
            there = self.api.get(WORKFLOWS, namespace, name)
        except NotFound:
            return False
        looked = self.look(there)
        patch = difference(thawed(there), thawed(looked.found))
        if patch is not None:
            version: dict[str, Json] = {"resourceVersion": meta(there, "resourceVersion")}
            whole = {**patch, "metadata": {**body(patch, "metadata"), **version}}
            try:
                self.api.patch(WORKFLOWS, namespace, name, whole, Patch.MERGE)
            except NotFound:
                return False
        self.tidy(namespace, looked)
        return looked.waits

    def tidy(self, namespace: str, looked: Looked) -> None:
        """What is written needs its pod no more; one that failed stays, and is marked as seen to its end."""
        for name in looked.done:
            with suppress(NotFound):
                self.api.delete(PODS, namespace, name)
        seen: JsonObject = {"metadata": {"labels": {labels.COMPLETED: "true"}}}
        for name in looked.failed:
            with suppress(NotFound):
                self.api.patch(PODS, namespace, name, seen, Patch.MERGE)

    def _pod(self, one: Collection, found: JsonObject) -> JsonObject:
        namespace = meta(found, "namespace")
        try:
            return self.api.get(PODS, namespace, one.pod)
        except NotFound:
            made = pod(one, found, self.executor)
        try:
            return self.api.create(PODS, namespace, made)
        except AlreadyExists:
            return made

    def _taken_in(self, found: JsonObject, one: Collection, there: JsonObject) -> tuple[JsonObject, bool]:
        try:
            said = self._said(there)
        except (BrokenReport, ApiError) as error:
            self.warn(f"pod {one.pod} cannot be read: {error}")
            said = None
        if said is None:
            self.warn(f"pod {one.pod} failed: artifacts of strategy {one.strategy} are not removed")
            return broken(found, one), False
        failed = {(text(row, "node"), text(row, "name")): text(row, "error") for row in objects(said, "failed")}
        for (node, name), why in failed.items():
            self.warn(f"artifact {name} of {node} is not removed: {why}")
        return settled(found, one, failed), not failed

    def _said(self, there: JsonObject) -> JsonObject | None:
        """The report of the pod; None where it failed without one."""
        message = report.message_of(there, names.MAIN)
        place = report.elsewhere(message)
        if place is not None:
            options = LogOptions(container=names.MAIN, limit_bytes=_LONGEST_LOG)
            lines = self.api.logs(meta(there, "namespace"), meta(there, "name"), options)
            message = report.in_log(b"".join(line + b"\n" for line in lines), place)
        if not message.startswith("{"):
            return None
        return report.data_of(message)
