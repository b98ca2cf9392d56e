"""The user's containers of a pod, as the template has them.

In: a request. Out: ``Containers``: those that are main, init containers, sidecars, not yet under the wrapper.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wfsim.drivers.kube import read
from wfsim.drivers.kube.pods import names
from wfsim.drivers.kube.pods.request import PodError, PodRequest
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_ARGOS_OWN = ("mirrorVolumeMounts", "dependencies", "source")  # no fields of a container of Kubernetes


@dataclass(frozen=True, slots=True)
class Containers:
    """The containers of users, changed in place until the pod is put together."""

    mains: list[dict[str, Json]]
    inits: list[dict[str, Json]] = field(default_factory=list)
    sidecars: list[dict[str, Json]] = field(default_factory=list)
    mirrors: frozenset[str] = frozenset()

    @property
    def all(self) -> list[dict[str, Json]]:
        return [*self.mains, *self.inits, *self.sidecars]


def containers(request: PodRequest) -> Containers:
    """The template's containers."""
    template = request.template
    extra = [*read.objects(template, "initContainers"), *read.objects(template, "sidecars")]
    made = Containers(
        _mains(request),
        [_plain(one) for one in read.objects(template, "initContainers")],
        [{**_plain(one), "restartPolicy": "Always"} for one in read.objects(template, "sidecars")],
        frozenset(read.text(one, "name") for one in extra if one.get("mirrorVolumeMounts") is True),
    )
    for one in made.all:
        _told(request, one)
    return made


def mirrored(made: Containers) -> None:
    """Give those that mirror main its mounts; a mount of their own at the same place goes before."""
    mounts = read.objects(made.mains[-1], "volumeMounts")
    for one in [*made.inits, *made.sidecars]:
        if read.text(one, "name") in made.mirrors and mounts:
            own = read.objects(one, "volumeMounts")
            taken = {read.text(each, "mountPath") for each in own}
            more = [each for each in mounts if read.text(each, "mountPath") not in taken]
            one["volumeMounts"] = [read.copy(dict(each)) for each in [*own, *more]]


def _mains(request: PodRequest) -> list[dict[str, Json]]:
    template = request.template
    if "containerSet" in template:
        return [_of_set(read.body(template, "containerSet"), one) for one in _set(template)]
    if "script" in template:
        script = read.body(template, "script")
        main = _plain(script)
        main["args"] = [*read.words(script, "args"), names.SCRIPT_FILE]
    elif "container" in template:
        main = _plain(read.body(template, "container"))
    else:
        raise PodError(f"template '{request.start.template_name}' has no container")
    return [{"name": names.MAIN, **{key: value for key, value in main.items() if key != "name"}}]


def _set(template: JsonObject) -> list[JsonObject]:
    """The containers of a set; ``main`` last, if there is one, since others mirror it."""
    rows = read.objects(read.body(template, "containerSet"), "containers")
    return sorted(rows, key=lambda one: read.text(one, "name") == names.MAIN)


def _of_set(whole: JsonObject, row: JsonObject) -> dict[str, Json]:
    made = _plain(row)
    mounts = [*read.objects(row, "volumeMounts"), *read.objects(whole, "volumeMounts")]
    if mounts:
        made["volumeMounts"] = [read.copy(dict(one)) for one in mounts]
    return made


def _plain(row: JsonObject) -> dict[str, Json]:
    return {key: value for key, value in read.thawed(row).items() if key not in _ARGOS_OWN}


def _told(request: PodRequest, container: dict[str, Json]) -> None:
    """The variables by which a program knows where it is."""
    about = {
        "ARGO_CONTAINER_NAME": read.text(container, "name"),
        "ARGO_NODE_ID": request.start.node,
        "ARGO_WORKFLOW_NAME": request.workflow.name,
    }
    env = read.objects(container, "env")
    taken = {read.text(one, "name") for one in env}
    more: list[Json] = [{"name": name, "value": value} for name, value in about.items() if name not in taken]
    container["env"] = [*(read.copy(dict(one)) for one in env), *more]
