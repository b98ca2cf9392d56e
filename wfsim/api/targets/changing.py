"""Objects on a cluster, made and changed so that nothing is done twice and no update is lost.

In: what to make, or how to decide on a change of what is there. Out: the object as it is then. A change names the
version that it was decided on; where somebody wrote in between it is decided anew. Each carries a mark, so that what
was done is known again although its answer was lost.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Final

from wfsim.api.problem import Problem
from wfsim.api.targets.objects import part, text
from wfsim.drivers.kube.client import Api, Patch
from wfsim.drivers.kube.errors import AlreadyExists, Conflict, NotFound, Temporary
from wfsim.drivers.kube.resources import ResourceType
from wfsim.drivers.kube.retrying import Retries
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

MARK: Final = "wfsim.dev/change"
_WAITS: Final = Retries(tries=20, first_ms=20, most_ms=1_000)
_ALPHABET: Final = "bcdfghjklmnpqrstvwxz2456789"  # what Kubernetes makes generated names of
_LONGEST: Final = 58  # of a prefix: Kubernetes cuts it before it appends five letters
Decide = Callable[[JsonObject], "JsonObject | None"]


def change(api: Api, kind: ResourceType, namespace: str, name: str, decide: Decide) -> JsonObject:
    """Patch an object with what ``decide`` says about it; None changes nothing. NotFound where it is not there."""
    mark = secrets.token_hex(8)
    for number in range(1, _WAITS.tries + 1):
        there = api.get(kind, namespace, name)
        if text(there, "metadata", "annotations", MARK) == mark:
            return there
        patch = decide(there)
        if patch is None:
            return there
        try:
            return api.patch(kind, namespace, name, _marked(patch, mark, there), Patch.MERGE)
        except Conflict:
            time.sleep(_WAITS.wait_ms(number) / 1000)
    raise Problem(f"{name} is changed by somebody else again and again; try later", ())


def _marked(patch: JsonObject, mark: str, there: JsonObject) -> dict[str, Json]:
    metadata = dict(part(patch, "metadata"))
    annotations: dict[str, Json] = {**part(metadata, "annotations"), MARK: mark}
    version = text(there, "metadata", "resourceVersion")
    return {**patch, "metadata": {**metadata, "annotations": annotations, "resourceVersion": version}}


def create(
    api: Api, kind: ResourceType, namespace: str, made: Callable[[str], Mapping[str, Json]], name: str, prefix: str = ""
) -> JsonObject:
    """Make an object of a name, or of the first free one that begins with a prefix. Problem where a name is taken.

    ``made`` gives the object of a name.
    """
    mark = secrets.token_hex(8)
    for number in range(1, _WAITS.tries + 1):
        chosen = name or prefix[:_LONGEST] + "".join(secrets.choice(_ALPHABET) for _ in range(5))
        found = _created(api, kind, namespace, _named(made(chosen), namespace, chosen, mark), mark)
        if found is not None:
            return found
        if name:
            raise Problem(f'{kind.qualified} "{name}" already exists', ())
        time.sleep(_WAITS.wait_ms(number) / 1000)
    raise Problem(f"no name that begins with {prefix} is free", ())


def _named(body: Mapping[str, Json], namespace: str, name: str, mark: str) -> dict[str, Json]:
    metadata = dict(part(body, "metadata"))
    annotations: dict[str, Json] = {**part(metadata, "annotations"), MARK: mark}
    spaced: dict[str, Json] = {"namespace": namespace} if namespace else {}
    return {**body, "metadata": {**metadata, **spaced, "name": name, "annotations": annotations}}


def _created(api: Api, kind: ResourceType, namespace: str, body: JsonObject, mark: str) -> JsonObject | None:
    """None where the name is taken by another object. One whose answer was lost is found by its mark."""
    name = text(body, "metadata", "name")
    for number in range(1, _WAITS.tries + 1):
        try:
            return api.create(kind, namespace, body)
        except AlreadyExists:
            try:
                there = api.get(kind, namespace, name)
            except NotFound:
                continue  # it went in this very moment
            return there if text(there, "metadata", "annotations", MARK) == mark else None
        except Temporary:
            if number == _WAITS.tries // 4:
                raise
            time.sleep(_WAITS.wait_ms(number) / 1000)
    return None
