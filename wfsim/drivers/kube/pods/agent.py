"""The pod that performs an http template: Argo's agent, one for each request.

In: what the engine wants, what the workflow says of all its pods. Out: the Pod as a JSON object, with the executor in
``main``. It has the service account of the workflow but no token of it, and headers that are secrets as files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wfsim.drivers.kube import labels, read
from wfsim.drivers.kube.pods import executor, fields, names, patching, volumes
from wfsim.drivers.kube.pods.artifacts import secret_volume
from wfsim.drivers.kube.pods.request import WorkflowFacts
from wfsim.drivers.kube.run import RunOnCluster
from wfsim.engine.commands import SendTask
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

AGENT: Final = "agent"
_MESSAGE: Final = 4096


def agent(command: SendTask, workflow: WorkflowFacts) -> JsonObject:
    """The manifest. ``PodError`` where none can be made."""
    http = read.body(command.template, "http")
    main = executor.container(workflow.executor, names.MAIN, "ask")
    reads_headers = "headers" in read.text(http, "successCondition")
    executor.carry(main, {"http": read.copy(dict(http)), "headers": reads_headers, "limit": _MESSAGE})
    spec = fields.of_all(workflow.spec)
    spec["automountServiceAccountToken"] = False
    spec["containers"] = read.rows([main])
    mounted = list(_secrets(http, main))
    if mounted:
        spec["volumes"] = read.rows(mounted)
    if patch := read.text(workflow.spec, "podSpecPatch").strip():
        spec = patching.applied(spec, patch)
    return {"apiVersion": "v1", "kind": "Pod", "metadata": _metadata(command, workflow), "spec": spec}


def name_of(node: str) -> str:
    """The pod that performs the task of a node."""
    return f"{node}-{AGENT}"


def is_agent(pod: JsonObject) -> bool:
    """Whether a pod performs a task, and is not the node's own."""
    return read.labels_of(pod).get(labels.COMPONENT) == AGENT


def _secrets(http: JsonObject, main: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """A volume for each secret. One that is not there is told by the executor: a kubelet would wait for it."""
    wanted: dict[str, set[str]] = {}
    for header in read.objects(http, "headers"):
        reference = read.body(read.body(header, "valueFrom"), "secretKeyRef")
        if reference:
            wanted.setdefault(read.text(reference, "name"), set()).add(read.text(reference, "key"))
    for secret, keys in sorted(wanted.items()):
        name = secret_volume(secret)
        volumes.mount(main, name, f"{names.SECRETS}/{secret}", readOnly=True)
        items: Json = [{"key": key, "path": key} for key in sorted(keys)]
        yield {"name": name, "secret": {"secretName": secret, "items": items, "optional": True}}


def _metadata(command: SendTask, workflow: WorkflowFacts) -> dict[str, Json]:
    run = RunOnCluster(workflow.name, workflow.namespace, lambda _: None, workflow.uid)
    said = read.body(workflow.spec, "podMetadata")
    notes = {names.DEFAULT_CONTAINER: names.MAIN, **read.texts(said, "annotations"), **workflow.annotations}
    notes |= {names.NODE_ID: command.node, names.NODE_NAME: command.name}
    about = run.owned({"name": name_of(command.node), "annotations": {**notes}})
    ours = {**workflow.labels, labels.WORKFLOW: workflow.name, labels.COMPLETED: "false", labels.COMPONENT: AGENT}
    return {**about, "labels": {**read.texts(said, "labels"), **ours}}
