"""The metadata of a pod: names, labels, annotations, owner.

In: a request. Out: the ``metadata`` of its pod. Our own labels come last, so that a pod is always found again.
"""

from __future__ import annotations

from wfsim.drivers.kube import labels, read
from wfsim.drivers.kube.pods import names
from wfsim.drivers.kube.pods.request import PodRequest
from wfsim.yamlio.nodes import Json


def metadata(request: PodRequest) -> dict[str, Json]:
    """Name, namespace, labels, annotations and the owner."""
    workflow = request.workflow
    found: dict[str, Json] = {
        "name": request.start.pod_name,
        "namespace": workflow.namespace,
        "labels": {
            **_written(request, "labels"),
            **workflow.labels,
            labels.WORKFLOW: workflow.name,
            labels.COMPLETED: "false",
        },
        "annotations": {
            names.DEFAULT_CONTAINER: names.MAIN,
            **_written(request, "annotations"),
            **workflow.annotations,
            names.NODE_ID: request.start.node,
            names.NODE_NAME: request.start.name,
            **({names.DAEMON: "true"} if request.template.get("daemon") is True else {}),
        },
    }
    if workflow.uid:
        found["ownerReferences"] = [_owner(workflow.name, workflow.uid)]
    return found


def _written(request: PodRequest, field: str) -> dict[str, str]:
    """What users wrote for all pods, and for those of this template."""
    for_all = read.texts(read.body(request.workflow.spec, "podMetadata"), field)
    return for_all | read.texts(read.body(request.template, "metadata"), field)


def _owner(name: str, uid: str) -> dict[str, Json]:
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "name": name,
        "uid": uid,
        "controller": True,
        "blockOwnerDeletion": True,
    }
