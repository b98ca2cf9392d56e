"""The target of simulated runs: a store, and the engine on a virtual clock.

In: what a user asks. Out: runs as they are then. A run's clock begins when it is submitted and runs ahead; it stands
while the run waits for somebody. Each run is alone: its locks, its caches and its machines are its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import Final

from wfsim.api import choosing
from wfsim.api.chances import uid as uid_of
from wfsim.api.clock import second_ms
from wfsim.api.defining import Order, defined
from wfsim.api.problem import Problem
from wfsim.api.targets import podlogs, submitting
from wfsim.api.targets.kept import Shelf, as_source
from wfsim.api.targets.playing import Held, Say, mocks_of, own_resource, play, read_mocks, taken_up
from wfsim.api.targets.target import LATEST, Again, LogLine, LogQuery, NodeChange, Submission
from wfsim.engine.operations import resubmit, retry, steering
from wfsim.engine.operations.outcome import Operated, Refused, with_spec
from wfsim.engine.phases import Phase
from wfsim.record.store import AlreadyThere, Changed, Query, Store, StoredRun, StoreError, Summary
from wfsim.spec.model import JsonObject, Kind, Resource
from wfsim.spec.workspace import Workspace, joined, load
from wfsim.text import Source

_TRIES: Final = 20  # how often a change is tried again that somebody else's came before
_PAUSE: Final = 0.3  # seconds between two looks at a run that somebody else goes on with


def _silent(_: str) -> None:
    """Nobody listens."""


class SimTarget:
    """Simulated runs in a store. ``say`` is told what was made up and why a run stands; ``now``: the instant."""

    name: Final = "sim"
    namespace: Final = "default"

    def __init__(self, store: Store, say: Say = _silent, now: Callable[[], int] = second_ms) -> None:
        self.store, self._say, self._now = store, say, now
        self._shelf = Shelf(store, now)

    def close(self) -> None:
        self.store.close()

    # -- beginning

    def submit(self, submission: Submission) -> tuple[JsonObject, ...]:
        """Every Workflow of the files, or what the submission is from, run as far as it goes."""
        sources, labels = submission.sources, dict(submission.labels)
        if submission.origin:
            kind, name = submitting.origin(submission.origin)
            origin, beside = self._origin(kind, submission.namespace, name)
            sources = (*sources, origin, *beside)
            labels = {submitting.LABELS[kind]: name, **labels} if kind in submitting.LABELS else labels
        given = load(sources)
        workspace = joined((given, load(self._shelf.sources(given, submission.namespace))))
        if submission.origin:
            found = tuple(one for one in workspace.resources if one.document.source is origin)
        else:
            found = submitting.workflows(workspace, frozenset(one.name for one in sources))
        submission = replace(submission, labels=labels)
        return tuple(self._begin(one, workspace, submission) for one in found)

    def _origin(self, kind: Kind, namespace: str, name: str) -> tuple[Source, tuple[Source, ...]]:
        """The object as a file, and the files that a run of it had beside it."""
        if kind is not Kind.WORKFLOW:
            return as_source(self._shelf.one(kind, namespace, name)), ()
        run = self._found(namespace, name, archived=True)
        return as_source(submitting.from_run(run.object)), tuple(Source(*one) for one in run.sources)

    def _begin(self, resource: Resource, workspace: Workspace, submission: Submission) -> JsonObject:
        workflow = choosing.as_workflow(resource)
        choosing.check_entrypoint(workflow, workspace, submission.entrypoint)
        now, given = self._now(), (submission.parameters, submission.entrypoint)
        tried = defined(workspace, Order(workflow, workflow.display_name, now, *given))
        if reason := tried.definitions.refusal:
            raise Problem(f"Failed to submit workflow: {reason}", tried.refused)
        data = submitting.submitted(resource, submission)
        if submission.dry_run or submission.judged:
            return data
        mocks = None if submission.mocks is None else (submission.mocks.name, submission.mocks.text)
        run = StoredRun(data, sources=submitting.kept_sources(workspace), mocks=mocks)
        namespace, generated, name = submitting.names(data)
        if name:
            choosing.run_name(workflow, name, 0)
        said: list[str] = []

        def played(name: str, seed: int) -> StoredRun:
            said.clear()
            own, alone = own_resource({**data, "metadata": {**submitting.metadata(data), "name": name}}, name)
            everything = joined((alone, workspace))
            now = self._now()
            order = Order(own, name, now, namespace=namespace, config_maps=mocks_of(run).config_maps)
            definitions = defined(everything, order).definitions
            uid = self._uid(namespace, name, now, seed)
            return play(replace(run, seed=seed), everything, definitions, None, now, uid, said.append)

        stored = self._added(namespace, name, generated, submission.seed, played)
        self._tell(said)
        return stored.object

    def _added(
        self, namespace: str, name: str, generated: str, seed: int | None, played: Callable[[str, int], StoredRun]
    ) -> StoredRun:
        """The run under its name, or under the first generated one that is free; the seed is counted up with it."""
        if name:
            try:
                return self.store.add(played(name, seed or 0))
            except AlreadyThere:
                raise Problem(f'workflows.argoproj.io "{name}" already exists', ()) from None
        taken = self.store.names(namespace, generated)
        for number in submitting.seeds(seed):
            name = generated + choosing.suffix(number)
            if name in taken:
                continue
            try:
                return self.store.add(played(name, number if seed is None else seed))
            except AlreadyThere:  # somebody was faster
                continue
        raise AssertionError("there is always another number")

    def _uid(self, namespace: str, name: str, now: int, seed: int) -> str:
        """A uid that no run has, not even one of the archive that had this name in the same second."""
        numbers = count()
        return next(
            found
            for number in numbers
            if self.store.of_uid(found := uid_of(namespace, f"{name}\0{now}\0{number}", seed)) is None
        )

    # -- looking

    def list(self, query: Query) -> tuple[Summary, ...]:
        self._expire()
        return self.store.list(replace(query, target=self.name) if query.archived else query)

    def get(self, namespace: str, name: str) -> JsonObject:
        return self._found(namespace, name, archived=True).object

    def of_uid(self, uid: str) -> JsonObject:
        found = self.store.of_uid(uid)
        if found is None:
            raise Problem(f'workflow with uid "{uid}" not found', ())
        return found.object

    def watch(self, namespace: str, name: str) -> Iterator[JsonObject]:
        run = self._found(namespace, name, archived=True)
        while True:
            yield run.object
            record = run.record
            if record.phase.completed or not run.live:
                return
            while (version := self.store.version(record.uid)) == run.version:
                time.sleep(_PAUSE)
            if version is None:
                raise Problem(f"{record.name} was deleted meanwhile", ())
            run = self._found(namespace, record.name)

    def logs(self, namespace: str, name: str, query: LogQuery) -> Iterator[LogLine]:
        run, pod = self._of_pod(namespace, name) if not query.pod else (None, query.pod)
        run = run or self._found(namespace, name, archived=True)
        nodes = podlogs.nodes_of(run.record, pod) if pod else None
        shown: set[LogLine] = set()
        while True:
            fresh = [one for one in podlogs.lines(run, nodes, query) if one not in shown]
            yield from fresh
            shown.update(fresh)
            record = run.record
            if not query.follow or record.phase.completed:
                return
            while self.store.version(record.uid) == run.version:
                time.sleep(_PAUSE)
            run = self._found(namespace, record.name)

    def _expire(self) -> None:
        """Take runs off the list whose time is over; a store that may only be read shows them still."""
        with suppress(StoreError):  # what keeps the store from being read, too, is told by who reads
            self.store.expire(self._now())

    def _of_pod(self, namespace: str, name: str) -> tuple[StoredRun | None, str]:
        """The run that has a pod of this name, where no run has it."""
        if name == LATEST or self.store.get(namespace, name, archived=True) is not None:
            return None, ""
        for one in self.store.list(Query(namespace=namespace)):
            if name.startswith(f"{one.name}-"):
                run = self._found(namespace, one.name)
                if any(name in (node.pod_name, node.id) for node in run.record.nodes):
                    return run, name
        return None, ""

    def _found(self, namespace: str, name: str, *, archived: bool = False) -> StoredRun:
        """Problem where there is no such run."""
        self._expire()
        if name == LATEST:
            listed = self.store.list(Query(namespace=namespace))
            if not listed:
                raise Problem("No workflows found", ())
            name = listed[0].name
        found = self.store.get(namespace, name, archived=archived)
        if found is None:
            raise Problem(f'workflows.argoproj.io "{name}" not found', ())
        return found

    # -- changing

    def delete(self, namespace: str, name: str) -> None:
        self.store.delete(self._found(namespace, name).record.uid)

    def forget(self, uid: str) -> None:
        if not self.store.delete(uid, archived=True):
            raise Problem(f'workflow with uid "{uid}" not found', ())

    def stop(self, namespace: str, name: str, selector: str = "", message: str = "") -> JsonObject:
        if selector:
            return self._operate(
                namespace, name, lambda it: steering.stop_nodes(it.definitions, it.state, selector, message)
            )
        return self._operate(namespace, name, lambda it: steering.shut_down(it.definitions, it.state, "Stop"))

    def terminate(self, namespace: str, name: str) -> JsonObject:
        return self._operate(namespace, name, lambda it: steering.shut_down(it.definitions, it.state, "Terminate"))

    def suspend(self, namespace: str, name: str) -> JsonObject:
        return self._operate(namespace, name, lambda it: steering.suspend(it.definitions, it.state))

    def resume(self, namespace: str, name: str, selector: str = "") -> JsonObject:
        return self._operate(namespace, name, lambda it: steering.resume(it.definitions, it.state, selector))

    def set_node(self, namespace: str, name: str, change: NodeChange) -> JsonObject:
        phase = next((one for one in Phase if one.value == change.phase), None)
        if phase is None:
            raise Problem(f"{change.phase!r} is no phase of a node", ())
        return self._operate(
            namespace,
            name,
            lambda it: steering.set_outputs(
                it.definitions, it.state, change.selector, change.parameters, change.message, phase
            ),
        )

    def retry(self, namespace: str, name: str, again: Again) -> JsonObject:
        def act(held: Held) -> Operated:
            return retry.retry(
                held.definitions,
                held.state,
                restart_successful=again.restart_successful,
                selector=again.selector,
                parameters=again.parameters,
                at_ms=max(self._now(), held.state.now_ms),
            )

        return self._operate(namespace, name, act, again.mocks)

    def resubmit(self, namespace: str, name: str, again: Again) -> JsonObject:
        held = taken_up(self._found(namespace, name, archived=True))
        run = _with_mocks(replace(held.run, journal="", coming=(), taken=(), version=0, live=True), again.mocks)
        said: list[str] = []

        def played(name: str, seed: int) -> StoredRun:
            said.clear()
            now = self._now()
            operated = resubmit.resubmit(
                held.definitions,
                held.state,
                name,
                memoized=again.memoized,
                parameters=again.parameters,
                at_ms=now,
            )
            if again.priority is not None:
                operated = replace(operated, definitions=with_spec(operated.definitions, priority=again.priority))
            uid = self._uid(held.definitions.namespace, name, now, seed)
            fresh = replace(run, seed=seed)
            return play(fresh, held.workspace, operated.definitions, operated.state, now, uid, said.append)

        generated = resubmit.generate_name(held.definitions, held.state)
        try:
            stored = self._added(held.definitions.namespace, "", generated, None, played)
        except Refused as error:
            raise Problem(error.message, ()) from None
        self._tell(said)
        return stored.object

    def _operate(
        self, namespace: str, name: str, act: Callable[[Held], Operated], mocks: Source | None = None
    ) -> JsonObject:
        """Do something to a run and let it go on; again where somebody else changed it meanwhile."""
        for _ in range(_TRIES):
            held = taken_up(_with_mocks(self._found(namespace, name), mocks))
            try:
                operated = act(held)
            except Refused as error:
                raise Problem(error.message, ()) from None
            said: list[str] = []
            at_ms = operated.state.now_ms
            uid = held.state.uid
            played = play(held.run, held.workspace, operated.definitions, operated.state, at_ms, uid, said.append)
            try:
                stored = self.store.replace(played)
            except Changed:
                continue
            self._tell(said)
            return stored.object
        raise Problem(f"{name} is changed by somebody else again and again; try later", ())

    def _tell(self, said: Iterable[str]) -> None:
        for one in said:
            self._say(one)

    # -- what is kept beside runs

    def objects(self, kind: Kind, namespace: str) -> tuple[JsonObject, ...]:
        return self._shelf.all(kind, namespace)

    def object(self, kind: Kind, namespace: str, name: str) -> JsonObject:
        return self._shelf.one(kind, namespace, name)

    def create(self, kind: Kind, namespace: str, sources: tuple[Source, ...]) -> tuple[JsonObject, ...]:
        return self._shelf.put(kind, namespace, sources, new=True)

    def update(self, kind: Kind, namespace: str, sources: tuple[Source, ...]) -> tuple[JsonObject, ...]:
        return self._shelf.put(kind, namespace, sources, new=False)

    def remove(self, kind: Kind, namespace: str, name: str) -> None:
        self._shelf.remove(kind, namespace, name)

    def suspend_cron(self, namespace: str, name: str, suspended: bool) -> JsonObject:
        return self._shelf.suspend(namespace, name, suspended)


def _with_mocks(run: StoredRun, mocks: Source | None) -> StoredRun:
    """The run with other mocks from now on: their sequences begin anew."""
    if mocks is None:
        return run
    read_mocks(mocks)
    return replace(run, mocks=(mocks.name, mocks.text), taken=())
