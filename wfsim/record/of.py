"""The record of an engine's run, as far as it came.

In: an engine. Out: ``RunRecord``; called by ``api`` when the loop has ended, and by tests at any time.
"""

from __future__ import annotations

from collections.abc import Mapping

from wfsim.engine.definitions import Definitions
from wfsim.engine.engine import Engine
from wfsim.engine.ids import pod_name
from wfsim.engine.phases import NodeType
from wfsim.engine.state import NodeState, RunState
from wfsim.record.run import NodeRecord, RunRecord
from wfsim.record.state import beyond
from wfsim.spec.model import JsonObject, Parameter
from wfsim.yamlio.nodes import Json


def record(engine: Engine, seed: int | None = None) -> RunRecord:
    """All that renderers, tests and users read of a run."""
    definitions, state = engine.definitions, engine.state
    return RunRecord(
        name=state.name,
        phase=state.phase,
        message=state.message,
        nodes=tuple(_node(one, definitions) for one in state.nodes.values()),
        namespace=definitions.namespace,
        uid=state.uid,
        generate_name=definitions.workflow.generate_name,
        started_ms=state.started_ms,
        finished_ms=state.finished_ms,
        outputs={key: value for key, value in state.outputs.items() if value} or None,
        spec=_spec(definitions, state),
        pod_names=definitions.pod_names,
        seed=seed,
        created_ms=definitions.creation_ms if definitions.creation_ms != state.started_ms else None,
        labels=definitions.workflow.labels,
        annotations=definitions.workflow.annotations,
        claims=dict(state.claims),
        collected=dict(state.collected),
        deleted_ms=state.deleted_ms,
        engine=beyond(engine),
    )


def _node(node: NodeState, definitions: Definitions) -> NodeRecord:
    return NodeRecord(
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
        children=tuple(node.children),
        outbound_nodes=node.outbound_nodes,
        inputs=node.inputs,
        outputs=node.outputs,
        started_ms=node.started_ms,
        finished_ms=node.finished_ms,
        pod_name=node.pod_name or _pod_name(node, definitions),
        pod_ip=node.pod_ip,
        host=node.host,
        hooked=node.hooked,
        retried=node.retried,
        daemoned=node.daemoned,
        memo=node.memo,
        lock=node.lock,
        pod_deleted_ms=node.pod_deleted_ms,
    )


def _pod_name(node: NodeState, definitions: Definitions) -> str:
    """The name that Argo shows for a pod node whose pod was never made (a memoized result, a lock not yet taken)."""
    if node.type is not NodeType.POD:
        return ""
    return pod_name(definitions.name, node.name, node.called, definitions.pod_names)


def _spec(definitions: Definitions, state: RunState) -> JsonObject:
    """The spec as submitted, with the entrypoint and the parameters that were given, and as it was changed since."""
    spec = definitions.workflow.spec
    data = dict(spec.data)
    if state.shutdown:
        data["shutdown"] = state.shutdown
    if state.suspended is not None:
        data["suspend"] = state.suspended
    if spec.entrypoint:
        data["entrypoint"] = spec.entrypoint
    given = data.get("arguments")
    arguments = dict(given) if isinstance(given, Mapping) else {}
    listed = arguments.get("parameters")
    declared = {one.get("name"): one for one in listed if isinstance(one, dict)} if isinstance(listed, list) else {}
    if definitions.arguments.parameters:
        arguments["parameters"] = [_argument(one, declared.get(one.name)) for one in definitions.arguments.parameters]
        data["arguments"] = arguments
    return data


def _argument(parameter: Parameter, declared: Mapping[str, Json] | None) -> Json:
    if declared is not None and (parameter.value is None or declared.get("value") == parameter.value):
        return dict(declared)
    return {"name": parameter.name, "value": parameter.value}
