"""What an operation on a run changes of its Workflow object.

In: the object as it is, an operation of ``engine.operations``. Out: merge patches that touch nothing else, so that what
Argo keeps in an object and wfsim knows nothing of stays; or the object of a new run. Pure functions.

Argo's controller takes what somebody wrote into ``status``. Of a run that wfsim drives nobody but the driver writes the
status: there the same is asked for by wishes in an annotation.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from wfsim.api.problem import Problem
from wfsim.api.targets import objects
from wfsim.api.targets.playing import own_resource, unmerged
from wfsim.api.targets.submitting import with_arguments
from wfsim.drivers.kube.labels import COMPLETED, CONTROLLER, INSTANCE
from wfsim.drivers.kube.workflow_object import WISHES, read_wishes
from wfsim.engine.definitions import Definitions, define
from wfsim.engine.operations.outcome import Operated, Refused
from wfsim.engine.operations.resubmit import carried
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.state import NodeState, RunState
from wfsim.record import times
from wfsim.record.kept import MOST_NODES
from wfsim.record.packing import packed
from wfsim.record.state import to_state
from wfsim.record.workflow import PACKED_NODES, NotARun
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_ARGO: Final = "workflows.argoproj.io/"
_ARCHIVING: Final = _ARGO + "workflow-archiving-status"
_MILLIS: Final = "Millis"
_RECORD: Final = "wfsim/"
_OURS: Final = (_RECORD, "wfsim.dev/", _ARGO + "pod-name-format", "kubectl.kubernetes.io/")
_STORED: Final = "storedWorkflowTemplateSpec"  # of a run that names a WorkflowTemplate
_NOT_CARRIED: Final = ("podIP", "podName", "daemoned", "hostNodeName", "synchronizationStatus", "podDeletedAt")


@dataclass(frozen=True, slots=True)
class Held:
    """A run as its object has it."""

    object: JsonObject  # its nodes unpacked
    definitions: Definitions
    state: RunState
    packed: bool = False


def held(found: JsonObject) -> Held:
    """The run of an object, with what was wished of it and is not written yet. Problem where it can be no run."""
    try:
        record = objects.record_of(found)
        state = to_state(record)
    except (NotARun, ValueError) as error:
        raise Problem(f"{objects.place(found)[1]}: {error}", ()) from None
    is_packed = bool(objects.text(found, "status", PACKED_NODES))
    if is_packed:
        found = {**found, "status": objects.unpacked(found)}
    plain = {**found, "spec": unmerged(dict(record.spec))}
    resource, own = own_resource({key: value for key, value in plain.items() if key != "status"}, record.name)
    definitions = define(
        resource,
        own,
        name=record.name,
        namespace=record.namespace,
        creation_ms=record.created_ms or record.started_ms or 0,
        pod_names=record.pod_names,
    )
    for wish in _open_wishes(found):
        _grant(state.nodes[str(wish["node"])], wish)
    return Held(found, definitions, state, is_packed)


def operate(found: JsonObject, act: Callable[[Held], Operated]) -> tuple[Held, Operated]:
    """The run as it is, and as an operation leaves it. Problem in Argo's words where that is refused."""
    before = held(found)
    try:
        return before, act(before)
    except Refused as error:
        raise Problem(error.message, ()) from None


# -- nodes that somebody sets


def of_nodes(before: Held, after: RunState) -> dict[str, Json]:
    """The patch for nodes that were changed: of the status, or wishes where wfsim drives the run."""
    changed = [(old, new) for id_, new in after.nodes.items() if (old := before.state.nodes[id_]) != new]
    if not changed:
        return {}
    if objects.is_ours(before.object):
        wishes = [dict(one) for one in _open_wishes(before.object)]
        wishes += [_wish(old, new) for old, new in changed]
        return {"metadata": {"annotations": {WISHES: json.dumps(wishes, ensure_ascii=False, separators=(",", ":"))}}}
    status = _nodes(before, {new.id: _difference(old, new) for old, new in changed})
    if after.outputs != before.state.outputs:
        status["outputs"] = dict(after.outputs)
    return {"status": status}


def _wish(old: NodeState, new: NodeState) -> dict[str, Json]:
    wish: dict[str, Json] = {"id": secrets.token_hex(6), "node": new.id, "phase": ""}
    if new.phase is not old.phase:
        wish["phase"] = new.phase.value
    if new.message != old.message:
        wish["message"] = new.message
    given = {name: value for name, value in _values(new).items() if name not in _values(old)}
    return {**wish, "parameters": given} if given else wish


def _values(node: NodeState) -> dict[str, Json]:
    return {str(row.get("name")): row["value"] for row in _rows(node) if "value" in row}


def _rows(node: NodeState) -> list[dict[str, Json]]:
    listed = (node.outputs or {}).get("parameters")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _open_wishes(found: JsonObject) -> list[Mapping[str, Any]]:
    """The wishes about nodes that wait still, as the object has them; what is wished of others is done."""
    nodes = objects.part(found, "status", "nodes")

    def waits(wish: Mapping[str, Any]) -> bool:
        node = objects.part(nodes, str(wish.get("node")))
        return node.get("type") == NodeType.SUSPEND.value and node.get("phase") == Phase.RUNNING.value

    return [one for one in read_wishes(objects.text(found, "metadata", "annotations", WISHES)) if waits(one)]


def _grant(node: NodeState, wish: Mapping[str, Any]) -> None:
    """The node as it will be."""
    given = wish.get("parameters")
    for row in _rows(node):
        source = row.get("valueFrom")
        name = str(row.get("name"))
        if isinstance(given, Mapping) and name in given and isinstance(source, dict) and "supplied" in source:
            row["value"] = str(given[name])
            del row["valueFrom"]
    node.message = str(wish.get("message") or node.message)
    node.phase = Phase(str(wish.get("phase", Phase.SUCCEEDED.value)) or node.phase.value)


def _nodes(before: Held, patch: dict[str, Json]) -> dict[str, Json]:
    """The part of the status with the nodes; all of them where they are packed."""
    if not before.packed:
        return {"nodes": patch}
    return {PACKED_NODES: _packed(_merged(objects.part(before.object, "status", "nodes"), patch))}


def _packed(nodes: JsonObject) -> str:
    return packed(json.dumps(nodes, ensure_ascii=False, separators=(",", ":")))


def _merged(old: JsonObject, patch: JsonObject) -> dict[str, Json]:
    """An object after a merge patch."""
    found = dict(old)
    for key, value in patch.items():
        if value is None:
            found.pop(key, None)
        else:
            found[key] = _merged(objects.part(found, key), value) if isinstance(value, Mapping) else value
    return found


# -- a node as Argo writes it


def _instant(ms: Any) -> Json:
    return None if ms is None else times.to_text(ms)


_FIELDS: Final[Mapping[str, tuple[str, Callable[[Any], Json]]]] = {
    "id": ("id", str),
    "name": ("name", str),
    "type": ("type", lambda type_: type_.value),
    "phase": ("phase", lambda phase: phase.value),
    "message": ("message", lambda message: message or None),
    "boundary_id": ("boundaryID", lambda id_: id_ or None),
    "children": ("children", lambda children: list(children) or None),
    "outbound_nodes": ("outboundNodes", lambda nodes: list(nodes) or None),
    "outputs": ("outputs", lambda outputs: None if outputs is None else dict(outputs)),
    "started_ms": ("startedAt", _instant),
    "finished_ms": ("finishedAt", _instant),
}


def _difference(old: NodeState, new: NodeState) -> dict[str, Json]:
    """What of a node is another; None takes a field away."""
    found: dict[str, Json] = {}
    for attribute, (key, written) in _FIELDS.items():
        value = getattr(new, attribute)
        if value == getattr(old, attribute):
            continue
        found[key] = written(value)
        if key.endswith("At"):
            found[key + _MILLIS] = None
    return found


# -- the whole run


def retried(before: Held, after: Operated, parameters: Mapping[str, str]) -> dict[str, Json]:
    """The patch that lets a run begin again, as ``argo retry`` writes it. One that a command drove is handed over to
    the controller."""
    status: dict[str, Json] = dict.fromkeys(("phase", "message", "finishedAt", "finishedAt" + _MILLIS))
    status |= {"startedAt": _instant(after.state.started_ms), "startedAt" + _MILLIS: None}
    status["persistentVolumeClaims"] = None
    nodes: dict[str, Json] = {
        id_: _difference(old, after.state.nodes[id_]) if id_ in after.state.nodes else None
        for id_, old in before.state.nodes.items()
    }
    status |= _nodes(before, {id_: changed for id_, changed in nodes.items() if changed is None or changed})
    conditions = _unfinished(before.object)
    if conditions:
        status["conditions"] = conditions
    if stored := objects.part(before.object, "status", _STORED):
        status[_STORED] = _again(stored, parameters)
    labels: dict[str, Json] = {COMPLETED: None, _ARCHIVING: None}
    annotations: dict[str, Json] = {}
    if objects.is_ours(before.object):
        labels[INSTANCE], annotations[WISHES] = CONTROLLER, None
    return {
        "metadata": {"labels": labels, "annotations": annotations},
        "spec": _again(objects.part(before.object, "spec"), parameters),
        "status": status,
    }


def _unfinished(found: JsonObject) -> list[Json]:
    """The conditions, the one that it completed being false now."""
    listed = objects.part(found, "status").get("conditions")
    kept = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [{**one, "status": "False"} if one.get("type") == "Completed" else one for one in kept]


def _again(spec: JsonObject, parameters: Mapping[str, str]) -> dict[str, Json]:
    """What of the spec is another when a run begins again: nothing that ended it, other arguments."""
    changed: dict[str, Json] = {"shutdown": None}
    if spec.get("activeDeadlineSeconds") == 0:
        changed["activeDeadlineSeconds"] = None
    if parameters:
        changed["arguments"] = with_arguments(spec.get("arguments"), parameters)
    return changed


def resubmitted(before: Held, parameters: Mapping[str, str], priority: int | None) -> dict[str, Json]:
    """The object of a new run with the same spec; its name is still to be chosen."""
    metadata = objects.part(before.object, "metadata")
    old = objects.part(before.object, "spec")
    spec = {**old, **_again(old, parameters)}
    if priority is not None:
        spec["priority"] = priority
    labels = {**carried(_texts(metadata, "labels")), _ARGO + "resubmitted-from-workflow": before.state.name}
    if objects.is_ours(before.object):
        labels[INSTANCE] = CONTROLLER
    annotations = {key: one for key, one in _texts(metadata, "annotations").items() if not key.startswith(_OURS)}
    owners = metadata.get("ownerReferences")
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {
            "generateName": str(metadata.get("generateName") or f"{before.state.name}-"),
            "namespace": before.definitions.namespace,
            "labels": dict(labels),
            "annotations": dict(annotations),
            **({"ownerReferences": owners} if owners else {}),
        },
        "spec": {key: value for key, value in spec.items() if value is not None},
    }


def _texts(metadata: Mapping[str, Json], key: str) -> dict[str, str]:
    return {name: str(value) for name, value in objects.part(metadata, key).items()}


def memoized(before: Held, after: RunState) -> dict[str, Json]:
    """The status of a new run that takes over what succeeded in an earlier one."""
    nodes: dict[str, Json] = {}
    by_old_name = {node.name: node for node in before.state.nodes.values()}
    raw = objects.part(before.object, "status", "nodes")
    for id_, new in after.nodes.items():
        old = by_old_name[before.state.name + new.name.removeprefix(after.name)]
        body = {**objects.part(raw, old.id), **_difference(old, new)}
        dropped = (*_NOT_CARRIED, *(key for key in body if key.endswith(_MILLIS)))
        nodes[id_] = {key: value for key, value in body.items() if value is not None and key not in dropped}
    large = len(json.dumps(nodes, ensure_ascii=False).encode()) > MOST_NODES
    status: dict[str, Json] = {PACKED_NODES: _packed(nodes)} if before.packed or large else {"nodes": nodes}
    status["conditions"] = [{"type": "Completed", "status": "False"}]
    stored = objects.part(before.object, "status").get("storedTemplates")
    return {**status, "storedTemplates": stored} if stored else status
