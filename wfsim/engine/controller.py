"""Several workflows under one controller: they share locks, caches and the number of workflows that may run at once.

In: what happened at one instant, each to its run, and workflows that were submitted. Out: commands, each of its run. As
pure as ``Engine``, which it holds one of for each run: no clock, no chance. A run whose turn has come, for a lock or to
begin at all, is told so within the same instant, as Argo's controller looks at it again at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TypeAlias

from wfsim.engine import memo
from wfsim.engine.commands import Command, FinishRun
from wfsim.engine.crons import CronRunner, CronState, Kept
from wfsim.engine.definitions import Definitions
from wfsim.engine.engine import Engine
from wfsim.engine.errors import IllegalEvent, TooManyNodes
from wfsim.engine.events import CacheRead, Event, LockFreed, RunPostponed, RunStarted, StopAsked
from wfsim.engine.locks import Locks
from wfsim.engine.run import Shared
from wfsim.engine.state import RunState
from wfsim.engine.throttle import Limits, Throttle
from wfsim.spec.model import Kind


@dataclass(frozen=True, slots=True)
class Submission:
    """A workflow as it is given to the cluster: an object of the files, and what is said beside it.

    ``source`` is ``<kind>/<name or generateName>``, ``name`` and ``namespace`` are the run's. ``cron``: the
    CronWorkflow that made it, ``scheduled_ms`` the instant for which it did.
    """

    source: str
    name: str
    namespace: str = "default"
    parameters: tuple[tuple[str, str], ...] = ()
    entrypoint: str = ""
    cron: str = ""
    scheduled_ms: int | None = None

    @property
    def run(self) -> str:
        """How the run is called: ``<namespace>/<name>``."""
        return f"{self.namespace}/{self.name}"


@dataclass(frozen=True, slots=True)
class Submitted:
    """A workflow object came into being."""

    at_ms: int
    submission: Submission
    uid: str = ""


@dataclass(frozen=True, slots=True)
class CronDue:
    """A schedule of a CronWorkflow (``<namespace>/<name>``) fires; ``for_ms``: for which instant."""

    at_ms: int
    cron: str
    for_ms: int


@dataclass(frozen=True, slots=True)
class ToRun:
    """Something happened to one run."""

    run: str
    event: Event

    @property
    def at_ms(self) -> int:
        return self.event.at_ms


@dataclass(frozen=True, slots=True)
class OfRun:
    """What one run wants done."""

    run: str
    command: Command


@dataclass(frozen=True, slots=True)
class SetCronTimer:
    """Send ``CronDue`` at this instant, for this instant."""

    cron: str
    at_ms: int


Happening: TypeAlias = Submitted | CronDue | ToRun
Wish: TypeAlias = OfRun | SetCronTimer
Prepare: TypeAlias = Callable[[Submission, int], Definitions]


class Controller:
    """All runs of a simulation, in the order in which they were submitted.

    ``prepare`` makes the definitions of a submission at an instant; ``most_nodes`` is for all runs together. ``uid``
    gives the uid of a run that a CronWorkflow makes.
    """

    def __init__(
        self,
        prepare: Prepare,
        limits: Limits | None = None,
        *,
        most_nodes: int | None = None,
        crons: Iterable[CronRunner] = (),
        uid: Callable[[str], str] = lambda run: "",
    ) -> None:
        self.crons = {one.state.key: one for one in crons}
        self._uid = uid
        self.engines: dict[str, Engine] = {}
        self.submissions: dict[str, Submission] = {}
        self._prepare = prepare
        self._shared = Shared()
        self._throttle = Throttle(limits or Limits())
        self._uids: dict[str, str] = {}
        self._given: dict[str, RunState] = {}
        self._most_nodes = most_nodes
        self._unfinished: dict[str, None] = {}
        self._order: dict[str, int] = {}
        self._number = 0
        self.size = 0  # how many nodes there are, of all runs

    @property
    def finished(self) -> bool:
        """Whether every run that came has ended."""
        return not self._unfinished

    def begin(self, now_ms: int) -> tuple[CronDue, ...]:
        """The next firing of every CronWorkflow when the controller starts, or one that was missed and still counts."""
        due = []
        for key, runner in self.crons.items():
            missed = runner.missed(now_ms)
            if missed is not None:
                due.append(CronDue(now_ms, key, missed))
            elif (following := runner.following(now_ms)) is not None:
                due.append(CronDue(following, key, following))
        return tuple(due)

    def to_json(self) -> str:
        """The state of everything as text, as it is between two sends."""
        shared = self._shared
        runs = {
            run: {
                "submission": asdict(self.submissions[run]),
                "made_ms": engine.definitions.creation_ms,
                "uid": self._uids[run],
                "state": engine.state.to_json(),
            }
            for run, engine in self.engines.items()
        }
        crons = {key: runner.state.to_json() for key, runner in self.crons.items()}
        whole = {
            "runs": runs,
            "crons": crons,
            "locks": shared.locks.to_json(),
            "caches": shared.caches,
            "throttle": self._throttle.to_json(),
        }
        return json.dumps(whole, ensure_ascii=False)

    def restore(self, text: str) -> None:
        """Take up what ``to_json`` wrote; for a controller to which nothing has happened, made as that one was."""
        whole = json.loads(text)
        self._shared = Shared(Locks.from_json(whole["locks"]), whole["caches"])
        self._throttle = Throttle.from_json(self._throttle.limits, whole["throttle"])
        for key, state in whole["crons"].items():
            self.crons[key].state = CronState.from_json(state)
        for row in whole["runs"].values():
            given = dict(row["submission"])
            given["parameters"] = tuple(tuple(one) for one in given["parameters"])
            self._hold(Submission(**given), row["made_ms"], row["uid"], RunState.from_json(row["state"]))

    def send(self, happenings: Iterable[Happening]) -> tuple[Wish, ...]:
        """Apply all that happened at one instant, and let every run that it concerns go on by a pass.

        IllegalEvent for an event of a run that does not exist or cannot take it.
        """
        batch = list(happenings)
        if not batch:
            return ()
        now = batch[0].at_ms
        events: dict[str, list[Event]] = {}
        commands: list[Wish] = []
        before = len(self.engines)
        for one in batch:
            match one:
                case Submitted():
                    self._submit(one)
                case CronDue():
                    commands += self._fire(one, events)
                case ToRun(run=run, event=event) if run in self.engines:
                    events.setdefault(run, []).append(event)
                case ToRun(run=run):
                    raise IllegalEvent(f"there is no run {run}")
        self._admit(now, events)
        for run in list(self.engines)[before:]:
            if run not in events:
                events[run] = [RunPostponed(now)]
        commands += self._rounds(now, events, {})
        return tuple(commands)

    def _rounds(self, now: int, events: dict[str, list[Event]], woken: dict[str, int]) -> Iterator[Wish]:
        """Passes, until nobody's turn has come by what the others did."""
        while events:
            yield from self._passes(events)
            events = {}
            self._admit(now, events)
            self._wake(now, events, woken)

    def resume(self, submission: Submission, definitions: Definitions, state: RunState) -> Engine:
        """A run that another controller had begun. It goes on where it was.

        ``state.locks`` is what it has and waits for in the table that all share.
        """
        self._shared.locks.add(state.locks)
        state.locks = Locks()
        self._hold(submission, definitions.creation_ms, state.uid, state, definitions)
        self._throttle.resume(submission.run)
        return self.engines[submission.run]

    def hand_over(self, run: str, state: RunState) -> None:
        """What a run has already when it is submitted: nodes of an earlier life, where it is retried or resubmitted."""
        self._given[run] = state

    def remember(self, namespace: str, caches: Iterable[CacheRead]) -> None:
        """What caches of memoized outputs hold, from now on for all runs."""
        for one in caches:
            memo.learn(self._shared.caches, namespace, one)

    def forget(self, run: str) -> None:
        """A run is no longer of interest: its object is gone, or all is done that is to be done for it."""
        engine = self.engines.pop(run)
        self._throttle.remove(run)
        self._unfinished.pop(run, None)
        self._shared.locks.release_workflow(run)
        for table in (self.submissions, self._uids, self._order):
            table.pop(run, None)
        self.size -= len(engine.state.nodes)

    def woken(self, now: int) -> tuple[Wish, ...]:
        """Let those go on that may after a run was forgotten."""
        events: dict[str, list[Event]] = {}
        self._admit(now, events)
        self._wake(now, events, {})
        return tuple(self._rounds(now, events, {}))

    def _submit(self, one: Submitted) -> None:
        submission = one.submission
        if submission.run in self.engines:
            raise IllegalEvent(f"there is a run {submission.run} already")
        state = self._given.pop(submission.run, None)
        definitions = self._hold(submission, one.at_ms, one.uid, state)
        self._throttle.add(submission.run, definitions.workflow.spec.priority or 0, one.at_ms)

    def _hold(
        self,
        submission: Submission,
        at_ms: int,
        uid: str,
        state: RunState | None = None,
        definitions: Definitions | None = None,
    ) -> Definitions:
        """One run more: a new one, or one with its state."""
        definitions, run = definitions or self._prepare(submission, at_ms), submission.run
        engine = Engine(definitions, state, most_nodes=self._most_nodes, shared=self._shared)
        self.submissions[run], self.engines[run], self._uids[run] = submission, engine, uid
        self._number += 1
        self._order[run] = self._number
        self.size += len(engine.state.nodes)
        if not engine.finished:
            self._unfinished[run] = None
        return definitions

    def _fire(self, due: CronDue, events: dict[str, list[Event]]) -> Iterator[Wish]:
        """A CronWorkflow's moment has come: what it submits and stops, and when it is to be asked again."""
        runner = self.crons[due.cron]
        step = runner.fire(due.for_ms, due.at_ms)
        for run in step.terminate:
            events.setdefault(run, []).append(StopAsked(due.at_ms, "Terminate"))
        if step.submit:
            source = f"{Kind.CRON_WORKFLOW}/{runner.state.name}"
            namespace = runner.state.namespace
            child = Submission(source, step.submit, namespace, cron=due.cron, scheduled_ms=due.for_ms)
            self._submit(Submitted(due.at_ms, child, self._uid(child.run)))
        following = runner.following(due.at_ms)
        if following is not None:
            yield SetCronTimer(due.cron, following)

    def _ended(self, run: str, now: int) -> None:
        """A run is over: its slot is free, and the CronWorkflow that made it counts it."""
        self._throttle.remove(run)
        del self._unfinished[run]
        cron = self.submissions[run].cron
        if cron:
            state = self.engines[run].state
            self.crons[cron].ended(run, Kept(now, not state.phase.unsuccessful, state.deleted_ms), now)

    def _admit(self, now: int, events: dict[str, list[Event]]) -> None:
        """Let those begin that may."""
        for run in self._throttle.admitted():
            events.setdefault(run, []).append(RunStarted(now, self._uids[run]))

    def _passes(self, events: dict[str, list[Event]]) -> Iterator[Wish]:
        """A pass of each run that something happened to, in the order of submission."""
        for run in sorted(events, key=self._order.__getitem__):
            engine = self.engines[run]
            before = len(engine.state.nodes)
            for command in engine.send(events[run]):
                if isinstance(command, FinishRun):
                    self._ended(run, engine.state.now_ms)
                yield OfRun(run, command)
            self.size += len(engine.state.nodes) - before
            if self._most_nodes is not None and self.size > self._most_nodes:
                raise TooManyNodes

    def _wake(self, now: int, events: dict[str, list[Event]], woken: dict[str, int]) -> None:
        """Runs that wait for a lock which they could have now; not again where no lock changed hands since."""
        locks = self._shared.locks
        due, locks.due = locks.due, {}
        for run in due:
            engine = self.engines.get(run)
            if engine is not None and engine.state.begun and not engine.finished and woken.get(run) != locks.moves:
                events.setdefault(run, []).append(LockFreed(now))
                woken[run] = locks.moves
