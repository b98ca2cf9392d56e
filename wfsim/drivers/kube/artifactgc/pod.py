"""The pod that removes artifacts.

In: a ``Collection``, the Workflow object, how the executor is to run. Out: its manifest, as Argo shapes it, with the
executor in ``main``. It needs no right on the API: what became of it is in its message or its log. ``PodError`` where
none can be made.
"""

from __future__ import annotations

from typing import Final

from wfsim.drivers.kube import labels, read
from wfsim.drivers.kube.artifactgc.planning import Collection, terms_of
from wfsim.drivers.kube.pods import artifacts, executor, names, patching
from wfsim.drivers.kube.pods.request import Executor, PodError
from wfsim.drivers.kube.run import RunOnCluster
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

ARTIFACT_GC: Final = "artifact-gc"
STRATEGY: Final = "workflows.argoproj.io/artifact-gc-strategy"
_MESSAGE: Final = 4096


def pod(one: Collection, found: JsonObject, settings: Executor) -> JsonObject:
    """The manifest."""
    kept = terms_of(found)
    places = [_place(each.home, each.data) for each in one.artifacts]
    rows: list[dict[str, Json]] = [
        {"node": each.node, "name": each.name, "location": place}
        for each, place in zip(one.artifacts, places, strict=True)
    ]
    main = executor.container(settings, names.MAIN, "delete")
    executor.carry(main, {"artifacts": read.rows(rows), "limit": _MESSAGE})
    added = executor.Added()
    executor.stores(main, added, places, one.artifacts[0].home)
    spec: dict[str, Json] = {"containers": [main], "restartPolicy": "Never", "automountServiceAccountToken": False}
    if added.volumes:
        spec["volumes"] = read.rows(added.volumes)
    if one.service_account:
        spec["serviceAccountName"] = one.service_account
    if isinstance(kept.get("imagePullSecrets"), list):
        spec["imagePullSecrets"] = read.copy(kept["imagePullSecrets"])
    if patch := read.text(read.body(kept, "artifactGC"), "podSpecPatch").strip():
        spec = patching.applied(spec, patch)
    return {"apiVersion": "v1", "kind": "Pod", "metadata": _metadata(one, found), "spec": spec}


def _place(home: JsonObject, data: JsonObject) -> dict[str, Json]:
    found = artifacts.location(home, data)
    if found is None:
        raise PodError(f"artifact {read.text(data, 'name')} has no location")
    artifacts.allowed(read.text(data, "name"), found, artifacts.KEPT)
    return found


def _metadata(one: Collection, found: JsonObject) -> dict[str, Json]:
    name, namespace = read.meta(found, "name"), read.meta(found, "namespace")
    instance = read.labels_of(found).get(labels.INSTANCE)
    run = RunOnCluster(name, namespace, lambda _: None, read.meta(found, "uid"))
    about = run.owned(
        {"name": one.pod, "labels": {**one.labels}, "annotations": {**one.annotations, STRATEGY: one.strategy}}
    )
    ours = {
        labels.COMPONENT: ARTIFACT_GC,
        labels.COMPLETED: "false",
        **({labels.INSTANCE: instance} if instance else {}),
    }
    return {**about, "labels": {**read.texts(about, "labels"), **ours}}
