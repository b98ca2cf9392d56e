"""What an earlier controller was going to delete when it ended: pods (``podGC``), workflows (``ttlStrategy``).

In: an ``Api``. Out: ``Due``: what is to be deleted when, as it stands in the status of Workflow objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wfsim.drivers.kube import labels, outcome
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.control.objects import is_completed, key_of, uid_of
from wfsim.drivers.kube.control.pool import Key
from wfsim.drivers.kube.errors import Conflict, NotFound
from wfsim.drivers.kube.read import body, text, texts
from wfsim.drivers.kube.resources import PODS, WORKFLOWS
from wfsim.record.run import RunRecord
from wfsim.record.workflow import NotARun, from_workflow
from wfsim.spec.model import JsonObject


@dataclass(frozen=True, slots=True)
class Due:
    """A pod, or a workflow where ``pod`` is empty; ``uid`` is that of the object."""

    namespace: str
    workflow: str
    pod: str
    uid: str
    at_ms: int


def due(api: Api, namespace: str, selector: str) -> Iterator[Due]:
    """All that is to be deleted; runs that go on included, for their pods."""
    records: dict[Key, RunRecord] = {}
    for one in api.list(WORKFLOWS, namespace, labels=selector).items:
        record = _record(one)
        if record is None:
            continue
        key = key_of(one)
        if is_completed(one) and record.deleted_ms is not None:
            yield Due(*key, "", uid_of(one), record.deleted_ms)
        if any(node.pod_deleted_ms is not None for node in record.nodes):
            records[key] = record
    if not records:
        return
    for pod in api.list(PODS, namespace, labels=selector).items:
        metadata = body(pod, "metadata")
        workflow = texts(metadata, "labels").get(labels.WORKFLOW, "")
        record = records.get((text(metadata, "namespace"), workflow))
        node = record.node(outcome.node_of(pod)) if record is not None else None
        if node is not None and node.pod_deleted_ms is not None:
            name, uid = text(metadata, "name"), uid_of(pod)
            yield Due(text(metadata, "namespace"), workflow, name, uid, node.pod_deleted_ms)


def delete_pod(api: Api, one: Due) -> None:
    """Delete that very pod."""
    try:
        api.delete(PODS, one.namespace, one.pod, uid=one.uid)
    except (NotFound, Conflict):
        return


def _record(found: JsonObject) -> RunRecord | None:
    try:
        return from_workflow(dict(found))
    except NotARun:
        return None
