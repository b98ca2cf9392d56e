"""Containers of a pod: where things are mounted, container sets, names that Argo keeps for itself.

In: a template after substitution. Out: refusals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wfsim.spec.model import JsonObject, Template
from wfsim.validity import names
from wfsim.validity.names import Named
from wfsim.validity.refusal import Place, Refusal, Refusals, did_you_mean
from wfsim.yamlio.nodes import Document, Path

_RESERVED = ("wait", "supervisor")
_RESERVED_PREFIX = "artifact-plugin-"


def _objects(data: JsonObject, key: str) -> Iterator[tuple[int, JsonObject]]:
    found = data.get(key)
    for index, one in enumerate(found if isinstance(found, list) else ()):
        if isinstance(one, Mapping):
            yield index, one


def mounts(document: Document, template: Template, kind: str) -> Refusals:
    """Every volume and, in a container, every input artifact has a path of its own."""
    here, first = f"templates.{template.name}", "container." if kind == "container" else ""
    taken: dict[str, tuple[str, Place]] = {}
    for index, mount in _objects(template.body(), "volumeMounts"):
        path = str(mount.get("mountPath") or "")
        place = Place(document, (*template.path, kind, "volumeMounts", index, "mountPath"))
        if path in taken:
            yield _twice(place, path, f"{here}.{kind}.volumeMounts[{index}].mountPath", taken[path])
        taken[path] = (f"{first}volumeMounts.{mount.get('name') or ''}", place)
    if kind != "container":
        return
    for index, artifact in enumerate(template.inputs.artifacts):
        place = Place(document, (*artifact.path, "path"))
        if artifact.artifact_path in taken:
            argo = f"{here}.inputs.artifacts[{index}].path"
            yield _twice(place, artifact.artifact_path, argo, taken[artifact.artifact_path])
        taken[artifact.artifact_path] = (f"inputs.artifacts.{artifact.name}", place)


def _twice(place: Place, path: str, argo: str, first: tuple[str, Place]) -> Refusal:
    name, at = first
    message = f"`{path}` is taken already, by {name}" if path else f"a second mount without a path, after {name}"
    text = f"{argo} '{path}' already mounted in {name}"
    return Refusal("duplicate-mount-path", message, place, text, related=(("the first one", at),))


def container_set(document: Document, template: Template) -> Refusals:
    """The containers of a container set, and how they depend on one another."""
    path = (*template.path, "containerSet")
    here = f"templates.{template.name}.containerSet"
    listed = list(_objects(template.body(), "containers"))
    if not listed:
        text = f"{here}.containers must have at least one container"
        yield Refusal("container-set-empty", "this containerSet has no containers", Place(document, path, True), text)
        return
    named = [Named(_name(one), (*path, "containers", i), f"{here}.containers[{i}].name") for i, one in listed]
    yield from names.listed(document, named, names.CONTAINER)
    yield from mounts(document, template, "containerSet")
    yield from _dependencies(document, listed, (*path, "containers"), f"{here}.containers")
    passes = template.inputs.artifacts or template.outputs.parameters or template.outputs.artifacts
    if passes and not any(one.name == "main" for one in named):
        message = "inputs and outputs go through a container called `main`, and this containerSet has none"
        text = f'{here}.containers must have a container named "main" for input or output'
        place = Place(document, (*path, "containers"), key=True)
        yield Refusal("container-set-without-main", message, place, text, "Call one of the containers `main`.")
    yield from reserved(document, template, "containers", (*path, "containers"), template.body(), "containerSet.")


def _name(container: JsonObject) -> str:
    return str(container.get("name") or "")


def _needs(container: JsonObject) -> Sequence[str]:
    found = container.get("dependencies")
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else ()


def _dependencies(document: Document, listed: list[tuple[int, JsonObject]], path: Path, argo: str) -> Refusals:
    needs = {_name(one): _needs(one) for _, one in listed}
    unknown = False
    for index, one in listed:
        for position, name in enumerate(_needs(one)):
            if name not in needs:
                unknown = True
                place = Place(document, (*path, index, "dependencies", position))
                text = f"{argo}.{_name(one)} dependency '{name}' not defined"
                message = f"there is no container `{name}` in this containerSet"
                yield Refusal("unknown-container-dependency", message, place, text, did_you_mean(name, needs))
    cycle = None if unknown else find_cycle(needs)
    if cycle:
        index = next(i for i, one in listed if _name(one) == cycle[0])
        message = f"the containers wait for each other: {' -> '.join(cycle)}"
        place = Place(document, (*path, index, "dependencies"))
        yield Refusal("container-cycle", message, place, f"{argo} dependency cycle detected: {'->'.join(cycle)}")


def find_cycle(needs: Mapping[str, Sequence[str]]) -> list[str] | None:
    """A way through needs that comes back to where it began, or None. Names without needs may be absent."""
    done: set[str] = set()
    for start in needs:
        way: dict[str, None] = {}  # in order, and quick to look into
        rest: list[Iterator[str]] = [iter((start,))]
        while rest:
            name = next(rest[-1], None)
            if name is None:
                rest.pop()
                if way:
                    done.add(way.popitem()[0])
            elif name in way:
                listed = list(way)
                return [*listed[listed.index(name) :], name]
            elif name not in done:
                way[name] = None
                rest.append(iter(needs.get(name, ())))
    return None


def reserved(
    document: Document, template: Template, field: str, path: Path, data: JsonObject, within: str = ""
) -> Refusals:
    """Argo's own containers keep their names."""
    for index, one in _objects(data, field):
        name = _name(one)
        if name in _RESERVED or name.startswith(_RESERVED_PREFIX):
            text = f'templates.{template.name}.{within}{field}: "{name}" is a reserved Argo container name'
            place = Place(document, (*path, index, "name"))
            yield Refusal("reserved-container-name", f"`{name}` is a container of Argo's own", place, text)
