"""What can be written at the cursor.

In: the text that is asked about and an offset. Out: completion items. ``server`` calls it. By place: variables and
functions in tags and expressions, tasks in ``depends``, fields where a key stands, and what ``offers`` has for a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lsprotocol import types
from lsprotocol.types import CompletionItemKind as Look

from wfsim.lsp import describing, in_scope, offers
from wfsim.lsp.cursor import MARK, Cursor, cursor
from wfsim.lsp.mending import open_brackets
from wfsim.lsp.offers import At, Offer
from wfsim.lsp.places import Around, field_at, kind_of, resource_of, type_at
from wfsim.lsp.positions import Positions
from wfsim.lsp.project import Buffer, View
from wfsim.lsp.symbols import Symbols
from wfsim.scope.catalog import find
from wfsim.scope.uses import Kind as UseKind
from wfsim.scope.uses import parts
from wfsim.spec import fielddocs
from wfsim.spec.types import Form, fields
from wfsim.text import Source
from wfsim.yamlio import Mapping

TRIGGERS: Final = ("{", ".", "=", " ", '"', "'", "&", "|", "[", "-")
_NAME = re.compile(r"[A-Za-z_#$][\w.-]*$")
_TASK = re.compile(r"[A-Za-z0-9][\w-]*(?:\.\w*)?$")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_MOST = 1000  # names that are offered at once; more are searched by what is typed
_ROOT = ("apiVersion", "kind", "metadata", "spec")


def completion(
    buffer: Buffer, view: View, name: str, offset: int, positions: Positions, trigger: str = ""
) -> types.CompletionList:
    """The items for an offset of a buffer; ``name`` is that of its file in the view."""
    here = cursor(name, buffer.text, offset)
    found: list[Offer] = []
    word, is_cut = "", False
    if here is not None:
        typing = _Typing(here, view.instead(here.source))
        found, word, is_cut = list(typing.offered(trigger)), typing.word, typing.is_cut
    source = Source(name, buffer.text)
    where = positions.range(source.span(offset - len(word), offset))
    items = [_item(one, where, here) for one in _once(found)] if here is not None else []
    return types.CompletionList(is_incomplete=is_cut, items=items)


def _once(found: list[Offer]) -> Iterator[Offer]:
    seen: set[str] = set()
    for one in found:
        if one.word not in seen and MARK not in one.word:
            seen.add(one.word)
            yield one


class _Typing:
    """One cursor, with the workspace that the text around it makes. ``word``: what is typed of the word already."""

    def __init__(self, here: Cursor, view: View) -> None:
        self.here = here
        self.symbols: Symbols = view.symbols
        found = (one for one in view.workspace.documents if one.source is here.source)
        document = next((one for one in found if one.index == here.document.index), None)
        self.document = document or here.document
        self.kind = kind_of(self.document)
        resource = resource_of(view.workspace, self.document)
        self.place: Around | None = self.symbols.around(resource, here.path) if resource is not None else None
        self.word = ""
        self.is_cut = False  # there is more than is offered

    def offered(self, trigger: str) -> Iterator[Offer]:
        here = self.here
        if here.tag is not None:
            yield from self.variables(here.tag.typed, here.tag.is_expression)
        elif here.is_key:
            if trigger in ("", "-"):
                yield from self.keys()
        elif (language := self.language()) is UseKind.DEPENDS:
            yield from self.tasks()
        elif language in (UseKind.FIELD, UseKind.WHEN):
            if language is UseKind.FIELD:
                yield from self.variables(here.before, True)
        else:
            yield from self.values(trigger)

    def language(self) -> UseKind | None:
        """The language of the value, where it is in one."""
        path = self.here.path
        if path[-1:] == ("depends",) or path[-2:-1] == ("dependencies",):
            return UseKind.DEPENDS
        return next((kind for _, _, kind in parts(path, "x")), None) if path else None

    # -- variables and functions ------------------------------------------------------------------------------------

    def variables(self, typed: str, is_expression: bool) -> Iterator[Offer]:
        self.word = self.typed_word(_NAME, typed)
        if self.place is None:
            return
        known = in_scope.known(self.place, self.here.path, self.symbols)
        if len(known) > _MOST:
            wanted = self.word.lower()
            fitting = sorted((one for one in known if wanted in one.name.lower()), key=lambda one: one.rank)
            known, self.is_cut = fitting[:_MOST], True
        for name, rank in known:
            row = find(name)
            about, doc = (str(row.type), f"{row.doc}. It is there {row.phase}.") if row is not None else ("", "")
            yield Offer(name, Look.Variable, about, doc, rank)
        if is_expression:
            yield from _functions()

    def typed_word(self, pattern: re.Pattern[str], typed: str) -> str:
        found = pattern.search(typed)
        return found.group() if found else ""

    def tasks(self) -> Iterator[Offer]:
        self.word = self.typed_word(_TASK, self.here.before)
        at = self.at()
        if at is not None:
            yield from offers.of_depends(at, self.word)

    # -- fields -----------------------------------------------------------------------------------------------------

    def keys(self) -> Iterator[Offer]:
        """The fields that the mapping around the cursor does not have yet."""
        here = self.here
        self.word = here.before
        above = here.path[:-1]
        if not self.kind:
            yield from self.beginnings()
            return
        wanted = type_at(self.kind, above)
        if wanted is None or wanted.form is not Form.STRUCT:
            return
        written = set(here.siblings())
        for name, field in fields(wanted.name).items():
            if name not in written and not (self.kind == wanted.name and name == "status"):
                required = ", required" if field.required else ""
                about = describing.type_of(field.type) + required
                doc = fielddocs.of_field(wanted.name, name)
                rank = 0 if field.required else 1 if doc else 2
                yield Offer(name, Look.Property, about, doc, rank, self.tail(field.type.form))

    def tail(self, form: Form) -> str:
        """What stands behind a key: in block style a mapping or list begins on the next line."""
        is_block = form in (Form.STRUCT, Form.LIST, Form.MAP) and not open_brackets(self.here.typed)
        return "" if self.here.after.startswith(":") else ":" if is_block else ": "

    def beginnings(self) -> Iterator[Offer]:
        """What a document of Argo's begins with; nothing in documents of others."""
        root = self.document.root
        others = [one.key.text for one in root.entries if MARK not in one.key.text] if isinstance(root, Mapping) else []
        if len(self.here.path) == 1 and not ({"apiVersion", "kind"} & set(others)):
            for name in _ROOT:
                if name not in others:
                    yield _beginning(name)
        elif len(self.here.path) == 1 and "kind" not in others and "argoproj.io" in self.here.source.text:
            yield _beginning("kind")

    # -- values -----------------------------------------------------------------------------------------------------

    def values(self, trigger: str) -> Iterator[Offer]:
        here = self.here
        if "\n" in here.before:
            return
        self.word = here.before
        if here.path == ("kind",) and "argoproj.io" in here.source.text:
            yield from offers.of_kind()
        elif here.path == ("apiVersion",):
            yield from offers.of_version()
        elif (at := self.at()) is not None:
            yield from offers.of_value(at)
        elif not here.path and trigger == "":
            yield from self.at_root()

    def at_root(self) -> Iterator[Offer]:
        """The first word of a document."""
        yield from map(_beginning, _ROOT)

    def at(self) -> At | None:
        path = self.here.path
        while path and isinstance(path[-1], int):
            path = path[:-1]
        found = field_at(self.kind, path) if self.kind else None
        return At(self.document, self.here.path, *found, self.place, self.symbols) if found is not None else None


def _beginning(name: str) -> Offer:
    tail = ": " if name in ("apiVersion", "kind") else ":"
    return Offer(name, Look.Property, "", fielddocs.of_field("Workflow", name), 0, tail)


def _functions() -> Iterator[Offer]:
    from wfsim.lang.functions import FUNCTIONS, SPRIG
    from wfsim.lang.functions.each import EACH

    for name, one in FUNCTIONS.items():
        yield Offer(name, Look.Function, one.signature, one.doc, 5)
    for name, (signature, doc) in EACH.items():
        yield Offer(name, Look.Function, signature, doc, 5)
    for name, one in SPRIG.items():
        if one.call is not None:
            yield Offer(f"sprig.{name}", Look.Function, one.signature, one.doc, 6)


def _item(one: Offer, where: types.Range, here: Cursor) -> types.CompletionItem:
    return types.CompletionItem(
        label=one.word,
        kind=one.look,
        detail=one.about or None,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, one.doc) if one.doc else None,
        sort_text=f"{one.rank}{one.word}",
        filter_text=one.word,
        text_edit=types.TextEdit(where, _written(one, here)),
    )


def _written(one: Offer, here: Cursor) -> str:
    """What is written for a word at this place."""
    if one.look is Look.Property:
        return one.word + one.tail
    tag = here.tag
    if one.look is Look.Variable and (tag.is_expression if tag is not None else True):
        name = _as_expression(one.word)
        return name if tag is None or tag.is_closed else f"{name}}}}}"
    if one.look is Look.Variable and tag is not None and not tag.is_closed:
        return f"{one.word}}}}}"
    return one.word


def _as_expression(name: str) -> str:
    """A dotted name as an expression has it: parts that would be calculations in brackets."""
    first, *rest = name.split(".")
    return first + "".join(f".{one}" if _IDENTIFIER.fullmatch(one) else f"['{one}']" for one in rest)
