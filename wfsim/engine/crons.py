"""CronWorkflows: when they fire, whether a workflow comes of it, and what is kept of those that ended.

In: a CronWorkflow, an instant at which one of its schedules fires, the children that ended. Out: what to submit, whom
to stop, when to look again. ``controller`` calls it. The state is plain data. What Argo asks at each firing, in its
order: the stop strategy, ``suspend``, ``when``, the concurrency policy.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import NamedTuple, cast

from wfsim.engine.variables import rfc3339
from wfsim.lang import cron as schedules
from wfsim.lang import expr, when
from wfsim.lang import template as templating
from wfsim.lang.ambient import World
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.lang.moments.values import now as moment
from wfsim.lang.tags import TagKind, scan
from wfsim.spec.model import Cron, JsonObject, Resource
from wfsim.yamlio.nodes import Json


class Verdict(Enum):
    """What came of a firing."""

    SUBMITTED = "submitted"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Firing:
    """One firing: the instant for which it was, what came of it and why, and the run (``<namespace>/<name>``)."""

    at_ms: int
    verdict: Verdict
    why: str = ""
    run: str = ""


class Kept(NamedTuple):
    """A child that ended: when, whether well, and when its ttlStrategy deletes it."""

    at_ms: int
    well: bool
    deleted_ms: int | None = None


@dataclass(slots=True)
class CronState:
    """``status`` of a CronWorkflow. ``kept``: children that ended and that nothing has deleted."""

    name: str
    namespace: str
    phase: str = "Active"
    succeeded: int = 0
    failed: int = 0
    last_scheduled_ms: int | None = None
    active: list[str] = field(default_factory=list)
    kept: dict[str, Kept] = field(default_factory=dict)
    firings: list[Firing] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.namespace}/{self.name}"

    def to_json(self) -> dict[str, Json]:
        """All fields as plain data."""
        return cast("dict[str, Json]", asdict(self)) | {
            "kept": {run: list(one) for run, one in self.kept.items()},
            "firings": [asdict(one) | {"verdict": one.verdict.value} for one in self.firings],
        }

    @classmethod
    def from_json(cls, data: JsonObject) -> CronState:
        """What ``to_json`` wrote."""
        given = dict(data)
        kept = cast("dict[str, tuple[int, bool, int | None]]", given.pop("kept"))
        firings = cast("list[dict[str, Json]]", given.pop("firings"))
        made = cls(**given)  # type: ignore[arg-type]
        made.kept = {run: Kept(*one) for run, one in kept.items()}
        made.firings = [Firing(**one | {"verdict": Verdict(one["verdict"])}) for one in firings]  # type: ignore[arg-type]
        return made


@dataclass(frozen=True, slots=True)
class Step:
    """What follows from a firing: a run to submit for an instant, runs to terminate."""

    submit: str = ""
    terminate: tuple[str, ...] = ()


class CronRunner:
    """One CronWorkflow while its cluster runs."""

    def __init__(self, resource: Resource, seed: str = "") -> None:
        assert resource.cron is not None
        self.resource, self.cron = resource, resource.cron
        self.state = CronState(resource.name, resource.namespace or "default", last_scheduled_ms=_status(resource))
        self._schedules = tuple(schedules.parse(_zoned(self.cron, one)) for one in self.cron.schedules)
        self._seed = seed

    def following(self, now_ms: int) -> int | None:
        """The next instant at which a schedule fires; None where none ever does, or the CronWorkflow is stopped."""
        if self.state.phase != "Active":
            return None
        start = datetime.fromtimestamp(now_ms / 1000, UTC)
        found = [one.following(start) for one in self._schedules]
        instants = [int(one.timestamp() * 1000) for one in found if one is not None]
        return min(instants, default=None)

    def missed(self, now_ms: int) -> int | None:
        """The last firing that was missed while no controller ran, where its starting deadline is not over yet."""
        last, deadline = self.state.last_scheduled_ms, self.cron.starting_deadline_seconds
        if last is None or not deadline:
            return None
        found: int | None = None
        here = self.following(last)
        while here is not None and here <= now_ms:
            found, here = here, self.following(here)
        return found if found is not None and now_ms < found + deadline * 1000 else None

    def fire(self, at_ms: int, now_ms: int) -> Step:
        """A schedule fired for an instant."""
        state = self.state
        name = f"{state.name}-{at_ms // 1000}"
        run = f"{state.namespace}/{name}"
        try:
            if self._is_stopped(now_ms):
                return Step()
            why = self._why_not(now_ms)
        except LangError as error:
            state.failed += 1
            state.firings.append(Firing(at_ms, Verdict.FAILED, error.message))
            return Step()
        if why:
            state.firings.append(Firing(at_ms, Verdict.SKIPPED, why))
            return Step()
        stopped = tuple(state.active) if self.cron.concurrency_policy == "Replace" else ()
        state.last_scheduled_ms = at_ms
        state.active.append(run)
        state.firings.append(Firing(at_ms, Verdict.SUBMITTED, f"in place of {', '.join(stopped)}" * bool(stopped), run))
        return Step(name, stopped)

    def _is_stopped(self, now_ms: int) -> bool:
        """Whether the stop strategy holds by now: then the CronWorkflow never fires again."""
        strategy = self.cron.stop_expression
        if strategy and expr.evaluate_bool(strategy, self._environment(now_ms)):
            self.state.phase = "Stopped"
        return self.state.phase != "Active"

    def _why_not(self, now_ms: int) -> str:
        """Why no workflow comes of a firing; empty where one does."""
        if self.cron.suspend:
            return "it is suspended"
        if self.cron.when and not self._when(now_ms):
            return f"when '{self.cron.when}' is false"
        if self.cron.concurrency_policy == "Forbid" and self.state.active:
            return f"concurrencyPolicy Forbid, and {', '.join(self.state.active)} still runs"
        return ""

    def _when(self, now_ms: int) -> bool:
        environment = self._environment(now_ms)
        for tag in scan(self.cron.when):
            if tag.kind is TagKind.SIMPLE and not isinstance(environment.get(tag.key, ""), str):
                raise LangError(f"failed to resolve {{{{{tag.key}}}}} to string")
        text = templating.replace_value(self.cron.when, environment, allow_unresolved=False)
        return when.evaluate_without_words(text)

    def _environment(self, now_ms: int) -> Environment:
        """``cronworkflow.…``. Argo gives the labels under ``annotations``, too."""
        state, resource = self.state, self.resource
        last = None if state.last_scheduled_ms is None else moment(state.last_scheduled_ms // 1000)
        found: dict[str, Json] = {
            "cronworkflow.name": state.name,
            "cronworkflow.namespace": state.namespace,
            "cronworkflow.lastScheduledTime": cast(Json, last),
            "cronworkflow.failed": state.failed,
            "cronworkflow.succeeded": state.succeeded,
        }
        for word in ("labels", "annotations"):
            found |= {f"cronworkflow.{word}.{key}": value for key, value in resource.labels.items()}
        world = World(lambda: f"{self._seed}\0{state.key}", lambda: now_ms)
        return Environment(found, world=world, place=f"cron {state.key} {now_ms}")

    def forget(self, now_ms: int) -> None:
        """Children whose ttlStrategy has deleted them by now: the history limits do not see them."""
        kept = self.state.kept
        for run in [one for one, row in kept.items() if row.deleted_ms is not None and row.deleted_ms <= now_ms]:
            del kept[run]

    def ended(self, run: str, child: Kept, now_ms: int) -> tuple[str, ...]:
        """A child ended; those that the history limits let go of."""
        state = self.state
        self.forget(now_ms)
        state.active.remove(run)
        if child.well:
            state.succeeded += 1
        else:
            state.failed += 1
        state.kept[run] = child
        try:
            self._is_stopped(now_ms)
        except LangError as error:
            state.firings.append(Firing(now_ms, Verdict.FAILED, error.message))
        gone = [
            *_beyond(state.kept, self.cron.successful_limit, well=True),
            *_beyond(state.kept, self.cron.failed_limit, well=False),
        ]
        for one in gone:
            del state.kept[one]
        return tuple(gone)


def _beyond(kept: dict[str, Kept], limit: int, *, well: bool) -> list[str]:
    """The oldest of those that ended one way, more than the limit keeps."""
    runs = sorted((row.at_ms, run) for run, row in kept.items() if row.well is well)
    return [run for _, run in runs[: max(len(runs) - limit, 0)]]


def _zoned(cron: Cron, schedule: str) -> str:
    return f"CRON_TZ={cron.timezone} {schedule}" if cron.timezone else schedule


def _status(resource: Resource) -> int | None:
    """When it fired last, where its object in the file says so."""
    status = resource.data.get("status")
    text = status.get("lastScheduledTime") if isinstance(status, dict) else None
    if not isinstance(text, str):
        return None
    try:
        return int(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError:
        return None


def child_of(resource: Resource, workflow: Resource, at_ms: int) -> Resource:
    """The Workflow of a firing: its labels, and the annotation that says for when it is."""
    metadata = resource.data.get("spec")
    extra = metadata.get("workflowMetadata") if isinstance(metadata, dict) else None
    words = {word: _texts(extra, word) for word in ("labels", "annotations")}
    labels = {**words["labels"], "workflows.argoproj.io/cron-workflow": resource.name}
    annotations = {**words["annotations"], "workflows.argoproj.io/scheduled-time": rfc3339(at_ms)}
    return workflow._replace(labels=labels, annotations=annotations)


def _texts(extra: Json, word: str) -> dict[str, str]:
    found = extra.get(word) if isinstance(extra, dict) else None
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}
