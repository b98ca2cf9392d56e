"""The containers of a template, wherever they stand in it.

In: the data of a template or of ``templateDefaults``, and its path. Out: each container's path and data. Called by the
checks that look into containers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wfsim.spec.model import JsonObject
from wfsim.yamlio import Json, Path

_SINGLE = ("container", "script")
_LISTS = ("initContainers", "sidecars")


def containers(data: JsonObject, path: Path) -> Iterator[tuple[Path, JsonObject]]:
    """Container, script, those of a containerSet, init containers and sidecars."""
    for key in _SINGLE:
        body = data.get(key)
        if isinstance(body, Mapping):
            yield (*path, key), body
    for key in _LISTS:
        yield from objects(data.get(key), (*path, key))
    group = data.get("containerSet")
    if isinstance(group, Mapping):
        yield from objects(group.get("containers"), (*path, "containerSet", "containers"))


def objects(value: Json, path: Path) -> Iterator[tuple[Path, JsonObject]]:
    """The members of a list that are objects, each with its path."""
    for index, one in enumerate(value if isinstance(value, list) else ()):
        if isinstance(one, Mapping):
            yield (*path, index), one
