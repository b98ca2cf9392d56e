"""Workflows that nobody drives yet: what they mean is found out in a worker, then somebody takes them.

In: Workflow objects as the watch tells them. Out: ``take`` is called with the object and what it means, ``refuse``
where it cannot be run, both in the thread that drives the engines.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from wfsim.drivers.kube.control import objects
from wfsim.drivers.kube.control.beginning import Beginning
from wfsim.drivers.kube.control.errands import Errands
from wfsim.drivers.kube.control.pool import Key
from wfsim.drivers.kube.control.settings import Prepare, Prepared, Unfit
from wfsim.drivers.kube.inbox import Inbox
from wfsim.drivers.kube.workers import Task, Workers
from wfsim.spec.model import JsonObject


class Meeting:
    """For the thread that drives the engines."""

    def __init__(
        self,
        prepare: Prepare,
        workers: Workers,
        inbox: Inbox,
        errands: Errands,
        take: Callable[[JsonObject, Prepared], None],
        refuse: Callable[[Key, str], None],
    ) -> None:
        self._prepare, self._workers, self._inbox, self._errands = prepare, workers, inbox, errands
        self._take, self._refuse = take, refuse
        self._beginning = Beginning()
        self._under_way: set[Key] = set()
        self._met: set[str] = set()  # uids of workflows that have not ended, as far as the watch knows

    def synced(self) -> None:
        """The watch has told all that is there."""
        self._beginning.synced()
        self._begin_together()

    def gone(self, uid: str) -> None:
        """The watch tells nothing of that workflow any more: it has ended, or was deleted."""
        self._met.discard(uid)

    def seen(self, found: JsonObject) -> None:
        """A workflow that nobody drives. One that was driven is read anew: the watch may be behind its end."""
        uid = objects.uid_of(found)
        if uid in self._met:
            self.again(objects.key_of(found))
        else:
            self._met.add(uid)
            self.meet(found)

    def again(self, key: Key) -> None:
        """A workflow that was driven, as it is now."""
        self._errands.read(key, self.meet)

    def meet(self, found: JsonObject) -> None:
        """Find out what a workflow means."""
        key = objects.key_of(found)
        if key in self._under_way:
            return
        self._under_way.add(key)
        self._beginning.expect(key)

        def prepare() -> None:
            try:
                prepared = self._prepare(found)
                held = self._errands.held(found, prepared.terms)
            except Unfit as error:
                given_up(error)
                return
            if held is not None:
                self._inbox.do(partial(self._prepared, key, held, prepared))
            else:
                self._inbox.do(partial(self._gone, key))

        def given_up(error: Exception) -> None:
            self._inbox.do(partial(self._given_up, key, str(error)))

        self._workers.do(Task(prepare, given_up))

    def _prepared(self, key: Key, found: JsonObject, prepared: Prepared) -> None:
        self._under_way.discard(key)
        if self._beginning.holds(key, found, prepared):
            self._begin_together()
        else:
            self._take(found, prepared)

    def _gone(self, key: Key) -> None:
        """Somebody deleted it before it began."""
        self._under_way.discard(key)
        self._beginning.gave_up(key)
        self._begin_together()

    def _given_up(self, key: Key, message: str) -> None:
        self._under_way.discard(key)
        self._beginning.gave_up(key)
        self._refuse(key, message)
        self._begin_together()

    def _begin_together(self) -> None:
        for found, prepared in self._beginning.all():
            self._take(found, prepared)
