"""The pod of a data template: the executor lists what there is, expressions say what becomes of it.

In: a request, or a pod that ended and what it reports. Out: containers and a note of the expressions; the result. The
executor has no language of expressions: they are evaluated when the list is there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from wfsim.drivers.kube import read
from wfsim.drivers.kube.pods import artifacts, executor, fields, names, patching
from wfsim.drivers.kube.pods.metadata import metadata
from wfsim.drivers.kube.pods.request import PodError, PodRequest
from wfsim.lang.errors import LangError
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_MESSAGE: Final = 4096
_KINDS: Final = ("s3", "volume")


def manifest_of_data(request: PodRequest) -> JsonObject:
    """The Pod. ``PodError`` where none can be made."""
    source = read.body(read.body(read.body(request.template, "data"), "source"), "artifactPaths")
    if not source:
        raise PodError("no valid source is used for data template")
    kept = artifacts.repository(request)
    place = artifacts.location(kept, source)
    if place is None:
        raise PodError("artifactPaths says no location")
    artifacts.allowed(read.text(source, "name"), place, _KINDS)
    main = executor.container(request.workflow.executor, names.MAIN, "list")
    executor.carry(main, {"location": place, "limit": _MESSAGE})
    added = executor.Added()
    executor.stores(main, added, [place], kept)
    spec = fields.said(request)
    spec["containers"] = read.rows([main])
    if added.volumes:
        spec["volumes"] = read.rows(added.volumes)
    about = metadata(request)
    notes = about["annotations"]
    assert isinstance(notes, dict)
    notes[names.DATA] = json.dumps(_steps(request.template), ensure_ascii=False)
    return {"apiVersion": "v1", "kind": "Pod", "metadata": about, "spec": patching.patched(spec, request, frozenset())}


def is_data(pod: JsonObject) -> bool:
    """Whether main's list has to be made a result of."""
    return names.DATA in read.annotations_of(pod)


@dataclass(frozen=True, slots=True)
class Made:
    """The result of a data template, or why there is none."""

    result: str = ""
    error: str = ""


def transformed(pod: JsonObject, keys: list[str]) -> Made:
    """What the expressions make of a list."""
    from wfsim.lang import expr, gotext  # slow to import, and seldom needed

    found: Json = [*keys]
    for number, step in enumerate(json.loads(read.annotations_of(pod)[names.DATA])):
        try:
            found = expr.evaluate_data(step, {"data": found}) if step else found
        except LangError as problem:
            said = f"error processing data step {number}: {problem.message}"
            return Made(error=f"unable to process data template: unable to process data transformation: {said}")
    return Made(gotext.json(found))


def _steps(template: JsonObject) -> list[str]:
    rows = read.objects(read.body(template, "data"), "transformation")
    return [read.text(one, "expression") for one in rows]
