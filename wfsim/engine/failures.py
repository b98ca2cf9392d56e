"""What an exit handler is told of the nodes that failed: ``workflow.failures``.

In: the nodes of a run. Out: a quoted JSON text, as Argo's handlers get it.
"""

from __future__ import annotations

from wfsim.engine import ids, variables
from wfsim.engine.run import Run
from wfsim.engine.state import NodeState
from wfsim.lang import gotext
from wfsim.yamlio.nodes import Json


def text(run: Run) -> str:
    """The failed nodes as a quoted JSON text."""
    rows = [_failure(run, node) for node in run.state.nodes.values() if node.phase.unsuccessful]
    return gotext.quote(variables.go_json(rows) if rows else "null")


def _failure(run: Run, node: NodeState) -> dict[str, Json]:
    """What the exit handler is told of a failed node. Those that have no pod have the name of one all the same."""
    return {
        "displayName": node.display_name,
        "message": node.message,
        "templateName": node.called,
        "phase": node.phase.value,
        "podName": ids.pod_name(run.state.name, node.name, node.called, run.definitions.pod_names),
        "finishedAt": variables.rfc3339(node.finished_ms) if node.finished_ms is not None else None,
    }
