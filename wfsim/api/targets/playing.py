"""A stored run, played until it ends or waits for somebody.

In: a ``StoredRun`` (its Workflow object says how far it is) or what an operation made of one. Out: the ``StoredRun`` as
it is then. Called by ``sim``.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from wfsim.api.chances import Chances, usable
from wfsim.api.defining import Order, defined, digest
from wfsim.api.problem import Problem
from wfsim.api.simulation import rare_collection
from wfsim.drivers.base import Budget, Ending, drive
from wfsim.drivers.sim import decode, targets
from wfsim.drivers.sim.held import Coming, HeldDriver
from wfsim.drivers.sim.mocks import Mocks
from wfsim.engine.definitions import Definitions
from wfsim.engine.engine import Engine
from wfsim.engine.events import Event, Resumed, RunStarted, TimerFired
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.state import RunState
from wfsim.record import journal
from wfsim.record.of import record
from wfsim.record.run import RunRecord
from wfsim.record.state import to_state
from wfsim.record.store.stored import StoredRun
from wfsim.record.workflow import to_workflow
from wfsim.spec.model import JsonObject, Kind, Resource
from wfsim.spec.workspace import Workspace, joined, load
from wfsim.text import Source
from wfsim.version import __version__
from wfsim.yamlio.nodes import Json

Say = Callable[[str], None]
_WAKE = "wake"


@dataclass(frozen=True, slots=True)
class Held:
    """A run as it was left: what it is of, and how far it is."""

    run: StoredRun
    workspace: Workspace
    definitions: Definitions
    state: RunState


def workspace_of(run: StoredRun) -> Workspace:
    """The files that a run refers to."""
    return load(Source(name, text) for name, text in run.sources)


def own_resource(workflow: JsonObject, name: str) -> tuple[Resource, Workspace]:
    """A Workflow object as a resource, in a workspace of its own. Problem where it can be no run."""
    own = load([Source(f"<{name}>", json.dumps(workflow, ensure_ascii=False, indent=2))])
    found = [one for one in own.resources if one.kind is Kind.WORKFLOW]
    if not found:
        raise Problem(f"{name} holds no spec that could be read", own.findings)
    return found[0], own


def taken_up(run: StoredRun) -> Held:
    """The run with its definitions and its state. Problem where what was stored is no use."""
    known = run.record
    resource, own = own_resource({**run.object, "spec": unmerged(dict(known.spec))}, known.name)
    workspace = joined((own, workspace_of(run)))
    created = known.started_ms if known.created_ms is None else known.created_ms
    order = Order(
        resource._replace(labels=known.labels, annotations=known.annotations),
        known.name,
        created or 0,
        namespace=known.namespace,
        pod_names=known.pod_names,
        config_maps=mocks_of(run).config_maps,
    )
    definitions = defined(workspace, order).definitions
    try:
        state = to_state(known)
    except ValueError as error:
        raise Problem(f"{known.name} cannot be gone on with: {error}", ()) from None
    return Held(run, workspace, definitions, state)


def unmerged(spec: dict[str, Json]) -> dict[str, Json]:
    """The spec of a run as it can be submitted: one that names a template has no templates of its own."""
    return {key: value for key, value in spec.items() if key != "templates" or not spec.get("workflowTemplateRef")}


def mocks_of(run: StoredRun) -> Mocks:
    return Mocks() if run.mocks is None else read_mocks(Source(*run.mocks))


def read_mocks(source: Source) -> Mocks:
    """Problem where there is a mistake in them."""
    return usable(decode.load(source))


def play(
    run: StoredRun,
    workspace: Workspace,
    definitions: Definitions,
    state: RunState | None,
    at_ms: int,
    uid: str,
    say: Say,
) -> StoredRun:
    """Let a run begin or go on. ``at_ms``: the instant at which it does; ``uid``: its own."""
    return _Play(run, workspace, definitions, state, at_ms, uid).until_it_rests(say)


class _Play:
    """One run between two commands of the user."""

    def __init__(
        self,
        run: StoredRun,
        workspace: Workspace,
        definitions: Definitions,
        state: RunState | None,
        at_ms: int,
        uid: str,
    ) -> None:
        self.run, self.workspace, self.definitions = run, workspace, definitions
        self.begins = state is None or not state.begun
        mocks = mocks_of(run)
        self.chances = Chances(workspace, mocks, run.seed)
        self.chances.picker.go_on(run.taken)
        budget = Budget()
        self.engine = Engine(definitions, state, most_nodes=budget.max_nodes)
        self.budget = budget
        first: Event = RunStarted(at_ms, uid) if self.begins else TimerFired(at_ms, _WAKE)
        coming = () if self.begins else tuple(map(_decoded, run.coming))
        self.driver = HeldDriver(
            definitions.name,
            definitions.workflow.spec.entrypoint,
            self.chances.picker,
            self.chances.inventor(definitions.workflow, run.seed),
            now_ms=at_ms,
            coming=(Coming(0, first), *coming),
            is_waiting=self._waits,
        )

    def until_it_rests(self, say: Say) -> StoredRun:
        written = io.StringIO()
        with rare_collection():
            driven = drive(self.engine, self.driver, self._journal(written), self.budget)
        known = record(self.engine, self.run.seed)
        self._tell(driven.ending, known, say)
        over = driven.ending is Ending.FINISHED
        return replace(
            self.run,
            object=to_workflow(known),
            journal=self.run.journal + written.getvalue(),
            coming=() if over else tuple(map(_encoded, self.driver.coming)),
            taken=self.chances.picker.taken,
        )

    def _journal(self, stream: io.StringIO) -> journal.Writer:
        if self.run.journal:
            return journal.Writer(stream)
        definitions = self.definitions
        header = journal.Header(
            definitions.name,
            digest(definitions, {}, ""),
            self.run.seed,
            f"wfsim {__version__}",
            definitions.name,
            config_maps=mocks_of(self.run).config_maps,
            pod_names=definitions.pod_names,
        )
        return journal.Writer(stream, header)

    def _waits(self) -> bool:
        """Whether the run is suspended, or a node of it is that nobody and nothing will resume by itself."""
        if self.definitions.workflow.spec.suspend:
            return True
        answered = {one.event.node for one in self.driver.coming if isinstance(one.event, Resumed)}
        timers = self.engine.state.timers
        return any(
            one.type is NodeType.SUSPEND
            and one.phase is Phase.RUNNING
            and one.id not in answered
            and f"resume:{one.id}" not in timers
            for one in self.engine.state.nodes.values()
        )

    def _tell(self, ending: Ending, known: RunRecord, say: Say) -> None:
        if self.begins:
            for finding in targets.unknown(self.chances.mocks, self.workspace).values():
                say(" ".join(one for one in (f"{finding.at.source.name}: {finding.message}.", finding.hint) if one))
        for one in self.chances.made_up:
            values = one.values if len(one.values) < 6 else (*one.values[:5], "…")
            what = f"the {one.words} of template `{one.template}`"
            say(f"made up: {what} is {' or '.join(values)}; a mock would say which")
        match ending:
            case Ending.FINISHED:
                return
            case Ending.STALLED if self._waits():
                say(f"{known.name} is suspended: `wfsim resume {known.name}` lets it go on")
            case Ending.STALLED:
                missing = [f"{name} needs {{{{{variable}}}}}" for name, variable in self.engine.waits_for]
                say(f"{known.name} waits for ever: {', '.join(missing) or 'nothing that still runs will end'}")
            case _:
                say(f"{known.name} was stopped: it is too large, or takes too long")


def _encoded(one: Coming) -> Json:
    return {"wave": one.wave, "event": journal.encode(one.event)}


def _decoded(one: Json) -> Coming:
    """Problem where what was stored is no event."""
    try:
        if not isinstance(one, Mapping) or not isinstance(wave := one["wave"], int):
            raise ValueError("no event")
        return Coming(wave, journal.decode(one["event"], journal.EVENTS))  # type: ignore[arg-type]
    except (ValueError, KeyError) as error:
        raise Problem(f"the run cannot be gone on with: {error}", ()) from None
