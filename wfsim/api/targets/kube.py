"""The target of real runs: Workflow objects on a cluster, run by wfsim's controller, or by an installed Argo's.

In: what a user asks. Out: the objects as they are then. ``kube`` submits for wfsim's controller and ``argo`` for
Argo's; what is asked of a run is done the way in which whoever runs it takes it. What the cluster refuses is an
``ApiError`` that says which right is missing, or what is not installed; what is not there is a Problem.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from wfsim.api.clock import second_ms
from wfsim.api.problem import Problem
from wfsim.api.targets import changing, containerlogs, objects, rewriting
from wfsim.api.targets.clearing import clear
from wfsim.api.targets.clusterobjects import TYPES, ClusterObjects
from wfsim.api.targets.podsof import Pods
from wfsim.api.targets.sending import Sender
from wfsim.api.targets.target import LATEST, Again, LogLine, LogQuery, NodeChange, Submission
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.errors import ApiError, NotFound, UnknownKind
from wfsim.drivers.kube.labels import BY_HAND, CONTROLLER, INSTANCE
from wfsim.drivers.kube.resources import NAMESPACES, PODS, WORKFLOWS
from wfsim.drivers.kube.stopping import Stop
from wfsim.drivers.kube.watch import ChangeKind, follow
from wfsim.engine.operations import resubmit, retry, steering
from wfsim.engine.operations.outcome import Operated
from wfsim.engine.phases import Phase
from wfsim.record.store import AlreadyThere, Query, Store, StoredRun, Summary
from wfsim.record.store.stored import summary
from wfsim.spec.model import JsonObject, Kind
from wfsim.text import Source

Say = Callable[[str], None]
_GOING_S: Final = 60  # how long a pod may take to go
_ENDED_PODS: Final = {"grace_s": 0}


class KubeTarget:
    """Runs on a cluster. ``store`` opens the archive, when it is needed; ``say`` is told what is worth knowing."""

    def __init__(
        self,
        api: Api,
        store: Callable[[], Store],
        *,
        name: str = "kube",
        say: Say = lambda _: None,
        now: Callable[[], int] = second_ms,
    ) -> None:
        self.name, self.api = name, api
        self._open_store, self._opened = store, None
        self._say, self._now = say, now
        self._instance = CONTROLLER if name == "kube" else ""
        self._kept = ClusterObjects(api, self._instance)
        self._sender = Sender(api, self._instance, now)
        self._listed: dict[str, JsonObject] = {}

    _opened: Store | None

    @property
    def namespace(self) -> str:
        """What counts where nobody names one: that of the context."""
        return self.api.namespace

    def close(self) -> None:
        self.api.close()
        if self._opened is not None:
            self._opened.close()

    @property
    def _archive(self) -> Store:
        self._opened = self._opened or self._open_store()
        return self._opened

    # -- beginning

    def submit(self, submission: Submission) -> tuple[JsonObject, ...]:
        """Create every Workflow of the files, or what the submission is from."""
        origin = self._origin(submission) if submission.origin else None
        return tuple(objects.shown(one) for one in self._sender.submit(submission, origin))

    def _origin(self, submission: Submission) -> JsonObject:
        kind, name = self._sender.origin(submission)
        if kind is Kind.WORKFLOW:
            return self._found(submission.namespace, name, archived=True)
        return self.object(kind, submission.namespace, name)

    # -- looking

    def list(self, query: Query) -> tuple[Summary, ...]:
        """The runs of this target; the archive's are those that were deleted through it."""
        if query.archived:
            return self._archive.list(replace(query, target=self.name))
        found = self.api.list(WORKFLOWS, query.namespace, labels=self._selector).items
        if not found and query.namespace:
            self._look_for(query.namespace)
        self._listed = {objects.text(one, "metadata", "uid"): objects.shown(one) for one in found}
        summaries = (summary(objects.without_nodes(one)) for one in found)
        return tuple(sorted(filter(query.fits, summaries), key=lambda one: (-one.created_ms, one.name)))

    @property
    def _selector(self) -> str:
        ours = f"{CONTROLLER},{BY_HAND}"
        return f"{INSTANCE} in ({ours})" if self._instance else f"!{INSTANCE}"

    def get(self, namespace: str, name: str) -> JsonObject:
        return objects.shown(self._found(namespace, name, archived=True))

    def of_uid(self, uid: str) -> JsonObject:
        if uid not in self._listed:
            self.list(Query())
        if uid in self._listed:
            return self._listed[uid]
        found = self._archive.of_uid(uid)
        if found is None:
            raise Problem(f'workflow with uid "{uid}" not found', ())
        return found.object

    def watch(self, namespace: str, name: str) -> Iterator[JsonObject]:
        run = self._found(namespace, name, archived=True)
        yield objects.shown(run)
        if _is_over(run):
            return
        namespace, name = objects.place(run)
        stop = Stop()
        try:
            yield from self._changes(
                run, follow(self.api, WORKFLOWS, namespace, fields=f"metadata.name={name}", stop=stop)
            )
        finally:
            stop.set()

    def _changes(self, run: JsonObject, changes: Iterator[object]) -> Iterator[JsonObject]:
        """What becomes of a run that is going on."""
        there = False
        uid, version = (objects.text(run, "metadata", key) for key in ("uid", "resourceVersion"))
        for change in changes:
            kind, found = change.kind, change.object  # type: ignore[attr-defined]
            there = there or objects.text(found, "metadata", "uid") == uid
            if kind is ChangeKind.SYNCED and there:
                continue
            if not there or objects.text(found, "metadata", "uid") != uid:
                raise Problem(f"{objects.place(run)[1]} was deleted meanwhile", ())
            if objects.text(found, "metadata", "resourceVersion") != version:
                version = objects.text(found, "metadata", "resourceVersion")
                yield objects.shown(found)
            if _is_over(found):
                return
            if kind is ChangeKind.DELETED:
                raise Problem(f"{objects.place(run)[1]} was deleted meanwhile", ())

    def logs(self, namespace: str, name: str, query: LogQuery) -> Iterator[LogLine]:
        with self._namespace_told(namespace):
            pods = Pods.of(self.api, namespace, self._latest(namespace) if name == LATEST else name, query)
        if not query.follow or pods.over:
            return containerlogs.written(self.api, pods.wanted)
        return containerlogs.followed(self.api, pods.wanted, pods.have_ended)

    # -- finding

    def _latest(self, namespace: str) -> str:
        listed = self.list(Query(namespace=namespace))
        if not listed:
            raise Problem("No workflows found", ())
        return listed[0].name

    def _found(self, namespace: str, name: str, *, archived: bool = False) -> JsonObject:
        """The object of a run, with ``archived`` as it was before it was deleted. Problem where there is none."""
        name = self._latest(namespace) if name == LATEST else name
        try:
            return self.api.get(WORKFLOWS, namespace, name)
        except UnknownKind:
            raise
        except NotFound:
            kept = self._archived(namespace, name) if archived else None
            if kept is not None:
                return kept
            self._look_for(namespace)
            raise Problem(f'workflows.argoproj.io "{name}" not found', ()) from None

    def _archived(self, namespace: str, name: str) -> JsonObject | None:
        found = self._archive.list(Query(namespace=namespace, name=name, archived=True, target=self.name))
        kept = self._archive.of_uid(found[0].uid) if found else None
        return None if kept is None else kept.object

    def _look_for(self, namespace: str) -> None:
        """Problem where the namespace itself is missing. Who may not look at it is not told."""
        try:
            self.api.get(NAMESPACES, "", namespace)
        except NotFound:
            known = f"create it (kubectl create namespace {namespace}), or name another one with -n"
            raise Problem(f"there is no namespace {namespace!r} on {self.api.server}\n  {known}", ()) from None
        except ApiError:
            return

    @contextmanager
    def _namespace_told(self, namespace: str) -> Iterator[None]:
        """Where something is not found it may be its namespace that is missing."""
        try:
            yield
        except Problem:
            self._look_for(namespace)
            raise

    # -- changing

    def delete(self, namespace: str, name: str) -> None:
        """Delete a run and its pods; one that ended stays in the archive."""
        found = self._found(namespace, name)
        if _is_over(found):
            self._keep(found)
        namespace, name = objects.place(found)
        self.api.delete(WORKFLOWS, namespace, name, uid=objects.text(found, "metadata", "uid"))
        clear(self.api, found, self._say)

    def _keep(self, found: JsonObject) -> None:
        try:
            self._archive.add(StoredRun(objects.shown(found), target=self.name, live=False))
        except AlreadyThere:
            return  # somebody else deletes it, too

    def forget(self, uid: str) -> None:
        if not self._archive.delete(uid, archived=True):
            raise Problem(f'workflow with uid "{uid}" not found', ())

    def stop(self, namespace: str, name: str, selector: str = "", message: str = "") -> JsonObject:
        if selector:
            return self._set(
                namespace, name, lambda it: steering.stop_nodes(it.definitions, it.state, selector, message)
            )
        return self._shut_down(namespace, name, "Stop")

    def terminate(self, namespace: str, name: str) -> JsonObject:
        return self._shut_down(namespace, name, "Terminate")

    def _shut_down(self, namespace: str, name: str, strategy: str) -> JsonObject:
        def decide(found: JsonObject) -> JsonObject | None:
            rewriting.operate(found, lambda it: steering.shut_down(it.definitions, it.state, strategy))
            there = objects.text(found, "spec", "shutdown")
            return None if there in (strategy, "Terminate") else {"spec": {"shutdown": strategy}}

        return self._change(namespace, name, decide)

    def suspend(self, namespace: str, name: str) -> JsonObject:
        def decide(found: JsonObject) -> JsonObject | None:
            rewriting.operate(found, lambda it: steering.suspend(it.definitions, it.state))
            return None if objects.part(found, "spec").get("suspend") is True else {"spec": {"suspend": True}}

        return self._change(namespace, name, decide)

    def resume(self, namespace: str, name: str, selector: str = "") -> JsonObject:
        def decide(found: JsonObject) -> JsonObject | None:
            before, after = rewriting.operate(found, lambda it: steering.resume(it.definitions, it.state, selector))
            patch = rewriting.of_nodes(before, after.state)
            if not selector and objects.part(found, "spec").get("suspend") is True:
                patch["spec"] = {"suspend": None}
            return patch or None

        return self._change(namespace, name, decide)

    def set_node(self, namespace: str, name: str, change: NodeChange) -> JsonObject:
        phase = next((one for one in Phase if one.value == change.phase), None)
        if phase is None:
            raise Problem(f"{change.phase!r} is no phase of a node", ())
        return self._set(
            namespace,
            name,
            lambda it: steering.set_outputs(
                it.definitions, it.state, change.selector, change.parameters, change.message, phase
            ),
        )

    def _set(self, namespace: str, name: str, act: Callable[[rewriting.Held], Operated]) -> JsonObject:
        """Change suspended nodes."""

        def decide(found: JsonObject) -> JsonObject | None:
            before, after = rewriting.operate(found, act)
            return rewriting.of_nodes(before, after.state) or None

        return self._change(namespace, name, decide)

    def retry(self, namespace: str, name: str, again: Again) -> JsonObject:
        self._refuse_mocks(again)

        def decide(found: JsonObject) -> JsonObject | None:
            before, after = rewriting.operate(
                found,
                lambda it: retry.retry(
                    it.definitions,
                    it.state,
                    restart_successful=again.restart_successful,
                    selector=again.selector,
                    parameters=again.parameters,
                    at_ms=self._now(),
                ),
            )
            self._delete_pods(namespace, after.pods)
            return rewriting.retried(before, after, again.parameters)

        return self._change(namespace, name, decide)

    def _delete_pods(self, namespace: str, pods: tuple[str, ...]) -> None:
        """Until they are gone: the new ones have the same names."""
        for pod in pods:
            until = time.monotonic() + _GOING_S
            try:
                ended = containerlogs.has_ended(self.api.get(PODS, namespace, pod))
                self.api.delete(PODS, namespace, pod, grace_s=0 if ended else None)
                while time.monotonic() < until:
                    self.api.get(PODS, namespace, pod)
                    time.sleep(0.1)
            except NotFound:
                continue
            raise Problem(
                f"the pod {pod} does not go; `kubectl describe pod {pod}` may say why. Retry once it is gone", ()
            )

    def resubmit(self, namespace: str, name: str, again: Again) -> JsonObject:
        self._refuse_mocks(again)
        found = self._found(namespace, name, archived=True)
        before = rewriting.held(found)
        body = rewriting.resubmitted(before, again.parameters, again.priority)

        def made(name: str) -> Mapping[str, object]:
            _, after = rewriting.operate(
                found,
                lambda it: resubmit.resubmit(
                    it.definitions, it.state, name, memoized=again.memoized, at_ms=self._now()
                ),
            )
            return {**body, "status": rewriting.memoized(before, after.state)} if again.memoized else body

        prefix = objects.text(body, "metadata", "generateName")
        place = before.definitions.namespace
        return objects.shown(changing.create(self.api, WORKFLOWS, place, made, "", prefix))  # type: ignore[arg-type]

    def _refuse_mocks(self, again: Again) -> None:
        if again.mocks is not None:
            raise Problem("--mocks are for simulated runs; on a cluster the containers run themselves", ())

    def _change(self, namespace: str, name: str, decide: Callable[[JsonObject], JsonObject | None]) -> JsonObject:
        name = self._latest(namespace) if name == LATEST else name
        try:
            return objects.shown(changing.change(self.api, WORKFLOWS, namespace, name, decide))
        except UnknownKind:
            raise
        except NotFound:
            self._look_for(namespace)
            raise Problem(f'workflows.argoproj.io "{name}" not found', ()) from None

    # -- what is kept beside runs

    def objects(self, kind: Kind, namespace: str) -> tuple[JsonObject, ...]:
        return self._kept.all(kind, namespace)

    def object(self, kind: Kind, namespace: str, name: str) -> JsonObject:
        with self._named(kind, name):
            return self._kept.one(kind, namespace, name)

    def create(self, kind: Kind, namespace: str, sources: tuple[Source, ...]) -> tuple[JsonObject, ...]:
        return self._kept.put(kind, namespace, sources, new=True)

    def update(self, kind: Kind, namespace: str, sources: tuple[Source, ...]) -> tuple[JsonObject, ...]:
        with self._named(kind, "what the files hold"):
            return self._kept.put(kind, namespace, sources, new=False)

    def remove(self, kind: Kind, namespace: str, name: str) -> None:
        with self._named(kind, name):
            self._kept.remove(kind, namespace, name)

    def suspend_cron(self, namespace: str, name: str, suspended: bool) -> JsonObject:
        with self._named(Kind.CRON_WORKFLOW, name):
            return self._kept.suspend(namespace, name, suspended)

    @contextmanager
    def _named(self, kind: Kind, name: str) -> Iterator[None]:
        """Problem where there is no such object."""
        try:
            yield
        except UnknownKind:
            raise
        except NotFound as error:
            raise Problem(f'{TYPES[kind].qualified} "{error.call.name or name}" not found', ()) from None


def _is_over(found: JsonObject) -> bool:
    return objects.without_nodes(found).phase.completed
