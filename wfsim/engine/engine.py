"""The engine: events of one instant in, commands out, nothing else in or out.

In: ``Definitions`` and events. Out: commands, and ``state`` for everybody who looks. Theory of operation: Argo's
controller walks the whole tree of a workflow again whenever something happened. This engine makes the same walk, but
only along the sites that an event marked, so that the work per event does not grow with the run.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from operator import attrgetter

from wfsim.engine import execute, leaf, memo, pods, suspension, tasks, workflow
from wfsim.engine.commands import Command
from wfsim.engine.definitions import Definitions
from wfsim.engine.errors import IllegalEvent
from wfsim.engine.events import (
    CacheRead,
    Event,
    LockFreed,
    NodeSet,
    PodFinished,
    PodPending,
    PodStarted,
    ResourceChanged,
    Resumed,
    RunPostponed,
    RunStarted,
    StopAsked,
    SuspendAsked,
    TaskReplied,
    TimerFired,
)
from wfsim.engine.phases import NodeType
from wfsim.engine.run import Run, Shared
from wfsim.engine.state import NodeState, RunState
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_FRAMES = 40 * execute.MAX_DEPTH  # of Python's, which a walk down as many templates as Argo allows can take at most


def _allow(frames: int) -> None:
    """Python ends a walk after a thousand frames unless it is told otherwise."""
    if sys.getrecursionlimit() < 2 * frames:
        sys.setrecursionlimit(2 * frames)


class Engine:
    """One run of a workflow, as a function of its events.

    ``most_nodes``: a send that makes more raises TooManyNodes, so that calls which multiply end too.
    """

    def __init__(
        self,
        definitions: Definitions,
        state: RunState | None = None,
        *,
        most_nodes: int | None = None,
        shared: Shared | None = None,
    ) -> None:
        self.definitions = definitions
        _allow(_FRAMES)
        fresh = state is None
        self._run = Run(definitions, state or RunState(definitions.name), execute.execute, most_nodes, shared)
        if not fresh:
            workflow.restore(self._run)

    @property
    def state(self) -> RunState:
        return self._run.state

    @property
    def finished(self) -> bool:
        return self.state.phase.completed

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.state.nodes)

    @property
    def waits_for(self) -> tuple[tuple[str, str], ...]:
        """Nodes that wait for a variable without a value: the node's full name and the variable's."""
        return tuple(sorted(self._run.missing.values()))

    @property
    def locks(self) -> dict[str, Json]:
        """What the run has and waits for, as ``Locks.from_json`` reads it."""
        return self._run.locks.to_json(f"{self.definitions.namespace}/{self.definitions.name}")

    @property
    def alike(self) -> Mapping[str, str]:
        """Names that have the id of a node of another name, and that name: Argo takes them for that node."""
        return self._run.alike

    @property
    def suspended(self) -> bool:
        """Whether nothing new may begin until somebody resumes the run."""
        return self._run.suspended

    def to_json(self) -> str:
        """The whole state as text."""
        return json.dumps(self.state.to_json(), ensure_ascii=False)

    @classmethod
    def from_json(cls, definitions: Definitions, text: str) -> Engine:
        """The engine that ``to_json`` wrote, for the same definitions."""
        data: JsonObject = json.loads(text)
        return cls(definitions, RunState.from_json(data))

    def send(self, events: Iterable[Event]) -> tuple[Command, ...]:
        """Apply all that happened at one instant, then let the workflow go on by one pass.

        Where that leaves something to look at once more, a timer of this same instant is among the commands: what
        happens until it fires (a pod that starts, say) is seen by the next pass, as with Argo's controller.

        IllegalEvent where an event names a node that cannot take it; the state is unchanged then.
        """
        batch = _in_order(events)
        if not batch:
            return ()
        for event in batch:
            self._admit(event)
        run = self._run
        run.commands = []
        run.state.now_ms = max(run.state.now_ms, batch[0].at_ms)
        for event in batch:
            self._apply(event)
        if run.state.begun and not self.finished:
            workflow.look(run)
        return tuple(run.commands)

    # -- what may come ---------------------------------------------------------------------------------------------

    def _admit(self, event: Event) -> None:
        asks = _NAMES_A_NODE.get(type(event))
        if asks is None:
            if type(event) in _AT_ANY_TIME:
                return  # one that waits for its turn to begin is told so when it does
            if self.state.begun == (type(event) in _BEGINNINGS):
                begun = "the run has already started"
                raise IllegalEvent(begun if self.state.begun else f"the run has not started: {type(event).__name__}")
            return
        if not self.state.begun:
            raise IllegalEvent(f"the run has not started: {type(event).__name__}")
        node = self.state.nodes.get(event.node)  # type: ignore[union-attr]
        if node is None:
            raise IllegalEvent(f"no node {event.node}")  # type: ignore[union-attr]
        fits, otherwise = asks
        if not fits(node):
            raise IllegalEvent(f"node {node.name} {otherwise}")

    # -- what it does ----------------------------------------------------------------------------------------------

    def _apply(self, event: Event) -> None:
        run = self._run
        if type(event) is PodStarted and self._is_alone(node := run.state.nodes[event.node]):
            if not node.phase.fulfilled:
                self._on_node(node, event)
            return
        run.asleep = False
        match event:
            case RunStarted():
                run.state.uid, run.state.begun = event.uid, True
                workflow.start(run)
            case RunPostponed():
                workflow.postpone(run)
            case LockFreed():
                pass  # the pass that follows sees what became of the locks
            case CacheRead():
                memo.learn(run.caches, run.definitions.namespace, event)
            case StopAsked():
                workflow.stop(run, event.strategy)
            case SuspendAsked():
                run.state.suspended = event.suspend
            case TimerFired():
                self._timer(event)
            case PodPending():
                pods.pending(run, run.state.nodes[event.node], event)
            case _:
                node = run.state.nodes[event.node]
                if not node.phase.fulfilled or (type(event) is PodFinished and leaf.outlived(node)):
                    self._on_node(node, event)
                    run.touch_node(node)

    def _is_alone(self, node: NodeState) -> bool:
        """Whether nobody but the node itself changes when its pod starts."""
        body = node.body or {}
        return not body.get("daemon") and not leaf.wanted_name(body) and node.id != self.state.name

    def _on_node(self, node: NodeState, event: Event) -> None:
        run = self._run
        memoized = leaf.template_of(run, node) if node.body and node.body.get("memoize") else None
        _ON_NODE[type(event)](run, node, event)
        if memoized is not None and node.phase.fulfilled:
            memo.save(run, memoized, node)

    def _timer(self, event: TimerFired) -> None:
        run = self._run
        if run.state.timers.pop(event.timer, None) is None:
            return
        word, _, node_id = event.timer.partition(":")
        node = run.state.nodes.get(node_id)
        if node is not None:
            if word == "resume" and not node.phase.fulfilled:
                suspension.resumed(run, node, None)
            run.touch_node(node)


def _in_order(events: Iterable[Event]) -> list[Event]:
    """The order in which events of one instant are applied: by kind and node, whatever order they came in."""
    batch = list(events)
    if len(batch) < 2:
        return batch
    kinds: dict[type[Event], list[Event]] = {}
    for event in batch:
        kinds.setdefault(type(event), []).append(event)
    return [event for kind in sorted(kinds, key=_order) for event in _of_a_kind(kind, kinds[kind])]


def _of_a_kind(kind: type[Event], events: list[Event]) -> list[Event]:
    if kind not in _NAMES_A_NODE:
        return sorted(events, key=repr) if len(events) > 1 else events
    events.sort(key=_node_of)
    if any(one == two for one, two in pairwise(map(_node_of, events))):
        events.sort(key=lambda one: (_node_of(one), repr(one)))
    return events


_node_of = attrgetter("node")


def _order(kind: type[Event]) -> tuple[int, str]:
    return _RANK.get(kind.__name__, 1), kind.__name__


_RANK = {"CacheRead": -1, "RunPostponed": 0, "RunStarted": 0, "TimerFired": 2, "StopAsked": 3, "SuspendAsked": 3}


def _resource_changed(run: Run, node: NodeState, event: ResourceChanged) -> None:
    from wfsim.engine import resources  # its languages are slow to import and seldom needed

    resources.changed(run, node, event)


_ON_NODE: Mapping[type[Event], Callable[..., None]] = {
    PodStarted: pods.started,
    PodFinished: pods.finished,
    ResourceChanged: _resource_changed,
    TaskReplied: tasks.replied,
    Resumed: suspension.resumed,
    NodeSet: suspension.changed,
}

_BEGINNINGS = frozenset((RunStarted, RunPostponed))
_AT_ANY_TIME = frozenset((StopAsked, SuspendAsked, CacheRead))


def _has_pod(node: NodeState) -> bool:
    return node.has_pod


# Which events name a node, and what that must be.
_NAMES_A_NODE: Mapping[type[Event], tuple[Callable[[NodeState], bool], str]] = {
    **dict.fromkeys((PodPending, PodStarted, PodFinished, ResourceChanged), (_has_pod, "has no pod")),
    **dict.fromkeys((Resumed, NodeSet), (lambda node: node.type is NodeType.SUSPEND, "is not a suspend node")),
    TaskReplied: (lambda node: node.type in (NodeType.HTTP, NodeType.PLUGIN), "is neither http nor plugin"),
}
