"""A run as Argo's Workflow object, with Argo's field names, and back.

In: ``RunRecord`` or the object's JSON data. Out: the other one. ``simulate --format json`` writes it, ``graph --run``
reads it, and what ``argo get -o json`` prints of a real run is read as well.

Times are in whole seconds as Argo has them; what is below stands beside them (``startedAtMillis``), so that a record
comes back as it was. ``podName`` is an addition too: Argo's readers compute it. So are ``deletedAt``, ``podDeletedAt``
and ``artifactsDeletedAt``, the instants of clean-up: Kubernetes forgets what it deleted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from wfsim.engine.ids import pod_name
from wfsim.engine.phases import NodeType, Phase
from wfsim.record import times
from wfsim.record.packing import unpacked
from wfsim.record.run import NodeRecord, RunRecord
from wfsim.record.status import conditions, progress, progress_of
from wfsim.spec.model import JsonObject
from wfsim.text import Diagnostic, Severity, Source
from wfsim.yamlio.nodes import Json, Path

API_VERSION: Final = "argoproj.io/v1alpha1"
CODE: Final = "not-a-run"
_ARGO = "workflows.argoproj.io/"
_POD_NAME_FORMAT = _ARGO + "pod-name-format"
SEED, _FORMAT, ENGINE, _MILLIS = "wfsim/seed", "wfsim/record", "wfsim/engine", "Millis"
ORDER: Final = "order"  # of what stands in ENGINE: the ids of the nodes as they were made
PACKED_NODES, _ELSEWHERE = "compressedNodes", "offloadNodeStatusVersion"
_COMPLETED, _PHASE = _ARGO + "completed", _ARGO + "phase"
_OURS = frozenset((_POD_NAME_FORMAT, SEED, _FORMAT, ENGINE, _COMPLETED, _PHASE))

# Argo's key → our attribute, in the order in which they are written; all of them text
_TEXTS: Final = {
    "id": "id",
    "name": "name",
    "displayName": "display_name",
    "type": "type",
    "templateName": "template_name",
    "templateScope": "template_scope",
    "phase": "phase",
    "boundaryID": "boundary_id",
    "message": "message",
    "podIP": "pod_ip",
    "hostNodeName": "host",
    "podName": "pod_name",
}
_OBJECTS: Final = {
    "templateRef": "template_ref",
    "inputs": "inputs",
    "outputs": "outputs",
    "memoizationStatus": "memo",
}
_LISTS: Final = {"children": "children", "outboundNodes": "outbound_nodes"}
_TIMES: Final = {"startedAt": "started_ms", "finishedAt": "finished_ms"}
_NODE_TIMES: Final = {**_TIMES, "podDeletedAt": "pod_deleted_ms"}
_RUN_TIMES: Final = {**_TIMES, "deletedAt": "deleted_ms"}
_CONDITIONS = "conditions"
_CLAIMS, _CLAIM, _COLLECTED = "persistentVolumeClaims", "persistentVolumeClaim", "artifactsDeletedAt"

T = TypeVar("T")
E = TypeVar("E", NodeType, Phase)


class NotARun(Exception):
    """The data is no Workflow object of a run; ``path`` is the place in it."""

    def __init__(self, message: str, path: Path = ()) -> None:
        super().__init__(message)
        self.message, self.path = message, path


def to_workflow(record: RunRecord) -> dict[str, Json]:
    """The Workflow object; nodes in order of creation."""
    ended = record.phase.completed
    metadata: dict[str, Json] = {"name": record.name}
    for key, value in (("generateName", record.generate_name), ("namespace", record.namespace), ("uid", record.uid)):
        if value:
            metadata[key] = value
    created = record.started_ms if record.created_ms is None else record.created_ms
    if created is not None:
        metadata["creationTimestamp"] = times.to_text(created)
        if record.created_ms is not None and created % 1000:
            metadata["creationTimestamp" + _MILLIS] = created % 1000
    metadata["labels"] = {**record.labels, _COMPLETED: "true" if ended else "false", _PHASE: str(record.phase)}
    annotations: dict[str, Json] = {**record.annotations, _POD_NAME_FORMAT: record.pod_names, _FORMAT: "1"}
    if record.seed is not None:
        annotations[SEED] = str(record.seed)
    if record.engine is not None:
        annotations[ENGINE] = json.dumps(record.engine, ensure_ascii=False, separators=(",", ":"))
    metadata["annotations"] = annotations
    return {
        "apiVersion": API_VERSION,
        "kind": "Workflow",
        "metadata": metadata,
        "spec": dict(record.spec),
        "status": _status(record),
    }


def to_text(record: RunRecord) -> str:
    """The same as indented JSON text."""
    return json.dumps(to_workflow(record), indent=2, ensure_ascii=False) + "\n"


def _status(record: RunRecord) -> dict[str, Json]:
    status: dict[str, Json] = {"phase": str(record.phase)}
    if record.message:
        status["message"] = record.message
    _put_times(status, {key: getattr(record, attribute) for key, attribute in _RUN_TIMES.items()})
    status["progress"] = progress(record)
    rows: list[Json] = [{"type": name, "status": str(holds)} for name, holds in conditions(record).items()]
    rows += [{"type": name, "status": "True", "message": said} for name, said in record.complaints.items()]
    if rows:
        status[_CONDITIONS] = rows
    status["nodes"] = {node.id: _node(node) for node in record.nodes}
    if record.outputs is not None:
        status["outputs"] = dict(record.outputs)
    _put_cleanup(status, record)
    return status


def _put_cleanup(status: dict[str, Json], record: RunRecord) -> None:
    """Claims that exist, and artifacts that are deleted: those of a strategy whose time has come are processed."""
    if record.claims:
        status[_CLAIMS] = [{"name": volume, _CLAIM: {"claimName": name}} for volume, name in record.claims.items()]
    if not record.collected:
        return
    now: dict[str, Json] = {key: True for key, at in record.collected.items() if at == record.finished_ms}
    if now:
        status["artifactGCStatus"] = {"strategiesProcessed": now}
    instants: dict[str, Json] = {}
    _put_times(instants, record.collected)
    status[_COLLECTED] = instants


def _node(node: NodeRecord) -> dict[str, Json]:
    out: dict[str, Json] = {}
    for key, attribute in _TEXTS.items():
        text = getattr(node, attribute)
        if text:
            out[key] = str(text)
    _put_times(out, {key: getattr(node, attribute) for key, attribute in _NODE_TIMES.items()})
    for key, attribute in _OBJECTS.items():
        value = getattr(node, attribute)
        if value is not None:
            out[key] = dict(value)
    for key, attribute in _LISTS.items():
        listed = getattr(node, attribute)
        if listed:
            out[key] = list(listed)
    if counted := progress_of(node):
        out["progress"] = counted
    if node.daemoned:
        out["daemoned"] = True
    flags: dict[str, Json] = {key: True for key in ("hooked", "retried") if getattr(node, key)}
    if flags:
        out["nodeFlag"] = flags
    if node.lock:
        out["synchronizationStatus"] = {"waiting": node.lock}
    return out


def _put_times(out: dict[str, Json], instants: Mapping[str, int | None]) -> None:
    for key, ms in instants.items():
        if ms is not None:
            out[key] = times.to_text(ms)
            if ms % 1000:
                out[key + _MILLIS] = ms % 1000


@dataclass(frozen=True, slots=True)
class ReadRun:
    """The run of a file, None where the file holds none."""

    record: RunRecord | None
    findings: tuple[Diagnostic, ...] = ()


def read(source: Source) -> ReadRun:
    """The run that a JSON file holds, or one finding that says why there is none."""
    hint = "give what `wfsim simulate --format json` or `argo get -o json` printed"
    try:
        data = json.loads(source.text)
    except json.JSONDecodeError as error:
        at = source.span(error.pos, error.pos + 1)
        return _refused(Diagnostic(CODE, Severity.ERROR, f"this is not JSON: {error.msg}", at, hint=hint))
    except RecursionError:
        at = source.span(0, 1)
        return _refused(Diagnostic(CODE, Severity.ERROR, "this JSON is nested too deep", at, hint=hint))
    try:
        return ReadRun(from_workflow(data))
    except NotARun as error:
        from wfsim.yamlio import read as read_yaml

        documents = read_yaml(source).documents
        at = documents[0].span(error.path) if documents else source.span(0, 1)
        return _refused(Diagnostic(CODE, Severity.ERROR, error.message, at, hint=hint))


def _refused(finding: Diagnostic) -> ReadRun:
    return ReadRun(None, (finding,))


def from_workflow(data: Json) -> RunRecord:
    """The record of a Workflow object that ran. NotARun where it is something else."""
    if not isinstance(data, Mapping) or data.get("kind") != "Workflow":
        found = data.get("kind") if isinstance(data, Mapping) else None
        raise NotARun(f"this is a {found}, not the Workflow of a run" if found else "this is not the Workflow of a run")
    status, metadata = _object(data, "status", ()), _object(data, "metadata", ()) or {}
    if not status:
        raise NotARun("this Workflow has no status: it did not run", ("metadata",))
    if status.get(_ELSEWHERE):
        raise NotARun("the nodes of this run are stored elsewhere; only `argo get` shows them", ("status", _ELSEWHERE))
    annotations = _object(metadata, "annotations", ("metadata",)) or {}
    name, form = _text(metadata, "name", ("metadata",)), annotations.get(_POD_NAME_FORMAT)
    pod_names = form if isinstance(form, str) else "v2"
    seed = annotations.get(SEED)
    started = _time(status, "startedAt", ("status",))
    created = _time(metadata, "creationTimestamp", ("metadata",))
    second = None if started is None else started // 1000 * 1000
    engine = _engine(annotations)
    return RunRecord(
        name=name,
        phase=_one_of(Phase, status, "phase", ("status",)),
        message=_text(status, "message", ("status",)),
        nodes=_nodes(status, name, pod_names, _order(engine, ours=_FORMAT in annotations)),
        namespace=_text(metadata, "namespace", ("metadata",)),
        uid=_text(metadata, "uid", ("metadata",)),
        generate_name=_text(metadata, "generateName", ("metadata",)),
        started_ms=started,
        finished_ms=_time(status, "finishedAt", ("status",)),
        outputs=_object(status, "outputs", ("status",)),
        spec=_object(data, "spec", ()) or {},
        pod_names=pod_names,
        seed=int(seed) if isinstance(seed, str) and seed.removeprefix("-").isdecimal() else None,
        created_ms=None if created in (started, second) else created,
        labels=_words(metadata, "labels"),
        annotations=_words(metadata, "annotations"),
        claims=_claims(status),
        collected=_collected(status),
        deleted_ms=_time(status, "deletedAt", ("status",)),
        complaints=_complaints(status),
        engine=engine,
    )


def _claims(status: JsonObject) -> dict[str, str]:
    """Volume → claim. A volume of another kind there is none of Argo's."""
    found = {}
    for number, one in enumerate(_typed(status, _CLAIMS, ("status",), list, "a list") or []):
        path = ("status", _CLAIMS, number)
        if not isinstance(one, Mapping):
            raise NotARun("a volume is an object", path)
        source = _object(one, _CLAIM, path) or {}
        if name := _text(source, "claimName", (*path, _CLAIM)):
            found[_text(one, "name", path)] = name
    return found


def _complaints(status: JsonObject) -> dict[str, str]:
    """Those with a message; that pods run and that the run is over stands elsewhere."""
    rows = _typed(status, _CONDITIONS, ("status",), list, "a list") or []
    told = [one for one in rows if isinstance(one, Mapping) and isinstance(one.get("message"), str) and one["message"]]
    return {str(one.get("type")): str(one["message"]) for one in told}


def _collected(status: JsonObject) -> dict[str, int]:
    """Strategy → instant."""
    instants, path = _object(status, _COLLECTED, ("status",)) or {}, ("status", _COLLECTED)
    found = {key: _time(instants, key, path) for key in instants if not key.endswith(_MILLIS)}
    return {key: at for key, at in found.items() if at is not None}


def _words(metadata: JsonObject, key: str) -> dict[str, str]:
    """The user's own labels or annotations."""
    found = _object(metadata, key, ("metadata",)) or {}
    return {name: value for name, value in found.items() if isinstance(value, str) and name not in _OURS}


def _engine(annotations: JsonObject) -> JsonObject | None:
    text = _text(annotations, ENGINE, ("metadata", "annotations"))
    if not text:
        return None
    try:
        found = json.loads(text if text.startswith("{") else unpacked(text))
    except (ValueError, RecursionError) as error:
        raise NotARun(f"{ENGINE!r} is not JSON: {error}", ("metadata", "annotations", ENGINE)) from None
    if not isinstance(found, dict):
        raise NotARun(f"{ENGINE!r} is not an object", ("metadata", "annotations", ENGINE))
    return found


def _order(engine: JsonObject | None, *, ours: bool) -> Mapping[str, int] | None:
    """Where each node stands, by id; nothing of nodes that stand as they were made, None where nobody knows."""
    listed = (engine or {}).get(ORDER)
    if isinstance(listed, list):
        return {str(id_): at for at, id_ in enumerate(listed)}
    return {} if ours else None


def _nodes(
    status: JsonObject, workflow: str, pod_names: str, order: Mapping[str, int] | None
) -> tuple[NodeRecord, ...]:
    """In order of creation: as they stand in a file of ours; Kubernetes sorts by id, so others by their start."""
    path = ("status", "nodes")
    nodes = []
    for id_, body in node_bodies(status).items():
        if not isinstance(body, Mapping):
            raise NotARun("a node is an object", (*path, id_))
        nodes.append(_read_node(body, (*path, id_), workflow, pod_names))
    if order is None:
        nodes.sort(key=lambda node: (node.name != workflow, node.started_ms or 0, node.name))
    elif order:
        nodes.sort(key=lambda node: order.get(node.id, len(order)))
    return tuple(nodes)


def node_bodies(status: JsonObject) -> JsonObject:
    """The nodes by id, unpacked where there are too many for etcd."""
    text = _text(status, PACKED_NODES, ("status",))
    if not text:
        return _object(status, "nodes", ("status",)) or {}
    try:
        found = json.loads(unpacked(text))
    except (ValueError, RecursionError) as error:
        raise NotARun(f"{PACKED_NODES!r} cannot be unpacked: {error}", ("status", PACKED_NODES)) from None
    if not isinstance(found, dict):
        raise NotARun(f"{PACKED_NODES!r} holds no nodes", ("status", PACKED_NODES))
    return found


def _read_node(data: JsonObject, path: Path, workflow: str, pod_names: str) -> NodeRecord:
    texts = {at: _text(data, key, path) for key, at in _TEXTS.items() if key not in ("type", "phase")}
    objects = {attribute: _object(data, key, path) for key, attribute in _OBJECTS.items()}
    lists = {attribute: _texts(data, key, path) for key, attribute in _LISTS.items()}
    instants = {attribute: _time(data, key, path) for key, attribute in _NODE_TIMES.items()}
    flags = _object(data, "nodeFlag", path) or {}
    type_ = _one_of(NodeType, data, "type", path)
    if type_ is NodeType.POD and not texts["pod_name"]:
        reference = objects["template_ref"] or {}
        template = str(reference.get("template") or texts["template_name"])
        texts["pod_name"] = pod_name(workflow, texts["name"], template, pod_names)
    return NodeRecord(
        type=type_,
        phase=_one_of(Phase, data, "phase", path),
        hooked=flags.get("hooked") is True,
        retried=flags.get("retried") is True,
        daemoned=data.get("daemoned") is True,
        lock=_text(_object(data, "synchronizationStatus", path) or {}, "waiting", (*path, "synchronizationStatus")),
        **{**texts, **objects, **lists, **instants},  # type: ignore[arg-type]
    )


def _typed(data: JsonObject, key: str, path: Path, type_: type[T], what: str) -> T | None:
    found = data.get(key)
    if found is not None and not isinstance(found, type_):
        raise NotARun(f"{key!r} is not {what}", (*path, key))
    return found


def _text(data: JsonObject, key: str, path: Path) -> str:
    return _typed(data, key, path, str, "text") or ""


def _object(data: JsonObject, key: str, path: Path) -> JsonObject | None:
    return _typed(data, key, path, dict, "an object")


def _texts(data: JsonObject, key: str, path: Path) -> tuple[str, ...]:
    return tuple(str(one) for one in _typed(data, key, path, list, "a list") or [])


def _one_of(words: type[E], data: JsonObject, key: str, path: Path) -> E:
    word = _text(data, key, path)
    try:
        return words(word)
    except ValueError:
        raise NotARun(f"{word!r} is no {key} that Argo knows", (*path, key)) from None


def _time(data: JsonObject, key: str, path: Path) -> int | None:
    text = _text(data, key, path)
    if not text:
        return None
    millis = _typed(data, key + _MILLIS, path, int, "a number") or 0
    try:
        return times.from_text(text) + millis
    except ValueError as error:
        raise NotARun(f"{key!r} is no time: {error}", (*path, key)) from None
