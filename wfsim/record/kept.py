"""A run as it is kept in its Workflow object on a cluster, so that another process goes on with it.

In: an engine. Out: the object (``to_object``), as ``from_workflow`` reads it again. It is what ``to_workflow`` writes,
and: Kubernetes sorts the keys of objects, so the order of nodes stands beside them; annotations have little room, so
what goes beyond Argo's status is packed; nodes that etcd would not take are packed as Argo packs them.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final, cast

from wfsim.engine.engine import Engine
from wfsim.record.of import record
from wfsim.record.packing import packed
from wfsim.record.workflow import ENGINE, ORDER, PACKED_NODES, to_workflow
from wfsim.yamlio.nodes import Json

_MOST_PLAIN: Final = 4_000  # characters of an annotation that is left readable
MOST_NODES: Final = 900_000  # bytes: an object of etcd has 1.5 MB


def to_object(engine: Engine) -> dict[str, Json]:
    """The Workflow object of the run as it is now."""
    found = record(engine)
    found = replace(found, engine={**(found.engine or {}), ORDER: [one.id for one in found.nodes]})
    made = to_workflow(found)
    annotations = cast("dict[str, Json]", cast("dict[str, Json]", made["metadata"])["annotations"])
    beyond = annotations.get(ENGINE)
    if isinstance(beyond, str) and len(beyond) > _MOST_PLAIN:
        annotations[ENGINE] = packed(beyond)
    status = cast("dict[str, Json]", made["status"])
    nodes = json.dumps(status["nodes"], ensure_ascii=False, separators=(",", ":"))
    if len(nodes.encode()) > MOST_NODES:
        status["nodes"], status[PACKED_NODES] = None, packed(nodes)
    return made
