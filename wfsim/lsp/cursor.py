"""Where one is typing: found by putting a mark into the text and reading it.

In: a text, broken as texts are while they are typed, and an offset. Out: ``Cursor``: the path that the mark came to
stand at, and the text in which it stands there. ``completion`` calls it. What stands around the mark is closed in
several ways, until YAML can be read and the mark is found; lines elsewhere that spoil the document are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from wfsim.lsp.mending import mended, open_brackets, reading
from wfsim.lsp.places import kind_of, type_at
from wfsim.spec.types import Form
from wfsim.text import Source
from wfsim.yamlio import Document, Mapping, Node, Path, Scalar

MARK = "\ue000"
_FARTHEST = 4000  # so many characters back a tag can begin
_KEY_LINE = re.compile(r"[ \t]*(?:- +)*[\w./-]*")
_VALUE_LINE = re.compile(r"""[ \t]*(?:- +)*(?:(?:[\w./-]+|"[^"]*"|'[^']*'):[ \t]+|- +)""")
_CLOSERS = ("}}", '}}"', "}}'", '"', "'")


class Tag(NamedTuple):
    """The tag that one is typing in: what is typed of it, and whether it is closed on the line."""

    typed: str
    is_expression: bool
    is_closed: bool


class Cursor(NamedTuple):
    """A place in a text. ``source`` holds the mark, in the scalar at ``path`` or in the key that the path ends with."""

    source: Source
    document: Document
    path: Path
    scalar: Scalar
    is_key: bool
    typed: str  # the line up to the cursor
    after: str  # the rest of the line
    tag: Tag | None

    @property
    def before(self) -> str:
        """What stands before the cursor in the value."""
        return self.scalar.text.partition(MARK)[0]

    def siblings(self) -> tuple[str, ...]:
        """The other keys of the mapping that the cursor is in."""
        node = self.document.node(self.path[:-1] if self.is_key else self.path)
        entries = node.entries if isinstance(node, Mapping) else ()
        return tuple(one.key.text for one in entries if MARK not in one.key.text)


class _Found(NamedTuple):
    document: Document
    path: Path
    scalar: Scalar
    is_key: bool


def cursor(name: str, text: str, offset: int) -> Cursor | None:
    """Where an offset of a text is; None where the text around it cannot be read in any way."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    end = len(text) if end == -1 else end
    typed, after = text[start:offset], text[offset:end]
    tag = _tag(text, offset, after)
    unfit: Cursor | None = None
    for line in _lines(typed, after, tag):
        source = mended(Source(name, text[:start] + line + text[end:]), keep=start)
        found = _find(source)
        if found is None:
            continue
        here = Cursor(source, *found, typed, after, tag)
        if not here.is_key or tag is not None or _can_have_keys(found):
            return here
        unfit = unfit or here
    return unfit


def _tag(text: str, offset: int, after: str) -> Tag | None:
    """The tag around an offset."""
    start = text.rfind("{{", max(0, offset - _FARTHEST), offset)
    if start == -1 or "}}" in text[start:offset]:
        return None
    body = text[start + 2 : offset]
    closing, opening = after.find("}}"), after.find("{{")
    is_closed = closing != -1 and (opening == -1 or closing < opening)
    return Tag(body.removeprefix("="), body.startswith("="), is_closed)


def _lines(typed: str, after: str, tag: Tag | None) -> Iterator[str]:
    """The line with the mark in it, closed in one way after the other."""
    if tag is None and _KEY_LINE.fullmatch(typed) and not after.strip(" \r\t:"):
        yield f"{typed}{MARK}:"
    yield f"{typed}{MARK}{after}"
    brackets = open_brackets(typed)
    for closer in _CLOSERS:
        yield f"{typed}{MARK}{closer}{after}"
        if brackets:
            yield f"{typed}{MARK}{closer}{brackets}"
    if brackets:
        yield f"{typed}{MARK}{brackets}"
        yield f"{typed}{MARK}: x{brackets}"
    if found := _VALUE_LINE.match(typed):
        yield f'{found.group()}"{MARK}"'
    if after.strip():
        yield f"{typed}{MARK}"


def _find(source: Source) -> _Found | None:
    """The scalar that holds the mark."""
    for document in reading(source).documents:
        if document.root is not None and MARK in source.text[document.root.span.start : document.root.span.end]:
            return next(_marked(document, (), document.root), None)
    return None


def _marked(document: Document, path: Path, node: Node) -> Iterator[_Found]:
    if isinstance(node, Scalar):
        if MARK in node.text:
            yield _Found(document, path, node, False)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            if MARK in entry.key.text:
                yield _Found(document, (*path, entry.key.text), entry.key, True)
            yield from _marked(document, (*path, entry.key.text), entry.value)
    else:
        for index, item in enumerate(node.items):
            yield from _marked(document, (*path, index), item)


def _can_have_keys(found: _Found) -> bool:
    """Whether a mapping can stand where the mark made one."""
    if not (kind := kind_of(found.document)):
        return True
    above = type_at(kind, found.path[:-1])
    return above is not None and above.form in (Form.STRUCT, Form.MAP, Form.ANY, Form.OBJECT, Form.PLUGIN)
