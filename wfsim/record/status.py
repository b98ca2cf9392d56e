"""The status of a run in Argo's words.

In: a record. Out: what ``argo list`` and ``argo get`` print as its status, its progress and its conditions. Called by
``workflow``, ``store`` and ``render``.
"""

from __future__ import annotations

from typing import Final

from wfsim.engine.phases import NodeType, Phase
from wfsim.record.run import NodeRecord, RunRecord

_COUNTED: Final = frozenset((NodeType.POD, NodeType.CONTAINER, NodeType.HTTP, NodeType.PLUGIN, NodeType.SUSPEND))
_DONE: Final = frozenset((Phase.SUCCEEDED, Phase.SKIPPED, Phase.OMITTED))


def progress(record: RunRecord) -> str:
    """``2/3``: of all nodes that do work, how many have done it."""
    counted = [one.phase for one in record.nodes if one.type in _COUNTED]
    return f"{sum(phase in _DONE for phase in counted)}/{len(counted)}"


def progress_of(node: NodeRecord) -> str:
    """``1/1`` or ``0/1`` of a node that does work, empty for any other."""
    return f"{int(node.phase in _DONE)}/1" if node.type in _COUNTED else ""


def conditions(record: RunRecord) -> dict[str, bool]:
    """Whether pods run, and that the run is over; Argo's controller knows of them once it began."""
    if record.started_ms is None:
        return {}
    runs = any(one.type is NodeType.POD and one.phase is Phase.RUNNING for one in record.nodes)
    return {"PodRunning": runs, **({"Completed": True} if record.phase.completed else {})}


def status(record: RunRecord) -> str:
    """The phase, and whether somebody suspended or ended the run."""
    if record.phase in (Phase.UNKNOWN, Phase.PENDING):
        return "Pending"
    waits = any(one.type is NodeType.SUSPEND and one.phase is Phase.RUNNING for one in record.nodes)
    if record.phase is Phase.RUNNING and (waits or record.spec.get("suspend") is True):
        return "Running (Suspended)"
    if record.phase is Phase.FAILED and record.spec.get("shutdown"):
        return "Failed (Terminated)"
    return str(record.phase)
