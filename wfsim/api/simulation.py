"""One simulated run, from a workspace to a record.

In: ``Request``: which workflow, with what, under which mocks and seed. Out: ``Simulated``. Called by ``project`` and
``cli.simulate``. Problem or Misuse where there is nothing to run; a run that fails is no problem but a result.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TextIO, TypeAlias

from wfsim.api import choosing
from wfsim.api.chances import Chances, uid
from wfsim.api.defining import Order, defined, digest
from wfsim.api.problem import Problem
from wfsim.drivers.base import Budget, Diverged, Drive, Ending, drive
from wfsim.drivers.sim.driver import SimDriver
from wfsim.drivers.sim.invent import MadeUp
from wfsim.drivers.sim.mocks import Mocks
from wfsim.engine.commands import Command
from wfsim.engine.definitions import Definitions
from wfsim.engine.engine import Engine
from wfsim.engine.events import Event
from wfsim.record import journal
from wfsim.record.journal import Entry, Journal
from wfsim.record.of import record
from wfsim.record.run import RunRecord
from wfsim.spec.model import Resource
from wfsim.spec.workspace import Workspace
from wfsim.text import Diagnostic, Severity, Span, in_order

Log: TypeAlias = Callable[[tuple[Event, ...], tuple[Command, ...]], None]
START_MS: Final = 1_704_067_200_000  # 2024-01-01T00:00:00Z: the virtual clock begins here


@dataclass(frozen=True, slots=True)
class Request:
    """What to run. ``workflow``: by name where the files hold several; ``journal``: where to write it.

    ``past``: the journal of a run that was broken off, to go on from; ``journal`` is then written on. ``watch`` is told
    now and then how many nodes there are, and how many milliseconds have passed on the run's clock.
    """

    parameters: Mapping[str, str] = field(default_factory=dict)
    mocks: Mocks = field(default_factory=Mocks)
    seed: int = 0
    entrypoint: str = ""
    name: str = ""
    workflow: str = ""
    strict_mocks: bool = False
    budget: Budget = field(default_factory=Budget)
    pod_names: str = "v2"
    journal: TextIO | None = None
    past: Journal | None = None
    watch: Callable[[int, int], None] | None = None


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation came to. ``findings``: of the workflow where it was refused, of the mocks, of the run's end."""

    record: RunRecord
    ending: Ending
    findings: tuple[Diagnostic, ...]
    made_up: tuple[MadeUp, ...]
    definitions: Definitions

    @property
    def succeeded(self) -> bool:
        """Whether the run is over, all is well, and nothing was found that makes it worthless."""
        return succeeded(self.record, self.findings)


def succeeded(record: RunRecord, findings: Iterable[Diagnostic]) -> bool:
    """Whether a run is over, all is well, and nothing was found that makes it worthless."""
    wrong = any(one.severity is Severity.ERROR for one in findings)
    return record.phase.completed and not record.phase.unsuccessful and not wrong


@contextmanager
def rare_collection() -> Iterator[None]:
    """A run's objects live till its end, and what does not is in no cycle: the cycle collector would go through them
    for nothing. It looks again where far more was made than runs make."""
    before = gc.get_threshold()
    gc.set_threshold(100_000_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()  # now all of it is old, and nobody goes through it as if it were new


@rare_collection()
def simulate(workspace: Workspace, request: Request) -> Simulated:
    """Run a workflow of the workspace on the virtual clock."""
    resource = choosing.as_workflow(choosing.choose(workspace, request.workflow))
    choosing.check_entrypoint(resource, workspace, request.entrypoint)
    choosing.check_parameters(resource, workspace, request.parameters)
    order = Order(
        resource,
        choosing.run_name(resource, request.name, request.seed),
        START_MS,
        request.parameters,
        request.entrypoint,
        pod_names=request.pod_names,
        config_maps=request.mocks.config_maps,
    )
    made = defined(workspace, order)
    definitions = made.definitions
    chances = Chances(workspace, request.mocks, request.seed)
    driver = SimDriver(
        definitions.name,
        definitions.workflow.spec.entrypoint,
        chances.picker,
        chances.inventor(resource, request.seed),
        start_ms=START_MS,
        uid=uid(definitions.namespace, definitions.name, request.seed),
    )
    engine = Engine(definitions, most_nodes=request.budget.max_nodes)
    log = _watched(_log(definitions, request), engine, request)
    entries = _past(definitions, request)
    try:
        driven = drive(engine, driver, log, request.budget, entries)
    except Diverged as error:
        raise Problem(_diverged(error, engine), ()) from None
    found = (
        *made.refused,
        *alike(engine, _name_of(resource)),
        *chances.findings(strict=request.strict_mocks),
        *_unfinished(driven, engine, driver, resource, request),
    )
    return Simulated(record(engine, request.seed), driven.ending, in_order(found), chances.made_up, definitions)


def _log(definitions: Definitions, request: Request) -> Log | None:
    if request.journal is None:
        return None
    from wfsim.version import __version__

    if request.past is not None:
        return journal.Writer(request.journal)
    header = journal.Header(
        definitions.name,
        digest(definitions, request.parameters, request.entrypoint),
        request.seed,
        f"wfsim {__version__}",
        request.workflow,
        request.parameters,
        request.entrypoint,
        request.mocks.config_maps,
        request.pod_names,
    )
    return journal.Writer(request.journal, header)


def _watched(log: Log | None, engine: Engine, request: Request) -> Log | None:
    """The log, with somebody who watches how far the run is."""
    watch = request.watch
    if watch is None:
        return log

    def watched(events: tuple[Event, ...], commands: tuple[Command, ...]) -> None:
        if log is not None:
            log(events, commands)
        watch(engine.size, events[0].at_ms - START_MS)

    return watched


def _past(definitions: Definitions, request: Request) -> tuple[Entry, ...]:
    """The exchanges to go on from. Problem where they are of another run."""
    if request.past is None:
        return ()
    header = request.past.header
    if header.spec_digest != digest(definitions, request.parameters, request.entrypoint):
        raise Problem(f"the journal is of {header.name} with another spec, or with other parameters", ())
    for what, recorded, now in (("seed", header.seed, request.seed), ("name", header.name, definitions.name)):
        if recorded != now:
            raise Problem(f"the journal is of a run with the {what} {recorded}, not {now}", ())
    return request.past.entries


def _diverged(error: Diverged, engine: Engine) -> str:
    from wfsim.render.exchanges import differing

    names = {node.id: node.name for node in engine.state.nodes.values()}
    return (
        "the journal cannot be gone on from, since these files and mocks give another run: "
        f"its line {error.number + 2} has {differing(error.expected, error.found, names)}"
    )


def _unfinished(
    driven: Drive, engine: Engine, driver: SimDriver, resource: Resource, request: Request
) -> Iterator[Diagnostic]:
    """Why the run did not come to its end."""
    at = _name_of(resource)
    budget = request.budget
    match driven.ending:
        case Ending.FINISHED:
            return
        case Ending.STALLED:
            yield from _stalled(engine, driver, at)
        case Ending.TOO_MANY_NODES:
            message = f"stopped: the run has more than {budget.max_nodes} nodes"
            yield Diagnostic("run-too-large", Severity.ERROR, message, at, hint="--max-nodes allows more")
        case Ending.TOO_LONG:
            message = f"stopped: the run takes longer than {budget.max_ms // 1000} seconds on the virtual clock"
            yield Diagnostic("run-too-long", Severity.ERROR, message, at, hint="--max-time allows more")
        case Ending.NO_PROGRESS:
            message = "stopped: events follow each other without end, and no node comes of them"
            yield Diagnostic("run-too-large", Severity.ERROR, message, at)


def alike(engine: Engine, at: Span) -> Iterator[Diagnostic]:
    """Nodes that the controller would take for each other."""
    for name, first in engine.alike.items():
        more = f", and {len(engine.alike) - 1} more" if len(engine.alike) > 1 else ""
        message = f"{name} has the id of {first}, so that the controller takes it for that and does not run it{more}"
        hint = "ids end in a hash of 32 bits: fewer nodes, or another name of the run or the step, keep them apart"
        yield Diagnostic("same-id", Severity.WARNING, message, at, hint=hint)
        return


def _stalled(engine: Engine, driver: SimDriver, at: Span) -> Iterator[Diagnostic]:
    """The nodes that nothing will ever end, each with a way out."""
    for one in driver.waiting:
        message = f"the run waits for ever: {one.name} is suspended and nobody resumes it"
        hint = f"give the suspend template a duration, or add to mocks: {one.template}: {{resume: true}}"
        yield Diagnostic("run-stalled", Severity.ERROR, message, at, hint=hint)
    for name in driver.watched:
        message = f"the run waits for ever: the mocked object of {name} meets no condition"
        yield Diagnostic("run-stalled", Severity.ERROR, message, at, hint="let the last object meet successCondition")
    for name in driver.stuck:
        message = f"the run waits for ever: the pod of {name} never starts, as its mock says"
        hint = "Argo waits too, unless the template has an activeDeadlineSeconds"
        yield Diagnostic("run-stalled", Severity.ERROR, message, at, hint=hint)
    if engine.definitions.workflow.spec.suspend:
        message, hint = "the run never begins: its spec says suspend", "leave out spec.suspend; Argo waits for a resume"
        yield Diagnostic("run-stalled", Severity.ERROR, message, at, hint=hint)
    elif not driver.waiting and not driver.watched and not driver.stuck:
        missing = [f"{name} needs {{{{{variable}}}}}" for name, variable in engine.waits_for]
        what = f"{', '.join(missing)}, which never comes" if missing else "nothing that still runs will end"
        hint = "Argo waits too: the outputs of steps that were skipped or never ran have no value"
        yield Diagnostic("run-stalled", Severity.ERROR, f"the run waits for ever: {what}", at, hint=hint)


def _name_of(resource: Resource) -> Span:
    """Where the file names the workflow."""
    document = resource.document
    for key in ("name", "generateName"):
        if document.node(("metadata", key)) is not None:
            return document.span(("metadata", key))
    return document.span(("kind",))
