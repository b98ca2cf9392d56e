"""What a store keeps, and what can be asked of it.

In: Argo's objects as plain JSON data. Out: ``StoredRun`` and its ``Summary``, ``KeptObject`` and ``Query``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wfsim.engine.phases import NodeType, Phase
from wfsim.lang.selectors import Requirement, holds_of
from wfsim.record.run import RunRecord
from wfsim.record.status import status
from wfsim.record.workflow import from_workflow
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_COMPLETED, _PHASE = "workflows.argoproj.io/completed", "workflows.argoproj.io/phase"


@dataclass(frozen=True, slots=True)
class StoredRun:
    """One run: the Workflow object with its ``status``, and all that is needed to go on with it.

    ``journal``: every exchange with the engine. ``sources``: name and text of the files that the run refers to;
    ``mocks``: those of the mocks. ``coming``: what was still to happen when the clock stopped, as the journal writes
    events, each with its wave; ``taken``: how much of each sequence of the mocks is used. ``version`` counts its
    changes in the store; ``live``: it is listed, and not only in the archive.
    """

    object: JsonObject = field(hash=False)
    journal: str = ""
    sources: tuple[tuple[str, str], ...] = ()
    mocks: tuple[str, str] | None = None
    seed: int = 0
    coming: tuple[Json, ...] = ()
    taken: tuple[int, ...] = ()
    target: str = "sim"
    version: int = 0
    live: bool = True

    @property
    def record(self) -> RunRecord:
        """The run as it is drawn and gone on from."""
        return from_workflow(dict(self.object))


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a list. Times are milliseconds since the Unix epoch; ``pods``: pending, running, completed."""

    uid: str
    name: str
    namespace: str
    phase: str
    status: str
    message: str = ""
    created_ms: int = 0
    started_ms: int | None = None
    finished_ms: int | None = None
    deleted_ms: int | None = None
    priority: int = 0
    pods: tuple[int, int, int] = (0, 0, 0)
    parameters: tuple[tuple[str, str], ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    live: bool = True
    target: str = "sim"

    @property
    def completed(self) -> bool:
        return self.finished_ms is not None


def summary(record: RunRecord, *, live: bool = True, target: str = "sim") -> Summary:
    """What a list shows of a run."""
    created = record.started_ms if record.created_ms is None else record.created_ms
    return Summary(
        uid=record.uid,
        name=record.name,
        namespace=record.namespace,
        phase=record.phase.value,
        status=status(record),
        message=record.message,
        created_ms=created or 0,
        started_ms=record.started_ms,
        finished_ms=record.finished_ms,
        deleted_ms=record.deleted_ms,
        priority=_priority(record),
        pods=_pods(record),
        parameters=_parameters(record),
        labels={
            **record.labels,
            _COMPLETED: "true" if record.phase.completed else "false",
            _PHASE: record.phase.value,
        },
        live=live,
        target=target,
    )


def _priority(record: RunRecord) -> int:
    found = record.spec.get("priority")
    return found if isinstance(found, int) else 0


def _pods(record: RunRecord) -> tuple[int, int, int]:
    phases = [one.phase for one in record.nodes if one.type is NodeType.POD]
    completed = sum(one.completed for one in phases)
    running = sum(one is Phase.RUNNING for one in phases)
    return len(phases) - completed - running, running, completed


def _parameters(record: RunRecord) -> tuple[tuple[str, str], ...]:
    arguments = record.spec.get("arguments")
    listed = arguments.get("parameters") if isinstance(arguments, Mapping) else None
    rows = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    return tuple((str(one.get("name")), str(one["value"])) for one in rows if one.get("value") is not None)


@dataclass(frozen=True, slots=True)
class Query:
    """Which runs are meant; what is empty or None does not count.

    ``since_ms``: those that run, and those that were created after it; ``from_ms`` and ``until_ms``: created not before
    the one, and before the other; ``ended_ms``: those that ended before it. ``archived``: of all that ever finished,
    not of those that are listed. ``target``: where they ran.
    """

    namespace: str = ""
    name: str = ""
    prefix: str = ""
    statuses: frozenset[str] = frozenset()
    completed: bool | None = None
    since_ms: int | None = None
    from_ms: int | None = None
    until_ms: int | None = None
    ended_ms: int | None = None
    labels: tuple[Requirement, ...] = ()
    archived: bool = False
    target: str = ""

    def takes(self, one: Summary) -> bool:
        """Whether a run has the labels, and ran where it should have."""
        labels = all(holds_of(requirement, one.labels.get(requirement.key)) for requirement in self.labels)
        return labels and self.target in ("", one.target)

    def fits(self, one: Summary) -> bool:
        """Whether a run is one of those that are meant, whatever keeps it."""
        ended = one.finished_ms
        return (
            self.namespace in ("", one.namespace)
            and self.name in ("", one.name)
            and one.name.startswith(self.prefix)
            and (not self.statuses or one.phase in self.statuses)
            and self.completed in (None, one.completed)
            and (self.since_ms is None or ended is None or one.created_ms > self.since_ms)
            and (self.from_ms is None or one.created_ms >= self.from_ms)
            and (self.until_ms is None or one.created_ms < self.until_ms)
            and (self.ended_ms is None or (ended is not None and ended < self.ended_ms))
            and self.takes(one)
        )


@dataclass(frozen=True, slots=True)
class KeptObject:
    """A WorkflowTemplate, ClusterWorkflowTemplate or CronWorkflow that runs may refer to."""

    kind: str
    name: str
    namespace: str
    object: JsonObject = field(hash=False)
    created_ms: int = 0
