"""Containers under the wrapper: their command becomes its arguments.

In: a pod's spec after patches. Out: the same, changed. A container without a command runs what its image says, which is
looked up in the request; where that is not known it runs as it is, unless something of it has to be collected.
"""

from __future__ import annotations

from collections.abc import Set

from wfsim.drivers.kube import read
from wfsim.drivers.kube.pods import names, volumes
from wfsim.drivers.kube.pods.needs import Needs
from wfsim.drivers.kube.pods.request import PodError, PodRequest
from wfsim.yamlio.nodes import Json


def wrap(spec: dict[str, Json], request: PodRequest, want: Needs, sidecars: Set[str]) -> None:
    """Put mains and sidecars under the wrapper."""
    must = want.wait or "containerSet" in request.template
    for field, role in (("containers", "main"), ("initContainers", "sidecar")):
        rows = spec.get(field)
        for one in rows if isinstance(rows, list) else []:
            assert isinstance(one, dict)
            name = read.text(one, "name")
            if (name in sidecars) if role == "sidecar" else name != names.WAIT:
                _wrap(one, role, request, must and role == "main")


def _wrap(container: dict[str, Json], role: str, request: PodRequest, must: bool) -> None:
    command = read.words(container, "command")
    if not command:
        command = _looked_up(container, request)
    if not command:
        if must:
            raise PodError(_unknown(container))
        return
    words = [*names.WRAPPER, role, read.text(container, "name"), "--", *command]
    container["command"] = [*words]
    volumes.mount(container, names.SHARED_VOLUME, names.SHARED)


def _looked_up(container: dict[str, Json], request: PodRequest) -> list[str]:
    """What the image runs, where that is known; its own arguments are taken where the template has none."""
    entrypoint, arguments = request.workflow.entrypoints.get(read.text(container, "image"), ((), ()))
    given = read.words(container, "args")
    if not entrypoint and not given:
        return [*arguments]
    if entrypoint and not given and arguments:
        container["args"] = [*arguments]
    return [*entrypoint]


def _unknown(container: dict[str, Json]) -> str:
    name, image = read.text(container, "name"), read.text(container, "image")
    return (
        f"container '{name}' names no command, and what image '{image}' runs is not known: outputs can be collected "
        "of a known command only; name it in the template as 'command'"
    )
