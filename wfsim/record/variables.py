"""The variables that a node of a finished run sees.

In: a run, one of its nodes. Out: flat dotted names with texts. They are those of the node's own template (its inputs),
of the steps or dag template around it (its siblings' outcomes), and the workflow's. Called by ``wfsim eval``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from wfsim.engine.phases import NodeType
from wfsim.lang import gotext
from wfsim.record import times
from wfsim.record.run import NodeRecord, RunRecord
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_GROUPS: Final = {NodeType.STEPS: "steps", NodeType.DAG: "tasks"}
_GROUP_NODES: Final = (NodeType.STEP_GROUP,)


def variables(record: RunRecord, node: NodeRecord) -> dict[str, Json]:
    """What can stand in a tag of the node's step or task, or of its template."""
    found: dict[str, Json] = dict(_of_workflow(record))
    around = record.node(node.boundary_id)
    if around is not None:
        found.update(_of_calls(record, around))
        found.update(_named("inputs", around.inputs))
    found.update(_of_calls(record, node))
    found.update(_named("inputs", node.inputs))
    found["node.name"] = node.name
    if node.pod_name:
        found["pod.name"] = node.pod_name
    return found


def _of_workflow(record: RunRecord) -> Iterator[tuple[str, Json]]:
    texts = {"name": record.name, "namespace": record.namespace, "uid": record.uid, "status": str(record.phase)}
    yield from ((f"workflow.{key}", value) for key, value in texts.items() if value)
    if record.started_ms is not None:
        yield "workflow.creationTimestamp", times.to_text(record.started_ms)
    arguments = record.spec.get("arguments")
    listed = arguments.get("parameters") if isinstance(arguments, Mapping) else None
    if isinstance(listed, list) and listed:
        yield "workflow.parameters", json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    yield from _parameters("workflow.parameters", listed)
    yield from _named("workflow.outputs", record.outputs)


def _named(prefix: str, data: JsonObject | None) -> Iterator[tuple[str, Json]]:
    """Parameters and artifacts by name."""
    if data is None:
        return
    yield from _parameters(f"{prefix}.parameters", data.get("parameters"))
    artifacts = data.get("artifacts")
    for one in artifacts if isinstance(artifacts, list) else ():
        if isinstance(one, dict) and isinstance(one.get("name"), str):
            yield f"{prefix}.artifacts.{one['name']}", one


def _parameters(prefix: str, listed: Json) -> Iterator[tuple[str, Json]]:
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("name"), str):
            value = one.get("value", one.get("default"))
            if value is not None:
                yield f"{prefix}.{one['name']}", gotext.any_string(value)


def _of_calls(record: RunRecord, around: NodeRecord) -> Iterator[tuple[str, Json]]:
    """The steps or tasks of a template that ran, by their names."""
    group = _GROUPS.get(around.type)
    if group is None:
        return
    for one in record.nodes:
        if one.boundary_id == around.id and one.type not in _GROUP_NODES and not one.hooked and not one.retried:
            yield from _of_call(f"{group}.{one.display_name}", one)


def _of_call(prefix: str, node: NodeRecord) -> Iterator[tuple[str, Json]]:
    yield f"{prefix}.id", node.id
    yield f"{prefix}.status", str(node.phase)
    texts = {"ip": node.pod_ip, "hostNodeName": node.host}
    yield from ((f"{prefix}.{key}", value) for key, value in texts.items() if value)
    for key, at in (("startedAt", node.started_ms), ("finishedAt", node.finished_ms)):
        if at is not None:
            yield f"{prefix}.{key}", times.to_text(at)
    outputs = node.outputs or {}
    result, code = outputs.get("result"), outputs.get("exitCode")
    if isinstance(result, str):
        yield f"{prefix}.outputs.result", result
    if code is not None:
        yield f"{prefix}.exitCode", gotext.any_string(code)
    yield from _named(f"{prefix}.outputs", node.outputs)
