"""What of a Workflow object changes when a pod that removes artifacts has ended.

In: the object, a ``Collection``, what its pod reports. Out: the object as it is then: ``deleted`` on artifacts, a
condition with Argo's type where something could not be removed, the pod noted as seen, the finalizer gone when nothing
is left to do. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from wfsim.drivers.kube.artifactgc.planning import Collection, collections, is_held, terms_of
from wfsim.drivers.kube.artifactgc.terms import FINALIZER, STRATEGIES, TERMS
from wfsim.drivers.kube.read import body, objects, text, thawed, words
from wfsim.record.packing import packed
from wfsim.record.workflow import PACKED_NODES, node_bodies
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

CONDITION: Final = "ArtifactGCError"
_STATUS, _SEEN, _PROCESSED = "artifactGCStatus", "podsRecouped", "strategiesProcessed"


def is_seen(found: JsonObject, one: Collection) -> bool:
    """Whether what this pod did is in the object."""
    return body(_gc(found), _SEEN).get(one.pod) is True


def settled(found: JsonObject, one: Collection, failed: Mapping[tuple[str, str], str]) -> JsonObject:
    """The pod removed its artifacts but those that failed: (node, artifact) → why."""
    gone = {(each.node, each.name) for each in one.artifacts} - failed.keys()
    changed = _seen(_with_nodes(found, gone), one)
    for why in dict.fromkeys(failed.values()):
        changed = _blamed(changed, f"{why} (pod: {one.pod})")
    return changed


def broken(found: JsonObject, one: Collection, why: str = "") -> JsonObject:
    """The pod failed, or could not be made: of none of its artifacts it is known that it is gone."""
    said = f"Artifact Garbage Collection failed for strategy {one.strategy}, "
    said += why or f"pod {one.pod} exited with non-zero exit code: check pod logs for more information"
    return _blamed(_seen(found, one), said)


def released(found: JsonObject) -> JsonObject:
    """Without the finalizer where nothing is left to do, or where the workflow wants it gone in any case."""
    if not is_held(found) or not _is_done(found):
        return found
    about = thawed(body(found, "metadata"))
    about["finalizers"] = [one for one in words(about, "finalizers") if one != FINALIZER]
    about["labels"] = {key: value for key, value in body(about, "labels").items() if key != TERMS}
    return {**found, "metadata": about}


def _is_done(found: JsonObject) -> bool:
    every = [one for strategy in STRATEGIES for one in collections(found, strategy)]
    if body(terms_of(found), "artifactGC").get("forceFinalizerRemoval") is True:
        return all(is_seen(found, one) for one in every)
    return all(artifact.data.get("deleted") is True for one in every for artifact in one.artifacts)


def _gc(found: JsonObject) -> JsonObject:
    return body(body(found, "status"), _STATUS)


def _with_status(found: JsonObject, **fields: Json) -> JsonObject:
    return {**found, "status": {**thawed(body(found, "status")), **fields}}


def _seen(found: JsonObject, one: Collection) -> JsonObject:
    gc = thawed(_gc(found))
    gc[_PROCESSED] = {**body(gc, _PROCESSED), one.strategy: True}
    gc[_SEEN] = {**body(gc, _SEEN), one.pod: True}
    return _with_status(found, **{_STATUS: gc})


def _blamed(found: JsonObject, message: str) -> JsonObject:
    """One condition of the type; the last word counts, as in Argo."""
    others: list[Json] = [
        dict(one) for one in objects(body(found, "status"), "conditions") if text(one, "type") != CONDITION
    ]
    return _with_status(found, conditions=[*others, {"type": CONDITION, "status": "True", "message": message}])


def _with_nodes(found: JsonObject, gone: set[tuple[str, str]]) -> JsonObject:
    status = body(found, "status")
    nodes = thawed(node_bodies(status))
    for id_ in dict.fromkeys(node for node, _ in gone):
        node = nodes.get(id_)
        assert isinstance(node, dict)
        rows: list[Json] = [
            {**one, "deleted": True} if (id_, text(one, "name")) in gone else dict(one)
            for one in objects(body(node, "outputs"), "artifacts")
        ]
        nodes[id_] = {**node, "outputs": {**body(node, "outputs"), "artifacts": rows}}
    if status.get(PACKED_NODES):
        return _with_status(
            found, **{PACKED_NODES: packed(json.dumps(nodes, ensure_ascii=False, separators=(",", ":")))}
        )
    return _with_status(found, nodes=nodes)
