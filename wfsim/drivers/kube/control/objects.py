"""What the controller reads of a Workflow object.

In: the object as the API server gives it. Out: names, flags, instants.
"""

from __future__ import annotations

from datetime import UTC, datetime

from wfsim.drivers.kube import labels
from wfsim.drivers.kube.artifactgc.planning import is_held
from wfsim.drivers.kube.control.pool import Key
from wfsim.drivers.kube.read import labels_of, meta
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json


def key_of(found: JsonObject) -> Key:
    """Namespace and name."""
    return meta(found, "namespace"), meta(found, "name")


def uid_of(found: JsonObject) -> str:
    return meta(found, "uid")


def is_completed(found: JsonObject) -> bool:
    return labels_of(found).get(labels.COMPLETED) == "true"


def is_going(found: JsonObject) -> bool:
    """Whether somebody has asked for its deletion. One that is held for its artifacts runs to its end, as Argo's do."""
    return bool(meta(found, "deletionTimestamp")) and not is_held(found)


def ended_at_once(message: str, now_ms: int) -> dict[str, Json]:
    """The patch for a workflow that cannot be run."""
    at = datetime.fromtimestamp(now_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "metadata": {"labels": {labels.COMPLETED: "true", labels.PHASE: "Error"}},
        "status": {"phase": "Error", "message": message, "startedAt": at, "finishedAt": at},
    }
