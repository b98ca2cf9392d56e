"""What a Workflow object on a cluster says, whoever wrote it.

In: the object as the API server gives it. Out: its record, its names, and whether wfsim's controller or Argo's runs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wfsim.drivers.kube.labels import BY_HAND, CONTROLLER, INSTANCE
from wfsim.record.run import RunRecord
from wfsim.record.workflow import PACKED_NODES, NotARun, from_workflow, node_bodies
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_ELSEWHERE: Final = ("nodes", PACKED_NODES, "offloadNodeStatusVersion")
_BOOKKEEPING: Final = ("managedFields",)


def record_of(found: JsonObject) -> RunRecord:
    """The run of an object; of one that has not begun, too. NotARun where the nodes cannot be read."""
    return from_workflow({**found, "kind": "Workflow", "status": found.get("status") or {"phase": ""}})


def without_nodes(found: JsonObject) -> RunRecord:
    """The run as far as a list shows it, where its nodes are stored elsewhere."""
    try:
        return record_of(found)
    except NotARun:
        status = {key: value for key, value in part(found, "status").items() if key not in _ELSEWHERE}
        return record_of({**found, "status": status})


def part(found: Mapping[str, Json], *keys: str) -> Mapping[str, Json]:
    """An object within the object; an empty one where there is none."""
    here: Json | Mapping[str, Json] = found
    for key in keys:
        here = here.get(key) if isinstance(here, Mapping) else None
    return here if isinstance(here, Mapping) else {}


def text(found: JsonObject, *keys: str) -> str:
    """A text within the object; an empty one where there is none."""
    return str(part(found, *keys[:-1]).get(keys[-1]) or "")


def place(found: JsonObject) -> tuple[str, str]:
    """Namespace and name."""
    return text(found, "metadata", "namespace"), text(found, "metadata", "name")


def instance(found: JsonObject) -> str:
    """The controller that is to run it; empty for Argo's usual one."""
    return text(found, "metadata", "labels", INSTANCE)


def is_ours(found: JsonObject) -> bool:
    """Whether wfsim runs it: then its status is written by whoever runs it alone."""
    return instance(found) in (CONTROLLER, BY_HAND)


def shown(found: JsonObject) -> dict[str, Json]:
    """The object without what interests the API server alone, as ``kubectl`` shows it; its nodes unpacked."""
    metadata = {key: value for key, value in part(found, "metadata").items() if key not in _BOOKKEEPING}
    whole = {**found, "metadata": metadata}
    try:
        return {**whole, "status": unpacked(found)} if text(found, "status", PACKED_NODES) else whole
    except NotARun:  # whoever draws it is told
        return whole


def unpacked(found: JsonObject) -> dict[str, Json]:
    """The status with its nodes, where it has them packed. NotARun where they cannot be read."""
    status = part(found, "status")
    return {**{key: one for key, one in status.items() if key != PACKED_NODES}, "nodes": dict(node_bodies(status))}
