"""The pod of a node.

In: a ``PodRequest``. Out: the Pod as a JSON object, made of the user's containers, what the executor adds where
something is brought in or collected, the workflow's volumes and fields, and ``podSpecPatch`` over all of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from wfsim.drivers.kube import read
from wfsim.drivers.kube.pods import fields, lengths, names, patching, volumes, wrapping
from wfsim.drivers.kube.pods.containers import Containers, containers, mirrored
from wfsim.drivers.kube.pods.data import manifest_of_data
from wfsim.drivers.kube.pods.executor import add_executor
from wfsim.drivers.kube.pods.metadata import metadata
from wfsim.drivers.kube.pods.needs import Needs, needs
from wfsim.drivers.kube.pods.request import PodRequest
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json


def manifest(request: PodRequest) -> JsonObject:
    """The Pod of a request. ``PodError`` where none can be made."""
    if "data" in request.template:
        return manifest_of_data(request)
    want = needs(request.template, request.start.captures_result, request.workflow.spec.get("archiveLogs") is True)
    about, made = metadata(request), containers(request)
    own = _script(request, want, made, about)
    added = add_executor(request, want, made)
    mirrored(made)
    spec = fields.said(request)
    ours = [*own, *added.volumes]
    taken = {read.text(one, "name") for one in ours}
    users = volumes.of_users(request, [one for one in volumes.mounted(made.all) if one not in taken])
    _set(spec, "volumes", [*ours, *users])
    _set(spec, "initContainers", [*added.inits, *made.inits, *made.sidecars])
    _set(spec, "containers", [*made.mains, *added.containers])
    sidecars = {read.text(one, "name") for one in made.sidecars}
    spec = patching.patched(spec, request, sidecars)
    if want.init:
        wrapping.wrap(spec, request, want, sidecars)
    elif _alone(spec):
        spec["shareProcessNamespace"] = True
    lengths.check(spec)
    return {"apiVersion": "v1", "kind": "Pod", "metadata": about, "spec": spec}


def _set(spec: dict[str, Json], field: str, values: Iterable[dict[str, Json]]) -> None:
    found = read.rows(list(values))
    if found:
        spec[field] = found


def _script(request: PodRequest, want: Needs, made: Containers, about: dict[str, Json]) -> list[dict[str, Json]]:
    """The volume with a script's source: an annotation as a file, or empty for the init container to fill."""
    if "script" not in request.template:
        return []
    volumes.mount(made.mains[0], names.STAGING_VOLUME, names.STAGING)
    if want.staged:
        return [{"name": names.STAGING_VOLUME, "emptyDir": {}}]
    notes = about["annotations"]
    assert isinstance(notes, dict)
    notes[names.SCRIPT] = read.text(read.body(request.template, "script"), "source")
    path: Json = {"path": "script", "fieldRef": {"fieldPath": f"metadata.annotations['{names.SCRIPT}']"}}
    return [{"name": names.STAGING_VOLUME, "downwardAPI": {"defaultMode": 0o755, "items": [path]}}]


def _alone(spec: JsonObject) -> bool:
    """Whether main has the pod to itself.

    Then it shares the process table of the pod, in which the pause container is process 1: a process 1 ignores the
    signals that it has no handler for, so that main would neither end when asked to nor die as under Argo's executor.
    """
    sidecars = any(one.get("restartPolicy") == "Always" for one in read.objects(spec, "initContainers"))
    chosen = "shareProcessNamespace" in spec or spec.get("hostPID") is True
    return len(read.objects(spec, "containers")) == 1 and not sidecars and not chosen
