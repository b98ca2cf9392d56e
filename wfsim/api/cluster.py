"""Several workflows side by side on one virtual clock.

In: ``ClusterRequest``: what the cluster has and what is submitted to it, under which mocks and seed. Out:
``ClusterSimulated``, a record of every run. Called by ``project`` and ``cli.simulate``. Misuse where something is
submitted that is not there, Problem where there is nothing to run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wfsim.api import choosing
from wfsim.api.chances import Chances, uid
from wfsim.api.defining import Order, defined
from wfsim.api.problem import Misuse, Problem
from wfsim.api.simulation import START_MS, alike, rare_collection, succeeded
from wfsim.drivers.base import Budget, Drive, Ending, drive
from wfsim.drivers.sim.clock import Agenda
from wfsim.drivers.sim.cluster import ClusterDriver
from wfsim.drivers.sim.clusterfile import Arrival, ClusterFile
from wfsim.drivers.sim.driver import RunWorld
from wfsim.drivers.sim.invent import MadeUp
from wfsim.drivers.sim.mocks import Mocks
from wfsim.drivers.sim.room import Anywhere, Hosts, Room
from wfsim.engine.controller import Controller, CronDue, Submission, Submitted
from wfsim.engine.crons import CronRunner, CronState, child_of
from wfsim.engine.definitions import Definitions
from wfsim.record.of import record
from wfsim.record.run import RunRecord
from wfsim.spec.model import Kind, Resource
from wfsim.spec.workspace import Workspace
from wfsim.text import Argo, Diagnostic, Severity, Span, in_order
from wfsim.validity import validate


@dataclass(frozen=True, slots=True)
class ClusterRequest:
    """What to run, where. ``strict_mocks``: what would be made up is an error."""

    cluster: ClusterFile = field(default_factory=ClusterFile)
    mocks: Mocks = field(default_factory=Mocks)
    seed: int = 0
    strict_mocks: bool = False
    budget: Budget = field(default_factory=Budget)
    pod_names: str = "v2"


@dataclass(frozen=True, slots=True)
class ClusterSimulated:
    """What all of it came to; ``records`` in the order in which the runs were submitted. ``crons``: every firing."""

    records: tuple[RunRecord, ...]
    crons: tuple[CronState, ...]
    definitions: tuple[Definitions, ...]
    ending: Ending
    findings: tuple[Diagnostic, ...]
    made_up: tuple[MadeUp, ...]

    @property
    def succeeded(self) -> bool:
        """Whether every run is over, all is well, and nothing was found that makes it worthless."""
        return all(succeeded(one, self.findings) for one in self.records)


def simulate_cluster(workspace: Workspace, request: ClusterRequest) -> ClusterSimulated:
    """Run what is submitted, on the virtual clock."""
    simulation = _Simulation(workspace, request)
    with rare_collection():
        driven = drive(simulation.controller, simulation.driver, None, request.budget)
    engines = simulation.controller.engines
    for one in simulation.controller.crons.values():
        one.forget(driven.at_ms)
    found = (
        *simulation.refused,
        *simulation.chances.findings(strict=request.strict_mocks),
        *simulation.unfinished(driven),
    )
    records = tuple(record(engine, request.seed) for engine in engines.values())
    definitions = tuple(engine.definitions for engine in engines.values())
    crons = tuple(cron.state for cron in simulation.controller.crons.values())
    return ClusterSimulated(
        records,
        crons,
        definitions,
        driven.ending,
        in_order(found),
        simulation.chances.made_up,
    )


class _Simulation:
    """The controller and its world, and who is who in them."""

    def __init__(self, workspace: Workspace, request: ClusterRequest) -> None:
        self.workspace, self.request = workspace, request
        self.start_ms = START_MS if request.cluster.start_ms is None else request.cluster.start_ms
        self.chances = Chances(workspace, request.mocks, request.seed)
        self.refused: list[Diagnostic] = []
        self.arrivals: dict[str, Arrival] = {}
        self._resources: dict[str, Resource] = {}
        self.room: Room = Hosts(request.cluster.hosts) if request.cluster.hosts else Anywhere()
        self.controller = Controller(
            self._prepare,
            request.cluster.limits,
            most_nodes=request.budget.max_nodes,
            crons=self._crons(),
            uid=self._uid,
        )
        arriving: list[Submitted | CronDue] = [*self._submissions(), *self.controller.begin(self.start_ms)]
        self.driver = ClusterDriver(arriving, self._world, self.start_ms, self.start_ms + request.cluster.until_ms)

    def _uid(self, run: str) -> str:
        namespace, _, name = run.partition("/")
        return uid(namespace, name, self.request.seed)

    def _crons(self) -> list[CronRunner]:
        """The CronWorkflows of the files that are to fire; those that a cluster refuses do not, and it is told why."""
        if not self.request.cluster.crons:
            return []
        found = [one for one in self.workspace.resources if one.kind is Kind.CRON_WORKFLOW]
        wrong = validate(self.workspace) if found else ()
        rejects = [one for one in wrong if one.argo is Argo.REJECTS]
        refused = {id(one.at.source) for one in rejects}
        usable = [one for one in found if self.workspace.judged(one) and id(one.document.source) not in refused]
        unusable = {id(one.document.source) for one in found if one not in usable}
        self.refused += [one for one in rejects if id(one.at.source) in unusable]
        return [CronRunner(one, str(self.request.seed)) for one in usable]

    def _submissions(self) -> list[Submitted]:
        found = []
        arrivals = _arrivals(self.workspace, self.request.cluster.arrivals, bool(self.controller.crons), self.refused)
        for number, arrival in enumerate(arrivals):
            resource = choosing.as_workflow(choosing.choose(self.workspace, arrival.workflow))
            choosing.check_entrypoint(resource, self.workspace, arrival.entrypoint)
            choosing.check_parameters(resource, self.workspace, arrival.parameters)
            namespace = resource.namespace or "default"
            name = self._free_name(resource, arrival, namespace, number)
            submission = Submission(
                arrival.workflow, name, namespace, tuple(arrival.parameters.items()), arrival.entrypoint
            )
            self.arrivals[submission.run], self._resources[submission.run] = arrival, resource
            made = uid(namespace, name, self.request.seed)
            found.append(Submitted(self.start_ms + arrival.at_ms, submission, made))
        return found

    def _free_name(self, resource: Resource, arrival: Arrival, namespace: str, number: int) -> str:
        """The run's name. Misuse where two would have the same: a cluster refuses the second."""
        seed = self.request.seed if number == 0 else self.request.seed * 1_000_003 + number
        name = choosing.run_name(resource, arrival.name, seed)
        if f"{namespace}/{name}" in self.arrivals:
            raise Misuse(
                f"{arrival.workflow!r} is submitted twice under the name {name!r}, and a cluster takes it once; "
                "use generateName, or give each submission a name"
            )
        return name

    def _prepare(self, submission: Submission, at_ms: int) -> Definitions:
        if submission.cron:
            self._resources[submission.run] = self._child(submission)
        resource, parameters = self._resources[submission.run], dict(submission.parameters)
        order = Order(
            resource,
            submission.name,
            at_ms,
            parameters,
            submission.entrypoint,
            pod_names=self.request.pod_names,
            config_maps=self.request.mocks.config_maps,
        )
        made = defined(self.workspace, order)
        self.refused += [one for one in made.refused if one not in self.refused]
        return made.definitions

    def _child(self, submission: Submission) -> Resource:
        """The Workflow that a CronWorkflow makes."""
        resource = self.controller.crons[submission.cron].resource
        assert submission.scheduled_ms is not None
        return child_of(resource, choosing.as_workflow(resource), submission.scheduled_ms)

    def _world(self, run: str, clock: Agenda) -> RunWorld:
        picker = self.chances.picker.for_run(run)
        definitions = self.controller.engines[run].definitions
        spec = definitions.workflow.spec
        wants = {"nodeSelector": spec.data["nodeSelector"]} if "nodeSelector" in spec.data else {}
        inventor = self.chances.inventor(self._resources[run], picker.seed)
        return RunWorld(definitions.name, spec.entrypoint, picker, inventor, clock, self.room, wants, run)

    # -- what is to be said of the end

    def unfinished(self, driven: Drive) -> Iterator[Diagnostic]:
        """Why not everything came to its end."""
        budget, at = self.request.budget, self.workspace.documents[0].span(())
        for run, engine in self.controller.engines.items():
            yield from alike(engine, self._place(run))
        match driven.ending:
            case Ending.FINISHED:
                return
            case Ending.STALLED:
                yield from self._stalled()
            case Ending.TOO_LONG:
                message = f"stopped: this takes longer than {budget.max_ms // 1000} seconds on the virtual clock"
                yield Diagnostic("run-too-long", Severity.ERROR, message, at, hint="--max-time allows more")
            case Ending.TOO_MANY_NODES | Ending.NO_PROGRESS:
                message = f"stopped: the runs have more than {budget.max_nodes} nodes together"
                yield Diagnostic("run-too-large", Severity.ERROR, message, at, hint="--max-nodes allows more")

    def _stalled(self) -> Iterator[Diagnostic]:
        """What each run that will never end waits for."""
        stuck = dict(self.room.stuck) if isinstance(self.room, Hosts) else {}
        for run, engine in self.controller.engines.items():
            if engine.finished:
                continue
            pods = [(node, why) for (owner, node), why in stuck.items() if owner == run]
            for node, why in pods:
                name = engine.state.nodes[node].name
                message = f"the pod of {name} waits for ever: {why}"
                hint = "Give the cluster a node with room for it, or let the pod request less."
                yield Diagnostic("run-stalled", Severity.ERROR, message, self._place(run), hint=hint)
            if not pods:
                message = f"{run} waits for ever: {self._why(run)}"
                yield Diagnostic("run-stalled", Severity.ERROR, message, self._place(run))

    def _why(self, run: str) -> str:
        engine = self.controller.engines[run]
        world = self.driver.worlds.get(run)
        waits = [f"{one.name} is suspended and nobody resumes it" for one in (world.waiting if world else ())]
        waits += [f"{one.name}: {one.message}" for one in engine.state.nodes.values() if one.lock]
        waits += [f"{name} needs {{{{{variable}}}}}, which never comes" for name, variable in engine.waits_for]
        return "; ".join(waits) or engine.state.message or "nothing that still runs will end"

    def _place(self, run: str) -> Span:
        arrival = self.arrivals.get(run)
        return (arrival.at if arrival else None) or self._resources[run].document.span(())


def _arrivals(
    workspace: Workspace, given: Sequence[Arrival] | None, crons: bool, refused: Sequence[Diagnostic]
) -> Sequence[Arrival]:
    """What is submitted: as given, else every Workflow of the files. Problem where there is nothing, and no cron."""
    if given is None:
        found = [one for one in workspace.resources if one.kind is Kind.WORKFLOW and workspace.judged(one)]
        given = [Arrival(one.name or one.generate_name) for one in found]
    if not given and not crons:
        errors = [one for one in (*workspace.findings, *refused) if one.severity is Severity.ERROR]
        raise Problem("there is no workflow that could be submitted", errors)
    return given
