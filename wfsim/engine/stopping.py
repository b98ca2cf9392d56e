"""The end before its time: of what a shutdown or the workflow's deadline no longer lets run.

In: a run at the beginning of a pass. Out: nodes that failed, pods to stop.
"""

from __future__ import annotations

from wfsim.engine import cleanup, limits
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.run import Run
from wfsim.engine.state import NodeState


def enforce(run: Run) -> None:
    """End what a shutdown or the workflow's deadline no longer allows to run."""
    deadline = limits.workflow_deadline(run)
    late = deadline is not None and run.state.now_ms > deadline
    if not run.state.shutdown and not late:
        return
    for node in list(run.state.nodes.values()):
        if node.phase not in (Phase.PENDING, Phase.RUNNING):
            continue
        if node.type is NodeType.RETRY:
            run.touch_node(node)  # it may wait for an attempt that there will not be
        if node.type not in _STOPPABLE:
            continue
        allowed_by_stop = node.on_exit and run.state.shutdown != "Terminate"
        if allowed_by_stop:
            continue
        site = run.sites.get(node.id)
        run.mark(node, Phase.FAILED, _why_stopped(run, node))
        if node.has_pod:
            cleanup.stop_pod(run, node)
        if site is not None:
            run.touch(site)


_STOPPABLE = frozenset((NodeType.POD, NodeType.SUSPEND, NodeType.HTTP, NodeType.PLUGIN, NodeType.CONTAINER))


def _why_stopped(run: Run, node: NodeState) -> str:
    if not run.state.shutdown:
        return "Step exceeded its deadline"
    if node.type in (NodeType.POD, NodeType.CONTAINER) and not node.lock:
        return f"workflow shutdown with strategy:  {run.state.shutdown}"
    return f"Stopped with strategy '{run.state.shutdown}'"
