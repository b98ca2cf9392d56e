"""A record as the engine's state again, so that a run that was written to a file goes on where it was.

In: ``RunRecord``, of a simulation or of a cluster. Out: ``RunState``. Argo's ``status`` has no word for some of it:
timers, who holds which lock, caches, the templates of what runs. Where a run needs them ``beyond`` keeps them beside.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Final, cast

from wfsim.engine.engine import Engine
from wfsim.engine.locks import Locks
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.state import NodeState, RunState
from wfsim.record.run import NodeRecord, RunRecord
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_HANDLER: Final = re.compile(r"\.onExit(\(\d+\))?$")


def beyond(engine: Engine) -> JsonObject | None:
    """What a continuation of the run needs and Argo's status does not hold; None where that is nothing."""
    state = engine.state
    found: dict[str, Json] = {}
    if not state.phase.completed:
        running = [one for one in state.nodes.values() if not one.phase.fulfilled]
        found = {
            "now": state.now_ms,
            "status": state.root_status.value,
            "timers": dict(state.timers),
            "locks": engine.locks,
            "pods": [one.id for one in running if one.has_pod],
            "bodies": {one.id: dict(one.body) for one in running if one.body is not None},
            **({"budget": True} if state.budget else {}),
            "waits": [list(one) for one in engine.waits_for],
        }
    found["kept"] = [one.id for one in state.nodes.values() if one.pod_kept]
    found["podless"] = [one.id for one in state.nodes.values() if _seems_to_have_one(one)]
    found["caches"] = deepcopy(cast("dict[str, Json]", state.caches))
    return {key: value for key, value in found.items() if value not in ("", {}, [])} or None


def _seems_to_have_one(node: NodeState) -> bool:
    """Whether a node has no pod although one who reads Argo's status must think so: it ended while it waited."""
    return node.type is NodeType.POD and node.phase.fulfilled and not (node.has_pod or node.memo_hit)


def to_state(record: RunRecord) -> RunState:
    """The state of a record. ValueError where what stands beside Argo's status is no use."""
    more = record.engine or {}
    try:
        state = RunState(
            name=record.name,
            uid=record.uid,
            begun=record.phase is not Phase.UNKNOWN,
            phase=record.phase,
            message=record.message,
            started_ms=record.started_ms,
            finished_ms=record.finished_ms,
            now_ms=_now(record, more),
            outputs=deepcopy(dict(record.outputs or {})),
            shutdown=str(record.spec.get("shutdown") or ""),
            root_status=Phase(str(more.get("status", ""))),
            locks=Locks.from_json(_mapping(more, "locks")),
            timers=cast("dict[str, int]", _mapping(more, "timers")),
            caches=cast("dict[str, dict[str, Json]]", _mapping(more, "caches")),
            claims=dict(record.claims),
            budget=more.get("budget") is True,
            collected=dict(record.collected),
            deleted_ms=record.deleted_ms,
        )
        state.nodes = {one.id: _node(one, more) for one in record.nodes}
    except (TypeError, AttributeError, KeyError) as error:
        raise ValueError(f"what the record keeps for a continuation is not whole: {error}") from None
    for node in state.nodes.values():
        node.on_exit = _on_exit(node, state.nodes)
        if not state.begun and node.phase is Phase.PENDING:
            node.has_pod = False  # it waits in a run that is yet to begin, one that was resubmitted
    return state


def _now(record: RunRecord, more: JsonObject) -> int:
    """The instant of the last event."""
    known = more.get("now", record.finished_ms)
    if isinstance(known, int):
        return known
    instants = [one for node in record.nodes for one in (node.started_ms, node.finished_ms) if one is not None]
    return max(instants, default=record.started_ms or 0)


def _mapping(more: JsonObject, key: str) -> dict[str, Json]:
    found = more.get(key, {})
    if not isinstance(found, dict):
        raise TypeError(f"{key} is not an object")
    return deepcopy(found)


def _node(node: NodeRecord, more: JsonObject) -> NodeState:
    has_pod = _has_pod(node, more)
    bodies = more.get("bodies")
    body = bodies.get(node.id) if isinstance(bodies, dict) else None
    return NodeState(
        id=node.id,
        name=node.name,
        display_name=node.display_name,
        type=node.type,
        phase=node.phase,
        message=node.message,
        template_name=node.template_name,
        template_ref=node.template_ref,
        template_scope=node.template_scope,
        boundary_id=node.boundary_id,
        children=dict.fromkeys(node.children),
        outbound_nodes=node.outbound_nodes,
        inputs=node.inputs,
        outputs=deepcopy(dict(node.outputs)) if node.outputs is not None else None,
        started_ms=node.started_ms,
        finished_ms=node.finished_ms,
        pod_name=node.pod_name if has_pod else "",  # a record names pods before there are any
        pod_ip=node.pod_ip,
        host=node.host,
        hooked=node.hooked,
        retried=node.retried,
        daemoned=node.daemoned,
        has_pod=has_pod,
        lock=node.lock,
        memo=node.memo,
        body=cast("JsonObject | None", body),
        pod_kept=_listed(more, "kept", node.id),
        pod_deleted_ms=node.pod_deleted_ms,
    )


def _listed(more: JsonObject, key: str, id_: str) -> bool:
    listed = more.get(key)
    return isinstance(listed, list) and id_ in listed


def _has_pod(node: NodeRecord, more: JsonObject) -> bool:
    if node.type is not NodeType.POD or node.memoized:
        return False
    if node.phase is Phase.PENDING:
        listed = more.get("pods", [])
        return node.id in listed if isinstance(listed, list) and more else not node.lock
    return not _listed(more, "podless", node.id)


def _on_exit(node: NodeState, nodes: dict[str, NodeState]) -> bool:
    """Whether the node belongs to an exit handler: itself, or what contains it."""
    here: NodeState | None = node
    while here is not None:
        if here.hooked and _HANDLER.search(here.name):
            return True
        here = nodes.get(here.boundary_id)
    return False
