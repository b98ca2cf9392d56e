"""One run on a real cluster, driven by this process.

In: a workspace, a ``ClusterOrder`` and a connection. Out: ``Ran``. Called by ``cli.run``. Misuse or Problem where there
is nothing to run. What happened is in the journal before it has consequences, so that a run whose process ended is gone
on with: its pods are found again by their names.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TextIO, TypeAlias
from uuid import uuid4

from wfsim.api import choosing
from wfsim.api.clock import now_ms
from wfsim.api.defining import Order, defined, digest
from wfsim.api.from_cluster import artifact_terms, cached, completed, repository
from wfsim.api.problem import Problem
from wfsim.api.unsupported import refuse
from wfsim.drivers.base import Budget, Ending, drive, first_difference
from wfsim.drivers.kube import workflow_object
from wfsim.drivers.kube.alone import KubeDriver, Past
from wfsim.drivers.kube.artifactgc.collecting import Collector, held
from wfsim.drivers.kube.artifactgc.terms import FINALIZER
from wfsim.drivers.kube.artifactgc.waiting import PATIENCE_S, InMemory, OnCluster, collected
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.errors import ApiError, Temporary, UnknownKind
from wfsim.drivers.kube.labels import BY_HAND, INSTANCE
from wfsim.drivers.kube.pods import Executor, PodRequest, WorkflowFacts, agent, manifest
from wfsim.drivers.kube.pods.agent import name_of as agent_name
from wfsim.drivers.kube.read import body, meta
from wfsim.drivers.kube.resources import WORKFLOWS
from wfsim.drivers.kube.run import RunOnCluster
from wfsim.engine.commands import (
    ApplyResource,
    Command,
    CreateClaim,
    CreateDisruptionBudget,
    DeleteClaim,
    DeleteDisruptionBudget,
    DeletePod,
    KeepOutputs,
    SendTask,
    StartPod,
    StopPod,
)
from wfsim.engine.definitions import Definitions
from wfsim.engine.engine import Engine
from wfsim.engine.events import Event, PodFinished, PodStarted, RunStarted, TaskReplied
from wfsim.record import journal
from wfsim.record.journal import Journal
from wfsim.record.of import record
from wfsim.record.run import RunRecord
from wfsim.record.workflow import SEED, from_workflow, to_workflow
from wfsim.spec.model import JsonObject, Resource
from wfsim.spec.workspace import Workspace
from wfsim.text import Diagnostic
from wfsim.yamlio import Json

Log: TypeAlias = Callable[[tuple[Event, ...], tuple[Command, ...]], None]


@dataclass(frozen=True, slots=True)
class ClusterOrder:
    """What to run where. ``journal``: where to write it; ``past``: that of a run to go on with. ``warn`` is told what
    does not stop the run, ``watch`` the record after each exchange."""

    namespace: str
    journal: Callable[[str], TextIO]
    warn: Callable[[str], None]
    parameters: Mapping[str, str] = field(default_factory=dict)
    entrypoint: str = ""
    name: str = ""
    workflow: str = ""
    service_account: str = ""
    executor: Executor = field(default_factory=Executor)
    repository: JsonObject | None = None
    past: Journal | None = None
    watch: Callable[[Engine], None] | None = None
    generate_name: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    priority: int | None = None

    def applied(self, resource: Resource) -> Resource:
        """The workflow with the labels, the priority and the beginning of its name that were given."""
        found = resource._replace(labels={**resource.labels, **self.labels})
        if self.generate_name:
            found = found._replace(name="", generate_name=self.generate_name)
        if self.priority is None:
            return found
        spec = found.spec._replace(priority=self.priority, data={**found.spec.data, "priority": self.priority})
        return found._replace(spec=spec)


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of it. ``deleted``: somebody deleted the Workflow object, and the run ended with that."""

    record: RunRecord
    ending: Ending
    findings: tuple[Diagnostic, ...]
    definitions: Definitions
    deleted: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether the run is over and all is well."""
        return self.record.phase.completed and not self.record.phase.unsuccessful and not self.deleted


def run_on_cluster(workspace: Workspace, order: ClusterOrder, api: Api) -> Ran:
    """Run a workflow of the workspace; what it refers to and the files do not hold is looked up on the cluster."""
    workspace = completed(workspace, api, order.namespace)
    prepared = _Prepared.of(workspace, order)
    refuse(prepared.definitions)
    return _Running(prepared, order, api).run()


@dataclass(frozen=True, slots=True)
class _Prepared:
    definitions: Definitions
    refused: tuple[Diagnostic, ...]
    seed: int
    fresh: bool

    @classmethod
    def of(cls, workspace: Workspace, order: ClusterOrder) -> _Prepared:
        resource = order.applied(choosing.as_workflow(choosing.choose(workspace, order.workflow)))
        choosing.check_entrypoint(resource, workspace, order.entrypoint)
        choosing.check_parameters(resource, workspace, order.parameters)
        header = order.past.header if order.past is not None else None
        seed = header.seed if header is not None and header.seed is not None else secrets.randbits(48)
        name = header.name if header is not None else choosing.run_name(resource, order.name, seed)
        created_ms = order.past.entries[0].events[0].at_ms if order.past and order.past.entries else now_ms()
        wanted = Order(resource, name, created_ms, order.parameters, order.entrypoint, order.namespace)
        made = defined(workspace, wanted)
        if header is not None and header.spec_digest != digest(made.definitions, order.parameters, order.entrypoint):
            raise Problem(f"the journal is of {header.name} with another spec, or with other parameters", ())
        return cls(made.definitions, made.refused, seed, header is None)


class _Running:
    """The engine, its driver and what watches both."""

    def __init__(self, prepared: _Prepared, order: ClusterOrder, api: Api) -> None:
        self.prepared, self.order, self.api = prepared, order, api
        self.definitions = prepared.definitions
        self.engine = Engine(self.definitions)
        spec = self.definitions.workflow.spec.data
        self.repository = order.repository or repository(api, order.namespace, spec)
        self.terms = artifact_terms(self.definitions, self.repository)

    def run(self) -> Ran:
        spec = self.definitions.workflow.spec.data
        account = self.order.service_account or str(spec.get("serviceAccountName") or "default")
        name, namespace = self.definitions.name, self.order.namespace
        with self.order.journal(name) as stream:
            write = self._writer(stream)  # first: a run that left something has a journal to go on with
            uid = self._object(stream)
            run = RunOnCluster(name, namespace, self.order.warn, uid, account)
            driver = KubeDriver(self.api, run, self._make_pod(run), now_ms)
            self.object = workflow_object.WorkflowObject(self.api, namespace, name, driver.inbox)
            self.object.uid = uid
            driver.begin(self._past(driver))
            self.object.listen(self.engine.suspended)
            try:
                ending = self._drive(driver, self._log(write))
                self.object.publish(self._workflow, last=True)
                if ending is Ending.FINISHED:
                    driver.settle()
            finally:
                self.object.stop()
                driver.close()
        found = self._without_artifacts(uid) if ending is Ending.FINISHED else self._record()
        return Ran(found, ending, self.prepared.refused, self.definitions, self.object.deleted)

    def _record(self) -> RunRecord:
        return record(self.engine, self.prepared.seed)

    def _drive(self, driver: KubeDriver, log: Log) -> Ending:
        if self.engine.finished:  # its journal says so already
            return Ending.FINISHED
        return drive(self.engine, driver, log, Budget(max_nodes=1_000_000)).ending

    # -- the object

    def _object(self, stream: TextIO) -> str:
        """The Workflow object's uid: that of a new one, or of the one that is gone on with."""
        past = self.order.past
        if past is not None and past.entries:
            return self._object_before(past)
        try:
            uid = workflow_object.create(self.api, self.order.namespace, self._body(), str(self.prepared.seed))
        except Temporary:
            raise
        except ApiError:  # nothing was begun, and there is nothing to go on with
            stream.seek(0)
            stream.truncate()
            raise
        if not uid:
            self.order.warn(
                "the cluster has no Workflow objects: `kubectl get wf` shows nothing of this run; "
                "`wfsim install` brings their CustomResourceDefinitions"
            )
        return uid

    def _object_before(self, past: Journal) -> str:
        """The uid of the object of a run that has begun. Problem where it is gone: the run's pods went with it."""
        name, namespace = self.definitions.name, self.order.namespace
        started = next((one for one in past.entries[0].events if isinstance(one, RunStarted)), None)
        try:
            there = workflow_object.find(self.api, namespace, name)
        except UnknownKind:
            return ""
        uid = meta(there, "uid") if there is not None else ""
        if started is not None and uid != started.uid:
            raise Problem(f"somebody deleted the Workflow {name} in {namespace}; the run ended with it", ())
        return uid

    def _body(self) -> JsonObject:
        name, namespace = self.definitions.name, self.order.namespace
        spec = dict(self.definitions.workflow.spec.data)
        own = self.definitions.workflow
        metadata = self._about(dict(own.labels), {**own.annotations, SEED: str(self.prepared.seed)})
        return {
            "apiVersion": WORKFLOWS.api_version,
            "kind": WORKFLOWS.kind,
            "metadata": {"name": name, "namespace": namespace, **metadata},
            "spec": spec,
        }

    def _about(self, labels: Mapping[str, Json], annotations: Mapping[str, Json]) -> dict[str, Json]:
        """Labels and annotations with what is ours; what holds the object for its artifacts."""
        more = held(self.terms) if self.terms is not None else {}
        finalizers: Json = [FINALIZER] if more else None
        return {
            "labels": {**labels, INSTANCE: BY_HAND, **more.get("labels", {})},
            "annotations": {**annotations, **more.get("annotations", {})},
            **({"finalizers": finalizers} if finalizers else {}),
        }

    def _workflow(self) -> JsonObject:
        found = to_workflow(self._record())
        metadata = body(found, "metadata")
        about = self._about(body(metadata, "labels"), body(metadata, "annotations"))
        return {**found, "metadata": {**metadata, **about}}

    # -- its artifacts

    def _without_artifacts(self, uid: str) -> RunRecord:
        """The run when those artifacts are gone that go with its end; the user is told which stay."""
        if self.terms is None or self.object.deleted:
            return self._record()
        collector = Collector(self.api, self.order.warn, self.order.executor)
        name, namespace = self.definitions.name, self.order.namespace
        place = OnCluster(collector, namespace, name) if uid else InMemory(collector, self._workflow())
        if not collected(place, PATIENCE_S):
            self.order.warn(f"the pods that remove artifacts of {name} go on, and nobody waits for them")
        found = place.found()
        if found is None:
            return self._record()
        after = from_workflow(dict(found))
        return replace(self._record(), nodes=after.nodes, complaints=after.complaints)

    # -- pods

    def _make_pod(self, run: RunOnCluster) -> Callable[[StartPod | SendTask], JsonObject]:
        facts = WorkflowFacts(
            name=run.name,
            namespace=run.namespace,
            uid=run.uid,
            spec=self.definitions.workflow.spec.data,
            repository=self.repository,
            executor=self.order.executor,
        )

        def make(command: StartPod | SendTask) -> JsonObject:
            if isinstance(command, SendTask):
                return agent(command, facts)
            claims = dict(self.engine.state.claims)
            return manifest(PodRequest(command, replace(facts, claims=claims), self.engine.state.now_ms))

        return make

    # -- the journal

    def _writer(self, stream: TextIO) -> journal.Writer:
        definitions, order = self.definitions, self.order
        if not self.prepared.fresh:
            return journal.Writer(stream)
        from wfsim.version import __version__

        header = journal.Header(
            definitions.name,
            digest(definitions, order.parameters, order.entrypoint),
            self.prepared.seed,
            f"wfsim {__version__}",
            order.workflow,
            order.parameters,
            order.entrypoint,
            {},
            definitions.pod_names,
        )
        return journal.Writer(stream, header)

    def _log(self, write: journal.Writer) -> Log:
        order = self.order

        def log(events: tuple[Event, ...], commands: tuple[Command, ...]) -> None:
            write(events, commands)
            self.object.publish(self._workflow)
            if order.watch is not None:
                order.watch(self.engine)

        return log

    def _past(self, driver: KubeDriver) -> Past:
        """Make the exchanges of the journal again; what of their commands is still to be seen to."""
        if self.order.past is None or not self.order.past.entries:
            for known in cached(self.definitions, self.api):
                driver.tell(known)
            driver.tell(RunStarted(0, self.object.uid or str(uuid4())))
            return Past()
        begun: dict[str, Command] = {}
        stopped: set[str] = set()
        ran: set[str] = set()
        ended: list[str] = []
        others: list[Command] = []
        for number, entry in enumerate(self.order.past.entries, 1):
            commands = self.engine.send(entry.events)
            if commands != entry.commands:
                recorded, now = first_difference(entry.commands, commands)
                raise Problem(f"exchange {number} of the journal has {recorded!r}, and now it is {now!r}", ())
            ran.update(one.node for one in entry.events if isinstance(one, PodStarted))
            finished = [begun.get(one.node) for one in entry.events if isinstance(one, PodFinished | TaskReplied)]
            ended += [made.pod_name for made in finished if isinstance(made, StartPod)]
            ended += [agent_name(made.node) for made in finished if isinstance(made, SendTask)]
            for command in commands:
                if isinstance(command, StartPod | ApplyResource | SendTask):
                    begun[command.node] = command
                elif isinstance(command, StopPod):
                    stopped.add(command.node)
                elif isinstance(command, _ALONE):
                    others.append(command)
        nodes = self.engine.state.nodes
        open_ = [one for node, one in begun.items() if not nodes[node].phase.fulfilled and node not in stopped]
        open_ += [one for one in others if _lasts(one, self.engine)]
        for timer, at_ms in self.engine.state.timers.items():
            driver.set_timer(timer, at_ms)
        pods = {node: one.pod_name for node in stopped if isinstance(one := begun.get(node), StartPod)}
        return Past(tuple(open_), pods, frozenset(ran), tuple(ended))


# No node tells of them: whether they were done is not known, and doing them twice does no harm.
_ALONE = CreateClaim | CreateDisruptionBudget | DeleteClaim | DeleteDisruptionBudget | DeletePod | KeepOutputs


def _lasts(command: Command, engine: Engine) -> bool:
    """Whether what a command made, or is going to delete, still matters."""
    match command:
        case CreateClaim():
            return command.name in engine.state.claims.values()
        case CreateDisruptionBudget():
            return engine.state.budget
        case _:
            return True
