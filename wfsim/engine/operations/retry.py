"""``argo retry``: the run again from where it failed; what succeeded is kept.

In: an ended run. Out: the same run, its failed nodes deleted and what contains them begun again
(https://argo-workflows.readthedocs.io/en/latest/cli/argo_retry/).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wfsim.engine.definitions import Definitions, overridden
from wfsim.engine.ids import pod_name
from wfsim.engine.locks import Locks
from wfsim.engine.operations import selecting
from wfsim.engine.operations.graph import Fate, Graph, exit_name, has_succeeded_below
from wfsim.engine.operations.outcome import Operated, Refused, copied, copied_node, with_spec
from wfsim.engine.outputs import named
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.state import NodeState, RunState

_EXECUTED = frozenset((NodeType.POD, NodeType.CONTAINER, NodeType.HTTP, NodeType.PLUGIN))
_LOOPS = frozenset((NodeType.STEP_GROUP, NodeType.TASK_GROUP))


def retry(
    definitions: Definitions,
    state: RunState,
    *,
    restart_successful: bool = False,
    selector: str = "",
    parameters: Mapping[str, str] | None = None,
    at_ms: int | None = None,
) -> Operated:
    """Begin again. ``selector`` chooses further nodes, but only with ``restart_successful``.

    Refused where the run has not ended, or succeeded and nothing says what to run again.
    """
    _allow(state, restart_successful, selector)
    graph = Graph(state)
    fate = _fate(graph, _selected(state, selector) if restart_successful and selector else set())
    if parameters:
        fate.delete |= {
            one for id_ in fate.reset if state.nodes[id_].type in _LOOPS for one in graph.below(state.nodes[id_])
        }
    handler = exit_name(state)
    gone = [one for one in state.nodes.values() if one.id in fate.delete or one.name.startswith(handler)]
    now = state.now_ms if at_ms is None else at_ms
    return Operated(
        _again(definitions, parameters or {}),
        _state(state, fate.reset, {one.id for one in gone}, now),
        tuple(one.name for one in gone),
        tuple(_pod(one, definitions) for one in gone if one.type is NodeType.POD),
    )


def _allow(state: RunState, restart_successful: bool, selector: str) -> None:
    if state.phase is Phase.SUCCEEDED:
        if not (restart_successful and selector):
            raise Refused("To retry a succeeded workflow, set the options restartSuccessful and nodeFieldSelector")
    elif not state.phase.unsuccessful:
        raise Refused(f"Cannot retry a workflow in phase {state.phase.value}")


def _selected(state: RunState, selector: str) -> set[str]:
    """The nodes that a selector names, and all below them."""
    terms = selecting.parse(selector)
    todo = [one.id for one in state.nodes.values() if selecting.matches(terms, one)]
    found: set[str] = set()
    while todo:
        if (id_ := todo.pop()) not in found and id_ in state.nodes:
            found.add(id_)
            todo.extend(state.nodes[id_].children)
    return found


def _fate(graph: Graph, chosen: set[str]) -> Fate:
    """Breadth first, so that what is above takes what is below with it."""
    start = chosen | {one.id for one in graph.nodes.values() if _failed(graph, one, chosen)}
    fate = Fate()
    for node in graph.from_root():
        if node.id in start and node.id not in fate.delete:
            graph.begin_again(node, fate)
    return fate


def _failed(graph: Graph, node: NodeState, chosen: set[str]) -> bool:
    """Whether a node failed, and with no success behind it; an attempt is asked by its Retry node."""
    if not node.phase.unsuccessful or node.type not in _EXECUTED:
        return False
    asked = graph.parent.get(node.id, node) if node.retried else node
    return not has_succeeded_below(graph.nodes, asked, chosen)


def _again(definitions: Definitions, parameters: Mapping[str, str]) -> Definitions:
    """The definitions without what ended the run, and with other parameters."""
    zero = definitions.workflow.spec.active_deadline_seconds == 0
    found = with_spec(definitions, shutdown=None, **({"activeDeadlineSeconds": None} if zero else {}))
    if zero:
        spec = found.workflow.spec._replace(active_deadline_seconds=None)
        found = replace(found, workflow=found.workflow._replace(spec=spec))
    return replace(found, arguments=overridden(found.arguments, parameters)) if parameters else found


def _state(state: RunState, reset: set[str], gone: set[str], now: int) -> RunState:
    new = copied(state)
    new.phase, new.message, new.shutdown, new.root_status = Phase.UNKNOWN, "", "", Phase.UNKNOWN
    new.started_ms, new.finished_ms, new.now_ms = now, None, now
    new.begun, new.locks, new.timers = False, Locks(), {}
    new.claims, new.budget, new.collected, new.deleted_ms = {}, False, {}, None
    new.nodes = {}
    for id_, node in state.nodes.items():
        if id_ in gone:
            continue
        kept = _reset(copied_node(node), now) if id_ in reset else copied_node(node)
        kept.children = {child: None for child in node.children if child not in gone}
        kept.outbound_nodes = tuple(one for one in node.outbound_nodes if one not in gone)
        new.nodes[id_] = kept
    return new


def _reset(node: NodeState, now: int) -> NodeState:
    """The node as if it had just begun; one that was skipped stays so."""
    if node.type is NodeType.SUSPEND:
        for row in named(node.outputs, "parameters"):
            name = row["name"]
            row.clear()
            row.update({"name": name, "valueFrom": {"supplied": {}}})
    if node.phase is not Phase.SKIPPED:
        node.phase = Phase.RUNNING
    node.message, node.started_ms, node.finished_ms = "", now, None
    return node


def _pod(node: NodeState, definitions: Definitions) -> str:
    return node.pod_name or pod_name(definitions.name, node.name, node.called, definitions.pod_names)
