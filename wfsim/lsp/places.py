"""Where something stands: from an offset in a text to the node, the field and the template around it.

In: a workspace, a source and an offset; or a document and a path. Out: ``Spot``, and what the table of types says of a
path. Every feature begins here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from wfsim.checks.calls import templates_of
from wfsim.spec.identity import Found, identify
from wfsim.spec.model import Call, Kind, Resource, Template
from wfsim.spec.types import Field, Form, Type, fields, folded
from wfsim.spec.workspace import Workspace
from wfsim.text import Source, Span
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Document, Mapping, Node, Path, Scalar, Sequence, inner


class Spot(NamedTuple):
    """A scalar under the cursor: a key (the path is that of its value) or a value, and how far into its text."""

    document: Document
    path: Path
    scalar: Scalar
    is_key: bool
    inside: int


class Around(NamedTuple):
    """What a path lies in: the object, the innermost template of it, and the step or task."""

    resource: Resource
    template: Template | None = None
    call: Call | None = None


def spot(workspace: Workspace, source: Source, offset: int) -> Spot | None:
    """What stands at an offset; the end of a word counts as the word."""
    for document in workspace.documents:
        if document.source is source and document.root is not None:
            found = _found(document.root, (), offset)
            if found is not None:
                path, scalar, is_key = found
                return Spot(document, path, scalar, is_key, index_at(source, scalar, offset))
    return None


def _found(node: Node, path: Path, offset: int) -> tuple[Path, Scalar, bool] | None:
    """The scalar at an offset. What an alias repeats stands elsewhere, and is not entered."""
    while True:
        if isinstance(node, Scalar):
            return (path, node, False) if _touches(node.span, offset) else None
        below: Node | None = None
        step: str | int = 0
        for step, key, value in _children(node):
            if key is not None and _touches(key.span, offset):
                return (*path, step), key, True
            if _touches(value.span, offset) and value.span.start >= node.span.start:
                below = value
                break
        if below is None:
            return None
        node, path = below, (*path, step)


def _touches(at: Span, offset: int) -> bool:
    return at.start <= offset <= at.end


def _children(node: Mapping | Sequence) -> Iterator[tuple[str | int, Scalar | None, Node]]:
    if isinstance(node, Mapping):
        yield from ((one.key.text, one.key, one.value) for one in node.entries if not one.merged)
    else:
        yield from ((index, None, one) for index, one in enumerate(node.items))


def index_at(source: Source, scalar: Scalar, offset: int) -> int:
    """The index into a scalar's text that an offset stands at: how many of its characters end there or before."""
    return bisect_right(range(len(scalar.text)), offset, key=lambda one: inner(source, scalar, one, one + 1).end)


def word(document: Document, path: Path) -> Span:
    """The text at a path without its quotes; all of the value where it is no scalar."""
    node = document.node(path)
    if isinstance(node, Scalar) and node.text:
        return inner(document.source, node, 0, len(node.text))
    return document.span(path)


def kind_of(document: Document) -> str:
    """The kind of an object of Argo's that has a row in the table of types; empty for any other document."""
    if document.root is None:
        return ""
    match identify(document.root).found:
        case Kind() as kind:
            return kind.value
        case Found.EVENT_BINDING:
            return "WorkflowEventBinding"
    return ""


def type_at(kind: str, path: Path) -> Type | None:
    """The type of the value at a path of an object; None where the table ends."""
    if not kind:
        return None
    here = Type(Form.STRUCT, name=kind)
    for step in path:
        match here.form:
            case Form.STRUCT:
                field = _field(here.name, step)
                if field is None:
                    return None
                here = field.type
            case Form.LIST | Form.MAP:
                here = here.inside
            case _:
                return None
    return here


def _field(type_name: str, step: str | int) -> Field | None:
    if not isinstance(step, str):
        return None
    return fields(type_name).get(step) or folded(type_name).get(step.lower())


def field_at(kind: str, path: Path) -> tuple[str, Field] | None:
    """The struct and its field that the last step of a path names."""
    above = type_at(kind, path[:-1]) if path else None
    field = _field(above.name, path[-1]) if above is not None and above.form is Form.STRUCT else None
    return (above.name, field) if above is not None and field is not None else None


def resource_of(workspace: Workspace, document: Document) -> Resource | None:
    """The object that a document holds."""
    return next((one for one in workspace.resources if one.document is document), None)


class Surroundings:
    """The templates and calls of an object by their paths."""

    def __init__(self, resource: Resource) -> None:
        self.resource = resource
        self._templates = {one.path: one for one in templates_of(resource)}
        self._calls = {call.path: call for one in self._templates.values() for call in one.calls}

    def around(self, path: Path) -> Around:
        """The template and the call that a path lies in."""
        sizes = range(len(path), 0, -1)
        size = next((size for size in sizes if path[:size] in self._templates), None)
        if size is None:
            return Around(self.resource)
        call = next((self._calls[path[:one]] for one in sizes if one > size and path[:one] in self._calls), None)
        return Around(self.resource, self._templates[path[:size]], call)
