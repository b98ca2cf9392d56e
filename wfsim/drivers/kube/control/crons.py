"""The CronWorkflows of an instance: workflows are made when they are due, and deleted when there are too many.

In: CronWorkflow objects as a watch tells them, word of workflows that ended. Out: Workflow objects, whose names follow
from the instant for which they are made, so that none is made twice; ``status`` of the CronWorkflows. What comes of a
firing is decided by ``engine.crons``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeAlias

from wfsim.drivers.kube.client import Api, Patch
from wfsim.drivers.kube.control import objects
from wfsim.drivers.kube.control.errands import Errands
from wfsim.drivers.kube.control.logs import Log
from wfsim.drivers.kube.control.pool import Key
from wfsim.drivers.kube.control.settings import Unfit
from wfsim.drivers.kube.errors import AlreadyExists, NotFound
from wfsim.drivers.kube.inbox import Inbox
from wfsim.drivers.kube.read import body, text
from wfsim.drivers.kube.resources import CRON_WORKFLOWS, WORKFLOWS
from wfsim.drivers.kube.watch import Change, ChangeKind
from wfsim.drivers.kube.workers import Task, Workers
from wfsim.engine.crons import CronRunner, Kept
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

CRON_LABEL: Final = "workflows.argoproj.io/cron-workflow"


@dataclass(frozen=True, slots=True)
class PreparedCron:
    """A CronWorkflow ready to fire. ``child``: the Workflow object for an instant, under a name."""

    runner: CronRunner
    child: Callable[[str, int], JsonObject]


@dataclass(slots=True)
class _Entry:
    prepared: PreparedCron
    uid: str
    spec: JsonObject
    turn: int = 0  # counts what was arranged: an older arrangement is none any more


PrepareCron: TypeAlias = Callable[[JsonObject], PreparedCron]


class Crons:
    """For the thread that drives the engines."""

    def __init__(
        self, api: Api, workers: Workers, inbox: Inbox, errands: Errands, log: Log, prepare: PrepareCron
    ) -> None:
        self._api, self._workers, self._inbox, self._errands, self._log = api, workers, inbox, errands, log
        self._prepare = prepare
        self._entries: dict[Key, _Entry] = {}

    def changed(self, change: Change) -> None:
        """Something happened to a CronWorkflow."""
        if change.kind is ChangeKind.SYNCED:
            return
        found = change.object
        key, known = objects.key_of(found), self._entries.get(objects.key_of(found))
        if change.kind is ChangeKind.DELETED:
            self._entries.pop(key, None)
        elif known is None or known.uid != objects.uid_of(found) or known.spec != body(found, "spec"):
            self._workers.do(Task(partial(self._read, found), partial(self._errands.trouble, "cron")))

    def _read(self, found: JsonObject) -> None:
        """In a worker: what it means, and the workflows that it has made."""
        namespace, name = objects.key_of(found)
        try:
            prepared = self._prepare(found)
        except Unfit as error:
            self._log.warning("a CronWorkflow that cannot fire", cron=f"{namespace}/{name}", error=str(error))
            return
        children = self._api.list(WORKFLOWS, namespace, labels=f"{CRON_LABEL}={name}").items
        self._inbox.do(partial(self._take, found, prepared, children))

    def _take(self, found: JsonObject, prepared: PreparedCron, children: tuple[JsonObject, ...]) -> None:
        key, state, status = objects.key_of(found), prepared.runner.state, body(found, "status")
        before = self._entries.get(key)
        if before is not None and before.uid == objects.uid_of(found):
            prepared.runner.state = before.prepared.runner.state
            prepared.runner.state.phase = "Active"
        else:
            state.succeeded, state.failed = _number(status, "succeeded"), _number(status, "failed")
            state.phase = text(status, "phase") or "Active"
            for child in children:
                run = "/".join(objects.key_of(child))
                if not objects.is_completed(child):
                    state.active.append(run)
                elif (at_ms := _finished_ms(child)) is not None:
                    state.kept[run] = Kept(at_ms, text(body(child, "status"), "phase") == "Succeeded")
        entry = _Entry(prepared, objects.uid_of(found), body(found, "spec"), before.turn if before else 0)
        self._entries[key] = entry
        now_ms = self._inbox.now_ms
        missed = prepared.runner.missed(now_ms)
        if missed is not None:
            self._arrange(key, entry, now_ms, missed)
        else:
            self._arrange_next(key, entry)

    def _arrange_next(self, key: Key, entry: _Entry) -> None:
        following = entry.prepared.runner.following(self._inbox.now_ms)
        if following is not None:
            self._arrange(key, entry, following, following)

    def _arrange(self, key: Key, entry: _Entry, at_ms: int, for_ms: int) -> None:
        entry.turn += 1
        self._inbox.do_at(at_ms, partial(self._due, key, entry, entry.turn, for_ms))

    def _due(self, key: Key, entry: _Entry, turn: int, for_ms: int) -> None:
        if self._entries.get(key) is not entry or entry.turn != turn:
            return
        runner = entry.prepared.runner
        step = runner.fire(for_ms, self._inbox.now_ms)
        for firing in runner.state.firings:
            self._log.info("fired", cron="/".join(key), verdict=firing.verdict.value, run=firing.run, why=firing.why)
        runner.state.firings.clear()
        for run in step.terminate:
            self._change(run, {"spec": {"shutdown": "Terminate"}})
        if step.submit:
            self._submit(key, entry.prepared.child(step.submit, for_ms))
        self._write(key, entry)
        self._arrange_next(key, entry)

    def ended(self, run: Key, cron: str, phase: str, deleted_ms: int | None = None) -> None:
        """A workflow of a CronWorkflow ended (and when it is going to be deleted), or was deleted (no phase)."""
        key = (run[0], cron)
        entry = self._entries.get(key)
        state = entry.prepared.runner.state if entry is not None else None
        name = "/".join(run)
        if entry is None or state is None or name not in state.active:
            return
        if not phase:
            state.active.remove(name)
        else:
            now_ms = self._inbox.now_ms
            child = Kept(now_ms, phase == "Succeeded", deleted_ms)
            for gone in entry.prepared.runner.ended(name, child, now_ms):
                self._delete(gone)
        self._write(key, entry)

    # -- what is asked of the server

    def _submit(self, key: Key, child: JsonObject) -> None:
        def create() -> None:
            try:
                self._api.create(WORKFLOWS, key[0], child)
            except AlreadyExists:  # an earlier process made it, and did not come to write that
                return

        self._do(create)

    def _change(self, run: str, patch: JsonObject) -> None:
        namespace, _, name = run.partition("/")
        self._do(lambda: self._api.patch(WORKFLOWS, namespace, name, patch, Patch.MERGE))

    def _delete(self, run: str) -> None:
        namespace, _, name = run.partition("/")
        self._do(lambda: self._api.delete(WORKFLOWS, namespace, name))

    def _write(self, key: Key, entry: _Entry) -> None:
        status = _status(entry)
        self._do(lambda: self._api.patch(CRON_WORKFLOWS, key[0], key[1], {"status": status}, Patch.MERGE))

    def _do(self, work: Callable[[], object]) -> None:
        def once() -> None:
            try:
                work()
            except NotFound:
                return

        self._workers.do(Task(once, partial(self._errands.trouble, "cron")))


def _status(entry: _Entry) -> dict[str, Json]:
    """As Argo writes it."""
    state = entry.prepared.runner.state
    active: list[Json] = []
    for run in state.active:
        namespace, _, name = run.partition("/")
        kind: dict[str, Json] = {"apiVersion": WORKFLOWS.api_version, "kind": WORKFLOWS.kind}
        active.append({**kind, "name": name, "namespace": namespace})
    last = state.last_scheduled_ms
    return {
        "phase": state.phase,
        "active": active,
        "succeeded": state.succeeded,
        "failed": state.failed,
        "lastScheduledTime": None
        if last is None
        else datetime.fromtimestamp(last // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _number(status: JsonObject, name: str) -> int:
    found = status.get(name)
    return found if isinstance(found, int) else 0


def _finished_ms(child: JsonObject) -> int | None:
    written = text(body(child, "status"), "finishedAt")
    try:
        return int(datetime.fromisoformat(written).timestamp() * 1000)
    except ValueError:
        return None
