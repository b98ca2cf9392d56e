"""Every place of an object that means something with a name: where it is defined, called, filled in or read.

In: the symbols of a workspace and an object. Out: ``Occurrence``s. Definitions, references, renaming and hovering are
questions to this list.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.calls import CallSite, Role, referred_object
from wfsim.lang.errors import LangError
from wfsim.lsp.places import Around, word
from wfsim.lsp.symbols import Symbol, Symbols
from wfsim.scope.uses import Kind as UseKind
from wfsim.scope.uses import parts
from wfsim.spec.model import Resource, TemplateRef
from wfsim.text import Span
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Document, Mapping, Node, Path, Scalar, inner


class Occurrence(NamedTuple):
    """A symbol, and a place that means it. ``in_expression``: the name stands in an expression."""

    at: Span
    symbol: Symbol
    is_definition: bool = False
    in_expression: bool = False


class Text(NamedTuple):
    """A part of a scalar in one of the languages: ``text`` is ``scalar.text[start:start + len(text)]``."""

    document: Document
    path: Path
    scalar: Scalar
    start: int
    kind: UseKind
    text: str

    def span(self, start: int, end: int) -> Span:
        """The place of some characters of the text."""
        return inner(self.document.source, self.scalar, self.start + start, self.start + end)


class Name(NamedTuple):
    """A dotted name in a text, and where it stands there."""

    name: str
    start: int
    end: int


def of_resource(symbols: Symbols, resource: Resource) -> Iterator[Occurrence]:
    """All occurrences in one object."""
    for one in symbols.defined(resource):
        yield Occurrence(one.at, one, True)
    for site in symbols.sites(resource):
        yield from _of_site(symbols, site)
    yield from _of_ref(symbols, resource, resource.spec.workflow_template_ref, ("workflowTemplateRef", "name"))
    for text in texts(resource.document):
        yield from of_text(symbols, symbols.around(resource, text.path), text)


def _of_site(symbols: Symbols, site: CallSite) -> Iterator[Occurrence]:
    document, owner, callee = site.resource.document, site.target.owner, site.callee
    ref = site.hook.template_ref if site.hook is not None else site.call.template_ref if site.call is not None else None
    if ref is not None and site.role is not Role.EXIT:
        found = referred_object(site.resource, symbols.context.workspace, ref)
        if found is not None:
            yield Occurrence(word(document, (*site.reference[:-1], "name")), symbols.of_object(found))
    if owner is None or callee is None:
        return
    if callee.name and document.node(site.reference) is not None:
        yield Occurrence(word(document, site.reference), symbols.of_template(owner, callee))
    if site.role is Role.ENTRYPOINT:
        return  # its arguments are the workflow's own
    for group, held in (("parameters", site.arguments.parameters), ("artifacts", site.arguments.artifacts)):
        for one in held:
            meant = symbols.member(owner, callee, "inputs", group, one.name)
            if meant is not None and one.path:
                yield Occurrence(word(document, (*one.path, "name")), meant)


def _of_ref(symbols: Symbols, resource: Resource, ref: TemplateRef | None, field: Path) -> Iterator[Occurrence]:
    found = referred_object(resource, symbols.context.workspace, ref) if ref is not None else None
    if found is not None:
        yield Occurrence(word(resource.document, (*resource.spec.path, *field)), symbols.of_object(found))


# -- texts ------------------------------------------------------------------------------------------------------------


def texts(document: Document) -> Iterator[Text]:
    """The tags, conditions and expressions in the scalars of a document."""
    waiting: list[tuple[Path, Node]] = [((), document.root)] if document.root is not None else []
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, Scalar):
            yield from texts_of(document, path, node)
        elif isinstance(node, Mapping):
            waiting += [((*path, one.key.text), one.value) for one in reversed(node.entries)]
        else:
            waiting += [((*path, index), one) for index, one in reversed(list(enumerate(node.items)))]


def texts_of(document: Document, path: Path, scalar: Scalar) -> Iterator[Text]:
    """Those of one scalar."""
    if isinstance(scalar.value, str) and path:
        for start, end, kind in parts(path, scalar.text):
            yield Text(document, path, scalar, start, kind, scalar.text[start:end])


def names(text: Text) -> Iterator[Name]:
    """The dotted names in a text."""
    match text.kind:
        case UseKind.SIMPLE:
            yield Name(text.text, 0, len(text.text))
        case UseKind.EXPRESSION | UseKind.FIELD if "{{" not in text.text:
            from wfsim.lang import expr

            try:
                found = expr.references(expr.parse(text.text))
            except LangError:
                return
            yield from (Name(one.name, one.start, one.end) for one in found)


def of_text(symbols: Symbols, place: Around, text: Text) -> Iterator[Occurrence]:
    """The occurrences in one text."""
    if text.kind is UseKind.DEPENDS:
        template = place.template
        call = symbols.call(template, text.text) if template is not None else None
        if template is not None and call is not None:
            yield Occurrence(text.span(0, len(text.text)), symbols.of_call(place.resource, template, call))
        return
    for name in names(text):
        after = name.start
        for part in symbols.meant(place, name.name):
            start = text.text.find(part.text, after, name.end)
            if start == -1:
                break
            after = start + len(part.text)
            yield Occurrence(text.span(start, after), part.symbol, False, text.kind is not UseKind.SIMPLE)


def at(symbols: Symbols, resource: Resource, offset: int) -> Occurrence | None:
    """The narrowest occurrence at an offset of an object's file."""
    found = [
        one
        for one in of_resource(symbols, resource)
        if one.at.source is resource.document.source and one.at.start <= offset <= one.at.end
    ]
    return min(found, key=lambda one: (one.at.end - one.at.start, not one.is_definition), default=None)


def everywhere(symbols: Symbols, wanted: Symbol) -> Iterator[Occurrence]:
    """Every place of the workspace that means a symbol, each once."""
    seen: set[tuple[int, int, int]] = set()
    for resource in symbols.context.workspace.resources:
        for one in of_resource(symbols, resource):
            place = (id(one.at.source), one.at.start, one.at.end)
            if one.symbol.key == wanted.key and place not in seen:
                seen.add(place)
                yield one
