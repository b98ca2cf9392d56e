"""The volumes that there are for a template, and the mounts that ask for them.

In: objects and templates. Out: names of volumes and ``Mount``s. The checks of volumes call it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wfsim.checks.calls import templates_of
from wfsim.checks.containers import containers, objects
from wfsim.spec.model import JsonObject, Resource, Template, WorkflowSpec
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Path

_PATCH = "podSpecPatch"


class Mount(NamedTuple):
    """An entry of ``volumeMounts``: its path, and the volume that it names."""

    path: Path
    volume: str


def of_spec(spec: WorkflowSpec) -> set[str]:
    """The volumes of all templates of a workflow."""
    return {*_named(spec.data, "volumes"), *_claims(spec.data), *_named(spec.template_defaults, "volumes")}


def of_template(template: Template) -> set[str]:
    """The volumes of one template alone."""
    return set(_named(template.data, "volumes"))


def of_object(resource: Resource) -> set[str]:
    """All volumes that an object speaks of."""
    found = of_spec(resource.spec)
    return found.union(*map(of_template, templates_of(resource)))


def is_patched(spec: WorkflowSpec) -> bool:
    """Whether the pods of a workflow may get volumes from nobody knows where."""
    return _PATCH in spec.data or _PATCH in spec.template_defaults


def mounts(template: Template) -> Iterator[Mount]:
    """Every mount of the template's containers whose volume has a name; none where a patch may change its pod."""
    if _PATCH in template.data:
        return
    for path, container in _mounting(template):
        for place, mount in objects(container.get("volumeMounts"), (*path, "volumeMounts")):
            name = mount.get("name")
            if isinstance(name, str) and name and "{{" not in name:
                yield Mount((*place, "name"), name)


def _mounting(template: Template) -> Iterator[tuple[Path, JsonObject]]:
    """The containers, and a containerSet, which mounts for all of its own."""
    yield from containers(template.data, template.path)
    group = template.data.get("containerSet")
    if isinstance(group, Mapping):
        yield (*template.path, "containerSet"), group


def _named(data: JsonObject, key: str) -> Iterator[str]:
    for _, one in objects(data.get(key), ()):
        name = one.get("name")
        if isinstance(name, str):
            yield name


def _claims(data: JsonObject) -> Iterator[str]:
    for _, one in objects(data.get("volumeClaimTemplates"), ()):
        metadata = one.get("metadata")
        name = metadata.get("name") if isinstance(metadata, Mapping) else None
        if isinstance(name, str):
            yield name
