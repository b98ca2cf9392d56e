"""The record of an engine's run, as far as it came.

In: an engine. Out: ``RunRecord``; called by ``api`` when the loop has ended, and by tests at any time.
"""

from __future__ import annotations

from wfsim.engine.definitions import Definitions
from wfsim.engine.state import NodeState, RunState
from wfsim.record.run import NodeRecord, RunRecord


def record(definitions: Definitions, state: RunState, seed: int | None = None) -> RunRecord:
    """All that renderers, tests and users read of a run."""
    workflow = definitions.workflow
    return RunRecord(
        name=state.name,
        phase=state.phase,
        message=state.message,
        nodes=tuple(_node(one) for one in state.nodes.values()),
        namespace=definitions.namespace,
        uid=state.uid,
        generate_name=workflow.generate_name,
        started_ms=state.started_ms,
        finished_ms=state.finished_ms,
        outputs={key: value for key, value in state.outputs.items() if value} or None,
        spec=workflow.spec.data,
        pod_names=definitions.pod_names,
        seed=seed,
    )


def _node(node: NodeState) -> NodeRecord:
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
        pod_name=node.pod_name,
        pod_ip=node.pod_ip,
        host=node.host,
        hooked=node.hooked,
        retried=node.retried,
        daemoned=node.daemoned,
    )
