"""An installation brought to a cluster, or taken from it: what is not ours stays as it is.

In: an ``Api``, objects. Out: ``Done`` for each: what was done and why. What is ours has the label ``objects.OURS``;
definitions of Argo's kinds without it are an installed Argo's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from wfsim.drivers.kube.client import Api, Patch
from wfsim.drivers.kube.errors import NotFound
from wfsim.drivers.kube.install import definitions
from wfsim.drivers.kube.install.objects import OURS, OWNER
from wfsim.drivers.kube.read import body, text, texts
from wfsim.drivers.kube.resources import DEFINITIONS, NAMESPACES, ResourceType, known
from wfsim.spec.model import JsonObject

MANAGER: Final = "wfsim-install"


class What(Enum):
    """What became of an object."""

    CREATED = "created"
    UPDATED = "updated"
    LEFT = "left as it is"
    DELETED = "deleted"
    ABSENT = "not there"


@dataclass(frozen=True, slots=True)
class Done:
    """One object, and what became of it."""

    kind: ResourceType
    name: str
    what: What
    why: str = ""

    def __str__(self) -> str:
        said = f"{self.kind.qualified}/{self.name} {self.what.value}"
        return f"{said}: {self.why}" if self.why else said


class InUse(Exception):
    """Definitions whose objects would go with them; the text says how many of which."""


def apply(api: Api, objects: Iterable[JsonObject]) -> Iterator[Done]:
    """Make each of them, or make it what it is to be. A second time it is an upgrade."""
    for one in objects:
        kind, namespace, name = _named(one)
        there = _find(api, kind, namespace, name)
        if there is not None and not _is_ours(there):
            yield Done(kind, name, What.LEFT, _why_left(kind))
            continue
        api.patch(kind, namespace, name, one, Patch.APPLY, force=True, manager=MANAGER)
        yield Done(kind, name, What.CREATED if there is None else What.UPDATED)


def remove(api: Api, objects: Iterable[JsonObject], *, definitions_too: bool, even_if_used: bool) -> Iterator[Done]:
    """Delete what is ours, the last one first. InUse, before anything is deleted, where definitions have objects. The
    namespace stays: whatever else is in it is not ours to delete."""
    wanted = [one for one in objects if _named(one)[0] is not NAMESPACES]
    if not definitions_too:
        wanted = [one for one in wanted if _named(one)[0] is not DEFINITIONS]
    elif not even_if_used and (used := tuple(in_use(api))):
        raise InUse(", ".join(used))
    for one in reversed(wanted):
        kind, namespace, name = _named(one)
        there = _find(api, kind, namespace, name)
        if there is None:
            yield Done(kind, name, What.ABSENT)
        elif not _is_ours(there):
            yield Done(kind, name, What.LEFT, _why_left(kind))
        else:
            try:
                api.delete(kind, namespace, name, uid=text(body(there, "metadata"), "uid"))
            except NotFound:
                yield Done(kind, name, What.ABSENT)
            else:
                yield Done(kind, name, What.DELETED)


def in_use(api: Api) -> Iterator[str]:
    """The objects that would go with our definitions, in words."""
    for one in definitions.ALL:
        there = _find(api, DEFINITIONS, "", one.name)
        if there is None or not _is_ours(there):
            continue
        found = api.list(one.kind).items
        if found:
            namespaces = {text(body(each, "metadata"), "namespace") for each in found}
            where = f" in {len(namespaces)} namespaces" if len(namespaces) > 1 else ""
            yield f"{len(found)} {one.kind.kind}{'s' if len(found) > 1 else ''}{where}"


def _find(api: Api, kind: ResourceType, namespace: str, name: str) -> JsonObject | None:
    try:
        return api.get(kind, namespace, name)
    except NotFound:
        return None


def _is_ours(there: JsonObject) -> bool:
    return texts(body(there, "metadata"), "labels").get(OURS) == OWNER


def _why_left(kind: ResourceType) -> str:
    if kind is NAMESPACES:
        return "it was there before"
    if kind is DEFINITIONS:
        return "it was not installed by wfsim, but by Argo Workflows or by hand; wfsim works with it"
    return f"it was not installed by wfsim (it has no label {OURS}={OWNER})"


def _named(one: JsonObject) -> tuple[ResourceType, str, str]:
    kind = known(text(one, "apiVersion"), text(one, "kind"))
    assert kind is not None
    metadata = body(one, "metadata")
    return kind, text(metadata, "namespace"), text(metadata, "name")
