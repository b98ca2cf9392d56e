"""Why a node of a run is what it is, down to the facts that decided.

In: a record, the definitions that it was run from, and a node. Out: a ``Cause``. Called by ``api.why``. The answer is
worked out from what the run left: conditions are read in the spec, values in the nodes, decisions in Argo's messages;
so it serves runs of a cluster as well as simulated ones. A situation is a function below, in the order of
``_SITUATIONS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from wfsim.engine.definitions import Definitions
from wfsim.engine.phases import NodeType, Phase
from wfsim.lang import depends
from wfsim.lang.errors import LangError
from wfsim.record.causes import variables
from wfsim.record.causes.cause import Cause, Kind
from wfsim.record.causes.places import Places
from wfsim.record.run import NodeRecord, RunRecord

Situation = Callable[["Explainer", NodeRecord], "Cause | None"]

_CHILD = re.compile(r"^child '(?P<id>.*)' failed$")
_INSIDE = (NodeType.STEPS, NodeType.DAG, NodeType.STEP_GROUP, NodeType.TASK_GROUP)
_STOPPED = ("workflow shutdown with strategy:", "Stopped with strategy")
_LATE = (
    "Pod was active on the node longer",
    "Step exceeded its deadline",
    "timeout",
    "retry exceeded workflow deadline",
)


def explain(record: RunRecord, definitions: Definitions, node: NodeRecord | None = None) -> Cause:
    """Why the node, or the workflow where none is named, came to its phase."""
    explainer = Explainer(Places(record, definitions))
    return explainer.workflow() if node is None else explainer.node(node)


class Explainer:
    """Goes from a node to what decided about it; one that it came by already is named and not told again."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._open: set[str] = set()

    def workflow(self) -> Cause:
        """The workflow as a whole."""
        record = self.places.record
        root = self.places.root
        said = record.message or f"it is {record.phase or 'not begun'}"
        if root is None:
            return Cause(Kind.ERROR, record.name, str(record.phase), said)
        handler = self.places.by_name.get(f"{record.name}.onExit")
        if record.phase.unsuccessful and not root.phase.unsuccessful and handler is not None:
            why = "everything succeeded but the exit handler, and its phase counts"
            return Cause(Kind.HANDLER, record.name, str(record.phase), why, causes=(self.node(handler),))
        why = f"its entrypoint is {root.phase}" + (f": {record.message}" if record.message else "")
        return Cause(Kind.CHILD, record.name, str(record.phase), why, causes=(self.node(root),))

    def node(self, node: NodeRecord) -> Cause:
        """One node."""
        if node.id in self._open:
            return self.made(Kind.UNSAID, node, "told above")
        self._open.add(node.id)
        try:
            for situation in _SITUATIONS:
                found = situation(self, node)
                if found is not None:
                    return found
            return self.made(Kind.UNSAID, node, node.message or _plainly(node))
        finally:
            self._open.discard(node.id)

    def made(self, kind: Kind, node: NodeRecord, why: str, causes: tuple[Cause, ...] = ()) -> Cause:
        return Cause(kind, self.places.path(node), str(node.phase) or "waiting", why, node.name, causes)

    def holder(self, holder: str) -> Cause:
        """Who has a lock: a node of this run, or another workflow (``<namespace>/<workflow>[/<node id>]``)."""
        node = self.places.by_id.get(holder.rpartition("/")[2])
        if node is not None:
            return self.node(node)
        return Cause(Kind.LOCK, holder, "holds it", "another workflow has the lock")

    def all(self, nodes: list[NodeRecord]) -> tuple[Cause, ...]:
        return tuple(self.node(one) for one in nodes)


def _plainly(node: NodeRecord) -> str:
    return "it ended" if node.phase.fulfilled else "it still runs"


# -- it did not run ---------------------------------------------------------------------------------------------------


def _skipped(self: Explainer, node: NodeRecord) -> Cause | None:
    """``when`` was false, or there was nothing to loop over."""
    if node.phase is not Phase.SKIPPED:
        return None
    call = self.places.call(node)
    if "empty params" in node.message:
        source = call.with_param if call is not None else ""
        found = variables.causes(source, node, self.places, self.node)
        return self.made(Kind.EMPTY_LOOP, node, f"its loop has no items{f': {source}' if source else ''}", found)
    written = call.when if call is not None else ""
    found = variables.causes(written, node, self.places, self.node)
    shown = f" (written {written})" if written and "{{" in written else ""
    return self.made(Kind.WHEN, node, f"{node.message or 'its condition was false'}{shown}", found)


def _omitted(self: Explainer, node: NodeRecord) -> Cause | None:
    """Its dependencies came out otherwise than it needs."""
    if node.phase is not Phase.OMITTED:
        return None
    call = self.places.call(node)
    needed = _needed(call.depends, call.dependencies) if call is not None else ()
    others = [one for one in (self.places.sibling(node, name) for name in needed) if one is not None]
    outcomes = ", ".join(f"{self.places.path(one)} is {one.phase}" for one in others)
    logic = call.depends or " && ".join(call.dependencies) if call is not None else ""
    why = f"it depends on `{logic}`, and {outcomes}" if logic and outcomes else node.message
    guilty = [one for one in others if one.phase is not Phase.SUCCEEDED] or others
    return self.made(Kind.DEPENDS, node, why, self.all(guilty))


def _needed(logic: str, dependencies: tuple[str, ...]) -> tuple[str, ...]:
    if not logic:
        return dependencies
    try:
        return depends.parse(logic).tasks
    except LangError:
        return depends.tasks_of(logic)


# -- it waits ---------------------------------------------------------------------------------------------------------


def _waits_for_lock(self: Explainer, node: NodeRecord) -> Cause | None:
    if not node.lock:
        return None
    table = (self.places.record.engine or {}).get("locks")
    row = table.get(node.lock) if isinstance(table, dict) else None
    held = row.get("held") if isinstance(row, dict) else None
    holders = [str(one) for one in held] if isinstance(held, list) else []
    return self.made(Kind.LOCK, node, node.message, tuple(self.holder(one) for one in holders))


def _waits(self: Explainer, node: NodeRecord) -> Cause | None:
    """Something that has not ended: for a variable, a person, a machine, another attempt."""
    if node.phase.fulfilled or node.daemoned:
        return None
    missing = (self.places.record.engine or {}).get("waits")
    for row in missing if isinstance(missing, list) else ():
        if isinstance(row, list) and row and row[0] == node.name:
            text = f"{{{{{row[1]}}}}}"
            found = variables.causes(text, _inside(self, node), self.places, self.node)
            return self.made(Kind.VARIABLE, node, f"it needs {text}, which has no value", found)
    if node.type is NodeType.SUSPEND:
        return self.made(Kind.RESULT, node, "nobody resumed it" + (f" ({node.message})" if node.message else ""))
    if node.type is NodeType.POD and node.phase is Phase.PENDING:
        return self.made(Kind.SLOT, node, node.message or "its pod has not started")
    if node.type is NodeType.RETRY and node.message:
        return self.made(Kind.RETRY, node, node.message, self.all(_attempts(self, node)[-1:]))
    open_ = [one for one in self.places.children(node) if not one.phase.fulfilled and not one.daemoned]
    if open_:
        return self.made(Kind.CHILD, node, "something inside it still runs", self.all(open_))
    waiting = [str(row[1]) for row in missing if isinstance(row, list)] if isinstance(missing, list) else []
    inside = [one for one in self.places.record.nodes if one.boundary_id == node.id and not one.phase.fulfilled]
    if inside:
        return self.made(Kind.CHILD, node, "something inside it still runs", self.all(inside))
    return self.made(Kind.VARIABLE, node, f"it waits for {{{{{waiting[0]}}}}}") if waiting else None


def _inside(self: Explainer, node: NodeRecord) -> NodeRecord:
    """A node whose variables are those that a waiting step or task sees."""
    return next((one for one in self.places.record.nodes if one.boundary_id == node.id), node)


# -- it failed --------------------------------------------------------------------------------------------------------


def _was_stopped(self: Explainer, node: NodeRecord) -> Cause | None:
    if not node.phase.unsuccessful or not node.message.startswith(_STOPPED):
        return None
    return self.made(Kind.SHUTDOWN, node, f"somebody stopped the workflow: {node.message}")


def _was_late(self: Explainer, node: NodeRecord) -> Cause | None:
    if not node.phase.unsuccessful or not node.message.startswith(_LATE):
        return None
    template = self.places.template(node)
    limits = []
    if template is not None:
        limits += [f"activeDeadlineSeconds {template.active_deadline_seconds}"] * bool(template.active_deadline_seconds)
        limits += [f"timeout {template.timeout}"] * bool(template.timeout)
    overall = self.places.definitions.workflow.spec.active_deadline_seconds
    limits += [f"the workflow's activeDeadlineSeconds {overall}"] * (overall is not None)
    took = _seconds(node)
    more = f" after {took:g} s" if took is not None else ""
    said = f"; it has {' and '.join(limits)}" if limits else ""
    return self.made(Kind.DEADLINE, node, f"{node.message}{more}{said}")


def _seconds(node: NodeRecord) -> float | None:
    if node.started_ms is None or node.finished_ms is None:
        return None
    return (node.finished_ms - node.started_ms) / 1000


def _retried(self: Explainer, node: NodeRecord) -> Cause | None:
    """A Retry node: its attempts, and why there was no further one."""
    if node.type is not NodeType.RETRY:
        return None
    attempts = _attempts(self, node)
    template = self.places.template(node)
    strategy = template.retry_strategy if template is not None else None
    strategy = strategy or self.places.definitions.workflow.spec.retry_strategy
    count = f"{len(attempts)} attempt{'s' * (len(attempts) != 1)}"
    if not node.phase.unsuccessful:
        failed = [one for one in attempts if one.phase.unsuccessful]
        why = f"the last of {count} succeeded" if failed else "the first attempt succeeded"
        return self.made(Kind.RETRY, node, why, self.all([*failed, *attempts[-1:]] if failed else attempts[-1:]))
    rules = []
    if strategy is not None:
        rules += [f"limit {strategy.limit}"] * (strategy.limit is not None)
        policy = strategy.retry_policy or ("Always" if strategy.expression else "OnFailure")
        rules += [f"policy {policy}"]
        rules += [f"expression {strategy.expression}"] * bool(strategy.expression)
    why = f"{count} failed, and there is no other: {node.message or 'no reason is given'} ({', '.join(rules)})"
    return self.made(Kind.RETRY, node, why, self.all(attempts[-1:]))


def _attempts(self: Explainer, node: NodeRecord) -> list[NodeRecord]:
    return [one for one in self.places.children(node) if not one.hooked]


def _failed_inside(self: Explainer, node: NodeRecord) -> Cause | None:
    """Steps, dags and groups: the child whose failure is theirs."""
    if not node.phase.unsuccessful or node.type not in _INSIDE:
        return None
    named = _CHILD.match(node.message)
    if named is not None and (child := self.places.by_id.get(named["id"])) is not None:
        return self.made(Kind.CHILD, node, f"{self.places.path(child)} in it is {child.phase}", (self.node(child),))
    inside = [one for one in self.places.record.nodes if one.boundary_id == node.id and not one.retried]
    if node.type in (NodeType.STEP_GROUP, NodeType.TASK_GROUP):
        inside = self.places.children(node)
    failed = [one for one in inside if one.phase.unsuccessful and not one.hooked]
    groups = [one for one in failed if one.type is NodeType.STEP_GROUP]
    failed = groups or failed
    if not failed:
        return None
    names = ", ".join(f"{self.places.path(one)} is {one.phase}" for one in failed)
    more = f": {node.message}" if node.message and not named else ""
    return self.made(Kind.CHILD, node, f"{names}{more}", self.all(failed))


def _erred(self: Explainer, node: NodeRecord) -> Cause | None:
    """A leaf that failed: its own message says it all."""
    if not node.phase.unsuccessful:
        return None
    kind = (
        Kind.RESULT if node.type in (NodeType.POD, NodeType.CONTAINER, NodeType.HTTP, NodeType.PLUGIN) else Kind.ERROR
    )
    return self.made(kind, node, node.message or "no message says why")


# -- it succeeded -----------------------------------------------------------------------------------------------------


def _succeeded(self: Explainer, node: NodeRecord) -> Cause | None:
    """A leaf that succeeded: what it left."""
    if node.memoized:
        return self.made(Kind.MEMO, node, "its outputs were in a cache, and it did not run")
    if node.phase is not Phase.SUCCEEDED or node.type in _INSIDE:
        return None
    outputs = node.outputs or {}
    parts = []
    if isinstance(result := outputs.get("result"), str):
        parts.append(f"it printed {variables.shown(result)}")
    listed = outputs.get("parameters")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and "value" in one:
            parts.append(f"it left {one.get('name')}={variables.shown(one['value'])}")
    return self.made(Kind.RESULT, node, " and ".join(parts) or "it ended well")


def _all_well(self: Explainer, node: NodeRecord) -> Cause | None:
    """Steps and dags that succeeded, with failures that were forgiven."""
    if node.phase is not Phase.SUCCEEDED or node.type not in _INSIDE:
        return None
    inside = [one for one in self.places.record.nodes if one.boundary_id == node.id and not one.retried]
    forgiven = [one for one in inside if one.phase.unsuccessful and one.type is not NodeType.STEP_GROUP]
    if not forgiven:
        return self.made(Kind.CHILD, node, "everything in it succeeded or was skipped")
    names = ", ".join(self.places.path(one) for one in forgiven)
    return self.made(Kind.CHILD, node, f"what failed in it was allowed to: {names}", self.all(forgiven))


_SITUATIONS: tuple[Situation, ...] = (
    _skipped,
    _omitted,
    _waits_for_lock,
    _waits,
    _was_stopped,
    _was_late,
    _retried,
    _failed_inside,
    _erred,
    _succeeded,
    _all_well,
)
