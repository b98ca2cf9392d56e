"""The volumes that the containers of a pod mount.

In: a request and the names that are mounted. Out: the volumes, each once, in the order of the mounts.
"""

from __future__ import annotations

from collections.abc import Iterable

from wfsim.drivers.kube import read
from wfsim.drivers.kube.pods.request import PodError, PodRequest
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json


def mounted(containers: Iterable[dict[str, Json]]) -> list[str]:
    """The names of the volumes that containers mount, or see as block devices."""
    found: dict[str, None] = {}
    for container in containers:
        for field in ("volumeMounts", "volumeDevices"):
            found.update(dict.fromkeys(read.text(one, "name") for one in read.objects(container, field)))
    return list(found)


def of_users(request: PodRequest, wanted: Iterable[str]) -> list[dict[str, Json]]:
    """The volumes of these names: the template's, else the workflow's, else a claim that was made for it."""
    rows = [*read.objects(request.workflow.spec, "volumes"), *read.objects(request.template, "volumes")]
    known = {read.text(one, "name"): read.thawed(one) for one in rows}
    return [known.get(name) or _claim(request, name) for name in wanted]


def _claim(request: PodRequest, name: str) -> dict[str, Json]:
    claim = request.workflow.claims.get(name)
    if claim is None:
        raise PodError(f"volume '{name}' not found in workflow spec")
    return {"name": name, "persistentVolumeClaim": {"claimName": claim}}


def mount(container: dict[str, Json], volume: str, path: str, **more: Json) -> None:
    """Add a mount to a container."""
    mounts = container.setdefault("volumeMounts", [])
    assert isinstance(mounts, list)
    mounts.append({"name": volume, "mountPath": path, **more})


def covering(mounts: Iterable[JsonObject], path: str) -> str:
    """The path of the deepest of these mounts that a path lies in, or empty."""
    inside = [one for one in (read.text(each, "mountPath").rstrip("/") for each in mounts) if _within(path, one)]
    return max(inside, key=len, default="")


def _within(path: str, mount_path: str) -> bool:
    return bool(mount_path) and (path == mount_path or path.startswith(mount_path + "/"))
