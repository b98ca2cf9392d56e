"""The outline of a text: its objects, their templates, the steps and tasks of those.

In: the text that is asked about. Out: symbols of the protocol. ``server`` calls it.
"""

from __future__ import annotations

from lsprotocol import types

from wfsim.lsp.positions import Positions
from wfsim.lsp.question import Asked
from wfsim.spec.model import Arguments, Call, Resource, Template
from wfsim.text import Span
from wfsim.yamlio import Document, Path

_Symbol = types.DocumentSymbol
_Kind = types.SymbolKind


def outline(asked: Asked) -> list[types.DocumentSymbol]:
    """All objects of a text."""
    return [_object(one, asked.positions) for one in asked.resources]


def _object(resource: Resource, positions: Positions) -> _Symbol:
    document = resource.document
    whole = document.span(())
    below = [
        *_parameters(document, resource.spec.arguments, positions),
        *(_template(document, one, positions) for one in resource.spec.templates),
    ]
    name = document.span(("metadata", "name" if resource.name else "generateName"))
    return _symbol(resource.display_name, resource.kind.value, _Kind.Class, whole, name, below, positions)


def _template(document: Document, template: Template, positions: Positions) -> _Symbol:
    below = [
        *_parameters(document, template.inputs, positions),
        *(_call(document, one, positions) for one in template.calls),
    ]
    kind = template.kind.value if template.kind is not None else ""
    return _named(document, template.path, template.name or "template", kind, _Kind.Function, below, positions)


def _call(document: Document, call: Call, positions: Positions) -> _Symbol:
    ref = call.template_ref
    callee = f"{ref.name}/{ref.template}" if ref is not None else call.template
    below = [_template(document, call.inline, positions)] if call.inline is not None else []
    return _named(document, call.path, call.name or callee or "step", callee, _Kind.Event, below, positions)


def _parameters(document: Document, held: Arguments, positions: Positions) -> list[_Symbol]:
    return [
        _named(document, one.path, one.name, one.value or "", _Kind.Variable, [], positions)
        for one in held.parameters
        if one.name and one.path
    ]


def _named(
    document: Document, path: Path, name: str, detail: str, kind: _Kind, below: list[_Symbol], positions: Positions
) -> _Symbol:
    return _symbol(name, detail, kind, document.span(path), document.span((*path, "name")), below, positions)


def _symbol(
    name: str, detail: str, kind: _Kind, whole: Span, at: Span, below: list[_Symbol], positions: Positions
) -> _Symbol:
    at = at if whole.covers(at) else Span(whole.source, whole.start, whole.start)
    return _Symbol(name, kind, positions.range(whole), positions.range(at), detail.partition("\n")[0], children=below)
