"""What the controller asks of the server besides what runs ask: in workers, tried again for as long as it may help.

In: keys of workflows. Out: requests; trouble is logged.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from wfsim.drivers.kube.artifactgc import collecting
from wfsim.drivers.kube.client import Api, Patch
from wfsim.drivers.kube.control import objects, sweeping
from wfsim.drivers.kube.control.logs import Log
from wfsim.drivers.kube.control.pool import Key
from wfsim.drivers.kube.control.settings import Settings
from wfsim.drivers.kube.errors import ApiError, Conflict, NotFound
from wfsim.drivers.kube.inbox import Inbox
from wfsim.drivers.kube.resources import WORKFLOWS
from wfsim.drivers.kube.workers import Task, Workers
from wfsim.spec.model import JsonObject


class Errands:
    """From any thread."""

    def __init__(self, api: Api, settings: Settings, workers: Workers, inbox: Inbox, log: Log) -> None:
        self._api, self._settings, self._workers, self._inbox, self._log = api, settings, workers, inbox, log

    def trouble(self, what: str, error: ApiError) -> None:
        """The server refuses something."""
        self._log.warning("the API server refuses", of=what, error=str(error))

    def refuse(self, key: Key, message: str) -> None:
        """End a workflow without running it."""
        self._log.warning("refused", workflow="/".join(key))
        body = objects.ended_at_once(message, self._inbox.now_ms)

        def write() -> None:
            try:
                self._api.patch(WORKFLOWS, key[0], key[1], body, Patch.MERGE)
            except NotFound:
                return

        self._do("refused", write)

    def read(self, key: Key, then: Callable[[JsonObject], None]) -> None:
        """Read a workflow again; ``then`` gets it in the thread that drives the engines, unless it is gone or over."""

        def ask() -> None:
            try:
                found = self._api.get(WORKFLOWS, *key)
            except NotFound:
                return
            if not objects.is_completed(found):
                self._inbox.do(partial(then, found))

        self._do("workflows", ask)

    def held(self, found: JsonObject, terms: JsonObject | None) -> JsonObject | None:
        """The object as it is once it waits for its artifacts, where there are terms for these; None where it is gone.
        For a worker."""
        if terms is None:
            return found
        while True:
            try:
                return collecting.hold(self._api, found, terms)
            except NotFound:
                return None
            except Conflict:
                try:
                    there = self._api.get(WORKFLOWS, *objects.key_of(found))
                except NotFound:
                    return None
                if objects.uid_of(there) != objects.uid_of(found):
                    return None
                found = there

    def delete_at(self, key: Key, uid: str, at_ms: int) -> None:
        """Delete a workflow at an instant, if it is still that one."""

        def delete() -> None:
            try:
                self._api.delete(WORKFLOWS, key[0], key[1], uid=uid)
            except (NotFound, Conflict):  # gone, or another one of the same name
                return

        self._workers.do_at(at_ms, Task(delete, partial(self.trouble, "ttl")))

    def sweep(self) -> None:
        """See to what an earlier process was going to delete."""
        self._do("sweep", self._sweep)

    def _sweep(self) -> None:
        for one in sweeping.due(self._api, self._settings.namespace, self._settings.selector):
            if one.pod:
                task = Task(partial(sweeping.delete_pod, self._api, one), partial(self.trouble, "sweep"))
                self._workers.do_at(one.at_ms, task)
            else:
                self.delete_at((one.namespace, one.workflow), one.uid, one.at_ms)

    def _do(self, what: str, work: Callable[[], None]) -> None:
        self._workers.do(Task(work, partial(self.trouble, what)))
