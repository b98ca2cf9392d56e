"""Workflows that stand inside of other objects, judged where they stand.

In: a workspace, and how one is judged. Out: what is wrong with the Workflows in triggers of Sensors, in a ``List``, and
in the manifests that ``resource`` templates create. ``api.run_all`` calls it. Argo's linter looks at none of them, so
that what it would refuse fails when the object is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from wfsim import checks
from wfsim.checks.calls import templates_of
from wfsim.spec.lookup import ByName, named
from wfsim.spec.model import Kind, Resource
from wfsim.spec.workspace import Workspace, held, joined, load
from wfsim.text import Argo, Diagnostic, Related, Source, Span
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Document, Entry, Json, Node, Path, Scalar, Sequence, Style, inner
from wfsim.yamlio import Mapping as MappingNode

Judge = Callable[[Workspace], list[Diagnostic]]

_GROUP = "argoproj.io"
_TEMPLATES = (Kind.WORKFLOW_TEMPLATE, Kind.CLUSTER_WORKFLOW_TEMPLATE)
_TRIGGERS: Path = ("spec", "triggers")
_SOURCES: tuple[Path, ...] = (
    ("template", "argoWorkflow", "source", "resource"),
    ("template", "k8s", "source", "resource"),
)
_ARGUMENTS: Path = ("spec", "arguments", "parameters")
_ARGUMENT = re.compile(r"spec\.arguments\.parameters\.(\d+)\.value")
# Of all that an argument can be, this alone says nothing about its value.
_FROM_OUTSIDE: Final[Json] = {"configMapKeyRef": {"name": "event", "key": "value", "optional": True}}
_MADE_WHOLE = ("create", "apply", "replace")
_SHAPE = ("unknown-field", "wrong-type", "missing-field")
# What a check of our own finds in a manifest whatever its tags come to; all others may be about what a tag brings.
_SURE = ("unknown-argument", "unknown-hook-template")
_OF_VARIABLES = ("unresolved-variable", "unclosed-expression")
_TAG = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_MASK = "x"
_MASKED = _MASK * 5  # the shortest tag with anything in it


def embedded(workspace: Workspace, judge: Judge) -> Iterator[Diagnostic]:
    """Every finding about an object inside of another one."""
    around = workspace._replace(
        resources=ByName(one for one in workspace.resources if one.kind in _TEMPLATES),
        documents=(),
        findings=(),
        skipped=(),
    )
    for document in workspace.skipped:
        for node, only_shape in _held_by(document):
            inside = held([(document.source, node)], workspace.argo_version)
            for one in judge(joined((_beside(around, inside), inside))):
                covered = one.at.source is document.source and node.span.covers(one.at)
                if covered and (not only_shape or one.code in _SHAPE):
                    yield _later(one)
    for resource in workspace.resources:
        for manifest in _manifests(resource):
            yield from _of_manifest(manifest, around, judge)


def _beside(around: Workspace, inside: Workspace) -> Workspace:
    """What the objects inside have to do with: the templates that they name, and those that these name. Where one is
    missing it is all of them, of which the nearest is told; and where others may call what is inside."""
    if any(one.kind in _TEMPLATES for one in inside.resources):
        return around
    found: dict[int, Resource] = {}
    waiting = list(inside.resources)
    while waiting:
        for name in _named_by(waiting.pop()):
            same = named(around.resources, name)
            if not same:
                return around
            waiting += (one for one in same if id(one) not in found)
            found.update((id(one), one) for one in same)
    return around._replace(resources=tuple(found.values()))


def _named_by(resource: Resource) -> Iterator[str]:
    """The other objects that an object names."""
    spec = resource.spec
    calls = [call for template in templates_of(resource) for call in template.calls]
    refs = [spec.workflow_template_ref, *(call.template_ref for call in calls)]
    refs += (hook.template_ref for hook in (*spec.hooks, *(hook for call in calls for hook in call.hooks)))
    return (ref.name for ref in refs if ref is not None and "{{" not in ref.name)


def holds_workflows(workspace: Workspace) -> bool:
    """Whether there is anything of Argo's inside of other objects."""
    return any(held([(one.source, node)]).resources for one in workspace.skipped for node, _ in _held_by(one))


def _held_by(document: Document) -> Iterator[tuple[Node, bool]]:
    """The Workflows of a Sensor or a List; of one that an event changes in more than its arguments only the shape."""
    kind = document.node(("kind",))
    word = kind.text if isinstance(kind, Scalar) else ""
    if word == "List":
        items = document.node(("items",))
        for item in items.items if isinstance(items, Sequence) else ():
            yield item, False
    elif word == "Sensor":
        triggers = document.node(_TRIGGERS)
        for index in range(len(triggers.items) if isinstance(triggers, Sequence) else 0):
            for source in _SOURCES:
                node = document.node((*_TRIGGERS, index, *source))
                if node is not None:
                    places = list(_written(document, (*_TRIGGERS, index, *source[:2], "parameters")))
                    changed = not all(one.startswith(("spec.arguments.", "metadata.")) for one in places)
                    for one in places:
                        found = _ARGUMENT.fullmatch(one)
                        node = _given(node, (*_ARGUMENTS, int(found[1]))) if found else node
                    yield node, changed


def _written(document: Document, path: Path) -> Iterator[str]:
    """Where an event writes into the object; empty for a place that cannot be read."""
    parameters = document.node(path)
    for index in range(len(parameters.items) if isinstance(parameters, Sequence) else 0):
        target = document.node((*path, index, "dest"))
        yield target.text if isinstance(target, Scalar) else ""


def _given(node: Node, path: Path) -> Node:
    """The object with an argument whose value is not known before the event comes, whatever is written there."""
    if isinstance(node, MappingNode) and path:
        entries = (one._replace(value=_given(one.value, path[1:])) if one.key.text == path[0] else one for one in node)
        return MappingNode(node.span, tuple(entries))
    if isinstance(node, Sequence) and path:
        items = (_given(one, path[1:]) if index == path[0] else one for index, one in enumerate(node.items))
        return Sequence(node.span, tuple(items))
    if isinstance(node, MappingNode):
        kept = tuple(one for one in node if one.key.text not in ("value", "valueFrom"))
        return MappingNode(node.span, (*kept, _entry(node.span, "valueFrom", _FROM_OUTSIDE)))
    return node


def _entry(at: Span, name: str, value: Json) -> Entry:
    """An entry that is not written in the file."""
    if isinstance(value, dict):
        below: Node = MappingNode(at, tuple(_entry(at, key, inside) for key, inside in value.items()))
    else:
        below = Scalar(at, value if isinstance(value, bool) else str(value), str(value), Style.PLAIN)
    return Entry(Scalar(at, name, name, Style.PLAIN), below)


def _later(one: Diagnostic) -> Diagnostic:
    """What Argo's linter would refuse, if it looked: the object is refused when it is made."""
    return one._replace(argo=Argo.FAILS) if one.argo is Argo.REJECTS else one


class Manifest(NamedTuple):
    """A manifest in a ``resource`` template: whose it is, and the text with its tags masked."""

    resource: Resource
    node: Scalar
    text: str

    @property
    def has_tags(self) -> bool:
        return self.text != self.node.text

    def touches(self, at: Span) -> bool:
        """Whether a place in the text is, or holds, something that a tag brings."""
        return any(found.start() < at.end and at.start < found.end() for found in _TAG.finditer(self.node.text))

    def place(self, at: Span) -> Span:
        """The place in the file of a place in the text."""
        return inner(self.resource.document.source, self.node, at.start, at.end)


def _manifests(resource: Resource) -> Iterator[Manifest]:
    for template in templates_of(resource):
        body = template.data.get("resource")
        manifest = body.get("manifest") if isinstance(body, Mapping) else None
        if isinstance(body, Mapping) and isinstance(manifest, str) and _GROUP in manifest:
            node = resource.document.node((*template.path, "resource", "manifest"))
            if body.get("action") in _MADE_WHOLE and isinstance(node, Scalar):
                yield Manifest(resource, node, _TAG.sub(lambda found: _MASK * len(found[0]), node.text))


def _of_manifest(manifest: Manifest, around: Workspace, judge: Judge) -> Iterator[Diagnostic]:
    source = Source(manifest.resource.document.source.name, manifest.text)
    inside = load([source], around.argo_version)
    if not inside.resources:
        return
    for one in judge(joined((_beside(around, inside), inside))):
        if one.at.source is source and (not manifest.has_tags or _is_sure(one, manifest)):
            related = tuple(Related(near.message, manifest.place(near.at)) for near in one.related)
            yield _later(one)._replace(at=manifest.place(one.at), related=related, fix=None, hint=str(one.hint))


def _is_sure(one: Diagnostic, manifest: Manifest) -> bool:
    """Whether a finding does not depend on what a tag comes to."""
    if one.code in checks.OWN and one.code not in _SURE:
        return False
    said = (one.message, one.hint, *(near.message for near in one.related))
    return one.code not in _OF_VARIABLES and not manifest.touches(one.at) and not any(_MASKED in each for each in said)
