"""The volumes that a pod's containers mount: Argo's controller makes no pod where one of them is not there.

In: a processed template. Out: CallError for a volume that neither it nor the workflow has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wfsim.engine.errors import CallError
from wfsim.engine.run import Run
from wfsim.spec.model import JsonObject, Template
from wfsim.yamlio.nodes import Json

_MOUNTING = ("container", "script", "containerSet")  # of a container set Argo looks at what it mounts for all
_BESIDE = ("initContainers", "sidecars")


def check(run: Run, template: Template) -> None:
    """CallError where a mounted volume is not there, in Argo's order: main, init containers, sidecars."""
    known: set[str] | None = None
    for name in _mounted(template.data):
        if known is None:
            spec = run.definitions.workflow.spec.data
            known = {*_names(template.data.get("volumes")), *_names(spec.get("volumes")), *run.state.claims}
        if name not in known:
            raise CallError(f"volume '{name}' not found in workflow spec")


def _mounted(data: JsonObject) -> Iterator[str]:
    for key in _MOUNTING:
        body = data.get(key)
        if isinstance(body, Mapping) and (mounts := body.get("volumeMounts")):
            yield from _names(mounts)
    for key in _BESIDE:
        for one in _objects(data[key]) if key in data else ():
            yield from _names(one.get("volumeMounts"))


def _names(rows: Json) -> Iterator[str]:
    return (str(one.get("name") or "") for one in _objects(rows))


def _objects(rows: Json) -> Iterator[JsonObject]:
    return (one for one in rows if isinstance(one, Mapping)) if isinstance(rows, list) else iter(())
