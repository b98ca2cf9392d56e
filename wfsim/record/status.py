"""The status of a run in Argo's words.

In: a record. Out: what ``argo list`` and ``argo get`` print as its status. Called by ``store`` and ``render``.
"""

from __future__ import annotations

from wfsim.engine.phases import NodeType, Phase
from wfsim.record.run import RunRecord


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
