"""What the executor adds to a pod: an init container that brings things in, a container ``wait`` that reports.

In: a request, what it needs, the user's containers (which get mounts). Out: containers and volumes to add.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wfsim.drivers.kube import read
from wfsim.drivers.kube.pods import artifacts, jobs, names, volumes
from wfsim.drivers.kube.pods.containers import Containers
from wfsim.drivers.kube.pods.needs import Needs
from wfsim.drivers.kube.pods.request import Executor, PodRequest
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_POD_MESSAGES, _MESSAGE = 12 * 1024, 4096  # what the kubelet keeps of a pod's messages, and of one


@dataclass(slots=True)
class Added:
    """Containers and volumes of the executor."""

    inits: list[dict[str, Json]] = field(default_factory=list)
    containers: list[dict[str, Json]] = field(default_factory=list)
    volumes: list[dict[str, Json]] = field(default_factory=list)


def add_executor(request: PodRequest, want: Needs, made: Containers) -> Added:
    """The executor's containers, if any; mains get mounts for input artifacts."""
    added = Added()
    if not want.init:
        return added
    added.volumes.append({"name": names.SHARED_VOLUME, "emptyDir": {}})
    init = _sharing(request, names.INIT)
    brought = artifacts.inputs(request, made)
    _see(init, made, artifacts.lands_on_volumes(brought))
    if want.staged:
        volumes.mount(init, names.STAGING_VOLUME, names.STAGING)
    if any(one.on_emptied for one in brought):
        added.volumes.append({"name": names.INPUTS_VOLUME, "emptyDir": {}})
        volumes.mount(init, names.INPUTS_VOLUME, names.INPUTS)
    carry(init, jobs.init_job(request, want, brought))
    locations = [one.location for one in brought]
    stores(init, added, locations, artifacts.repository(request))
    added.inits.append(init)
    if want.wait:
        _add_wait(request, want, made, added)
    return added


def _add_wait(request: PodRequest, want: Needs, made: Containers, added: Added) -> None:
    wait = _sharing(request, names.WAIT)
    left = artifacts.outputs(request, want)
    added.volumes.append({"name": names.SCRATCH_VOLUME, "emptyDir": {}})
    volumes.mount(wait, names.SCRATCH_VOLUME, names.SCRATCH)
    count = len(made.all) + 2
    carry(wait, jobs.wait_job(request, want, made, left, min(_MESSAGE, _POD_MESSAGES // count)))
    stores(wait, added, [one.location for one in left], artifacts.repository(request))
    added.containers.append(wait)


def container(executor: Executor, name: str, task: str) -> dict[str, Json]:
    """A container that does something of the executor's."""
    found: dict[str, Json] = {"name": name, "image": executor.image}
    if executor.pull_policy:
        found["imagePullPolicy"] = executor.pull_policy
    found["command"] = ["wfsim-executor", task]
    found["resources"] = read.thawed(executor.resources)
    if executor.security_context is not None:
        found["securityContext"] = read.thawed(executor.security_context)
    return found


def _sharing(request: PodRequest, task: str) -> dict[str, Json]:
    """One that shares files with those of the user."""
    found = container(request.workflow.executor, task, task)
    volumes.mount(found, names.SHARED_VOLUME, names.SHARED)
    return found


def carry(container: dict[str, Json], job: dict[str, Json]) -> None:
    """Tell a container what to do."""
    container["env"] = [{"name": name, "value": value} for name, value in jobs.carried(job)]


def _see(init: dict[str, Json], made: Containers, wanted: set[str]) -> None:
    """Let the init container see those volumes of main that artifacts land on."""
    for one in read.objects(made.mains[-1], "volumeMounts"):
        path = read.text(one, "mountPath").rstrip("/")
        if path in wanted:
            more = {key: read.copy(value) for key, value in one.items() if key not in ("name", "mountPath", "readOnly")}
            volumes.mount(init, read.text(one, "name"), names.MAIN_ROOT + path, **more)


def stores(container: dict[str, Json], added: Added, locations: list[dict[str, Json]], repository: JsonObject) -> None:
    """The secrets, and the volume, by which a container reaches where artifacts live."""
    present = {read.text(one, "name") for one in added.volumes}
    for secret, keys in sorted(artifacts.secrets(locations).items()):
        name = f"{artifacts.secret_volume(secret)}-{read.text(container, 'name')}"
        items: Json = [{"key": key, "path": key} for key in sorted(keys)]
        volumes.mount(container, name, f"{names.SECRETS}/{secret}", readOnly=True)
        added.volumes.append({"name": name, "secret": {"secretName": secret, "items": items}})
    if any("volume" in one for one in locations):
        volumes.mount(container, names.STORE_VOLUME, names.STORE)
        if names.STORE_VOLUME not in present:
            added.volumes.append({"name": names.STORE_VOLUME, **artifacts.store_volume(repository)})
