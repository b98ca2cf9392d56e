"""``argo resubmit``: the same spec as a new workflow; memoized, what succeeded is not run a second time.

In: a run. Out: a new run, not yet started (https://argo-workflows.readthedocs.io/en/latest/cli/argo_resubmit/).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wfsim.engine import ids
from wfsim.engine.definitions import Definitions, overridden
from wfsim.engine.operations.graph import exit_name, has_succeeded_below
from wfsim.engine.operations.outcome import Operated, Refused, copied_node, with_spec
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.state import NodeState, RunState

_ARGO = "workflows.argoproj.io/"
ORIGIN = _ARGO + "resubmitted-from-workflow"
_NOT_CARRIED = frozenset(
    _ARGO + word
    for word in (
        *("creator", "creator-email", "creator-preferred-username", "phase", "completed"),
        *("workflow-archiving-status", "pod-name-format"),
    )
)


def resubmit(
    definitions: Definitions,
    state: RunState,
    name: str,
    *,
    memoized: bool = False,
    parameters: Mapping[str, str] | None = None,
    at_ms: int | None = None,
) -> Operated:
    """A new workflow called ``name``. Refused where a memoized one is asked of a run that did not fail."""
    if memoized and not state.phase.unsuccessful:
        raise Refused("workflow must be Failed/Error to resubmit in memoized mode")
    now = state.now_ms if at_ms is None else at_ms
    new = RunState(name, now_ms=now, caches=state.caches)
    if memoized:
        new.nodes = _nodes(state, new)
    return Operated(_definitions(definitions, state, name, parameters or {}, now), new)


def generate_name(definitions: Definitions, state: RunState) -> str:
    """The beginning of the new name."""
    return definitions.workflow.generate_name or f"{state.name}-"


def _definitions(
    definitions: Definitions, state: RunState, name: str, parameters: Mapping[str, str], now: int
) -> Definitions:
    found = with_spec(definitions, shutdown=None)
    workflow = found.workflow._replace(
        name="",
        generate_name=generate_name(definitions, state),
        labels={**carried(found.workflow.labels), ORIGIN: state.name},
        annotations=carried(found.workflow.annotations),
    )
    arguments = overridden(found.arguments, parameters)
    return replace(found, name=name, workflow=workflow, arguments=arguments, creation_ms=now)


def carried(values: Mapping[str, str]) -> dict[str, str]:
    """Labels or annotations without those that say how the old run went."""
    return {key: value for key, value in values.items() if key not in _NOT_CARRIED}


# -- memoized ---------------------------------------------------------------------------------------------------------


def _nodes(state: RunState, new: RunState) -> dict[str, NodeState]:
    """The old run's nodes under the new name: pods that succeeded are skipped, the rest is to be run."""
    names = {node.id: _renamed(node.name, state.name, new.name) for node in state.nodes.values()}
    moved = {old: ids.node_id(new.name, fresh) for old, fresh in names.items()}
    found = {}
    for node in state.nodes.values():
        if node.name.startswith(exit_name(state)):
            continue
        if node.type is NodeType.SKIPPED and not has_succeeded_below(state.nodes, node, set()):
            continue
        made = _made(node, moved, new.now_ms)
        made.id, made.name = moved[node.id], names[node.id]
        found[made.id] = made
    return found


def _renamed(name: str, old: str, new: str) -> str:
    return new + name.removeprefix(old) if name.startswith(old) else name


def _made(node: NodeState, moved: Mapping[str, str], now: int) -> NodeState:
    made = copied_node(node)
    made.boundary_id = moved.get(node.boundary_id, node.boundary_id)
    made.children = dict.fromkeys(moved.get(one, one) for one in node.children)
    made.outbound_nodes = tuple(moved.get(one, one) for one in node.outbound_nodes)
    made.started_ms = made.finished_ms = now
    made.daemoned = made.has_pod = made.pod_kept = False
    made.pod_deleted_ms = None
    made.pod_name = made.pod_ip = made.host = made.lock = ""
    if node.type is NodeType.POD and not node.phase.unsuccessful:
        made.type, made.phase, made.message = NodeType.SKIPPED, Phase.SKIPPED, f"original pod: {node.id}"
        return made
    if node.type is NodeType.POD:
        made.started_ms = made.finished_ms = None
    made.phase, made.message = Phase.PENDING, ""
    return made
