"""Node phases, node types and which phases end a node (Argo's words; https://argo-workflows.readthedocs.io/en/latest/).

A node begins Pending or Running and ends Succeeded, Failed or Error ("completed"), or it never runs: Skipped (``when``
was false, an empty loop) or Omitted (its ``depends`` cannot hold). Ended either way is "fulfilled".
"""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """The phase of a node or of a workflow."""

    UNKNOWN = ""
    PENDING = "Pending"
    RUNNING = "Running"
    SUCCEEDED = "Succeeded"
    SKIPPED = "Skipped"
    FAILED = "Failed"
    ERROR = "Error"
    OMITTED = "Omitted"

    @property
    def completed(self) -> bool:
        """It ran and ended. Skipped and Omitted are not completed."""
        return self in _COMPLETED

    @property
    def fulfilled(self) -> bool:
        """Nothing more happens to it."""
        return self in _FULFILLED

    @property
    def unsuccessful(self) -> bool:
        return self in _UNSUCCESSFUL


_UNSUCCESSFUL = frozenset((Phase.FAILED, Phase.ERROR))
_COMPLETED = _UNSUCCESSFUL | {Phase.SUCCEEDED}
_FULFILLED = _COMPLETED | {Phase.SKIPPED, Phase.OMITTED}


class NodeType(StrEnum):
    """The type of a node."""

    POD = "Pod"
    CONTAINER = "Container"
    STEPS = "Steps"
    STEP_GROUP = "StepGroup"
    DAG = "DAG"
    TASK_GROUP = "TaskGroup"
    RETRY = "Retry"
    SKIPPED = "Skipped"
    SUSPEND = "Suspend"
    HTTP = "HTTP"
    PLUGIN = "Plugin"
