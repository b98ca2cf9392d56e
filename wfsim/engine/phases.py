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

    def __init__(self, word: str) -> None:
        self.active = word in ("Pending", "Running")
        self.unsuccessful = word in ("Failed", "Error")
        self.completed = self.unsuccessful or word == "Succeeded"  # it ran and ended
        self.fulfilled = self.completed or word in ("Skipped", "Omitted")  # nothing more happens to it


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
