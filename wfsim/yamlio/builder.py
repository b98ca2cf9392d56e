"""libyaml's events of one document → nodes.

In: a parser's ``get_event`` and where its text stands in the file. Out: the root node and findings. ``reader`` calls
it. One pass without recursion; aliases share the node of their anchor, so that a finding there points at its
definition. What Argo's decoder refuses is a finding here, and the document counts as dropped.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from wfsim.text import Argo, Diagnostic, Fix, Related, Severity, Source, Span
from wfsim.yamlio.nodes import Entry, Mapping, Node, Scalar, Sequence, Style
from wfsim.yamlio.scalars import BINARY_TAG, MERGE_TAG, STR_TAG, BadScalar, key_text, plain_value, tagged_value

MAX_DEPTH = 100
MAX_ALIASED = 100_000
_MOST_DUPLICATES = 100  # that are told: one costs the document, and merges can make any number

_STYLES = {style.value: style for style in Style} | {None: Style.PLAIN}
_BLOCKS = (Style.LITERAL, Style.FOLDED)
_SLASH = r"\/"  # an escape that libyaml has and Argo's decoder has not
_BEFORE_SLASH = r"(?:[^\\]|\\[^/])*"
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*(?:\s|#[^\n]*\n)*)+")


class Refused(Exception):
    """Reading of the document ends here, with this finding."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding.message)
        self.finding = finding


class _Frame:
    """A collection that is still open."""

    __slots__ = ("anchor", "children", "count", "is_mapping", "start")

    def __init__(self, start: int, is_mapping: bool, anchor: str | None, count: int) -> None:
        self.start = start
        self.is_mapping = is_mapping
        self.anchor = anchor
        self.count = count
        self.children: list[Node] = []


class Builder:
    """Builds one document. ``dropped`` is set when Argo's decoder would not take it."""

    def __init__(self, source: Source, base: int) -> None:
        self.source = source
        self.base = base
        self.findings: list[Diagnostic] = []
        self.dropped = False
        self.end = 0  # where the document ended in its text
        self._anchors: dict[str, tuple[Node, int] | None] = {}  # None while the anchored collection is open
        self._count = 0  # nodes with every alias written out
        self._aliased = 0
        self._stack: list[_Frame] = []
        self._merges: set[int] = set()  # ids of keys that are merge keys
        self._slashes = _SLASH in source.text

    def build(self, get_event: Callable[[], Any]) -> Node | None:
        """The root of the first document that the events tell; None where there is none. Refused where it must stop."""
        from yaml import events as told

        scalar, mapping_start, sequence_start = told.ScalarEvent, told.MappingStartEvent, told.SequenceStartEvent
        root: list[Node] = []
        children, stack = root, self._stack
        while True:
            event = get_event()
            kind = type(event)
            if kind is scalar:
                children.append(self._scalar(event))
            elif kind is mapping_start or kind is sequence_start:
                children = self._open(event, kind is mapping_start)
            elif isinstance(event, told.CollectionEndEvent):
                node = self._close(stack.pop(), event)
                children = stack[-1].children if stack else root
                children.append(node)
            elif kind is told.AliasEvent:
                children.append(self._alias(event))
            elif kind is told.DocumentStartEvent:
                self._check_version(event)
            elif kind is told.DocumentEndEvent or kind is told.StreamEndEvent:
                self.end = event.end_mark.index
                return root[0] if root else None

    def _span(self, start: int, end: int) -> Span:
        return Span(self.source, self.base + start, self.base + end)

    def _check_version(self, event: Any) -> None:
        if event.version is not None and tuple(event.version) != (1, 1):
            at = self._span(event.start_mark.index, event.end_mark.index)
            raise Refused(_syntax("Argo's decoder takes YAML 1.1 only", at, "Remove the `%YAML` line."))

    def _scalar(self, event: Any) -> Scalar:
        """A scalar; most have neither tag nor anchor and stand on one line, and take the short way."""
        self._count += 1
        text: str = event.value
        style = _STYLES[event.style]
        if self._slashes and style is Style.DOUBLE:
            self._refuse_slash(event)
        if event.anchor is not None or event.tag is not None or style in _BLOCKS:
            return self._dressed(event, text, style)
        span = Span(self.source, self.base + event.start_mark.index, self.base + event.end_mark.index)
        if style is not Style.PLAIN:
            return Scalar(span, text, text, style)
        value = plain_value(text)
        return Scalar(span, self._finite(value, text, span) if type(value) is float else value, text, style)

    def _refuse_slash(self, event: Any) -> None:
        """``\\/`` between double quotes."""
        start = self.base + event.start_mark.index
        written = self.source.text[start : self.base + event.end_mark.index]
        if found := re.match(_BEFORE_SLASH + r"(\\/)", written):
            at = self.source.span(start + found.start(1), start + found.end(1))
            self._refuse(f"Argo's decoder does not know the escape `{_SLASH}`", at, "Write `/` alone.")

    def _finite(self, value: float, text: str, span: Span) -> float | str:
        """The number, unless it is one that JSON has no way to write."""
        if math.isfinite(value):
            return value
        self._refuse(f"`{text}` is a number that JSON cannot express", span, "Put it in quotes.")
        return text

    def _dressed(self, event: Any, text: str, style: Style) -> Scalar:
        """A scalar with a tag or an anchor, or a block: its span needs care."""
        start, end = event.start_mark.index, event.end_mark.index
        written = self.source.text[self.base + start : self.base + end]
        if (event.tag or event.anchor) and (found := _PROPERTIES.match(written)):
            start += min(found.end(), len(written))
        if style in _BLOCKS:
            end = start + len(written[start - event.start_mark.index :].rstrip())
        span = self._span(start, end)
        value = self._typed(event, text, style, span)
        node = Scalar(span, self._finite(value, text, span) if type(value) is float else value, text, style)
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, 1)
        return node

    def _typed(self, event: Any, text: str, style: Style, span: Span) -> bool | int | float | str | None:
        if event.tag is None or event.tag in (STR_TAG, "!", MERGE_TAG):
            is_plain = event.tag is None and style is Style.PLAIN and event.implicit[0]
            return plain_value(text) if is_plain else text
        try:
            return tagged_value(event.tag, text)
        except BadScalar as error:
            hint = "" if event.tag == BINARY_TAG else "Remove the tag, or write a value that fits it."
            self._refuse(str(error), span, hint)
            return text

    def _open(self, event: Any, is_mapping: bool) -> list[Node]:
        self._count += 1
        start = event.start_mark.index
        if len(self._stack) >= MAX_DEPTH:
            raise Refused(too_deep(self._span(start, start + 1)))
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        if event.anchor is not None or event.tag is not None:
            written = _PROPERTIES.match(self.source.text, self.base + start)
            start = written.end() - self.base if written else start
        frame = _Frame(start, is_mapping, event.anchor, self._count - 1)
        self._stack.append(frame)
        return frame.children

    def _close(self, frame: _Frame, event: Any) -> Node:
        end: int = event.end_mark.index
        if event.start_mark.index == end and frame.children:  # a block: the event lies at the next token
            end = frame.children[-1].span.end - self.base
            if end < frame.start:  # ends with an alias to something above
                end = frame.start + 1
        span = self._span(frame.start, max(end, frame.start))
        node: Node = (
            Mapping(span, self._entries(frame.children)) if frame.is_mapping else Sequence(span, tuple(frame.children))
        )
        if frame.anchor is not None and frame.anchor in self._anchors and self._anchors[frame.anchor] is None:
            self._anchors[frame.anchor] = (node, self._count - frame.count)
        return node

    def _alias(self, event: Any) -> Node:
        name = event.anchor
        at = self._span(event.start_mark.index, event.end_mark.index)
        if name not in self._anchors:
            raise Refused(_syntax(f"unknown anchor `{name}`", at, f"Define it above as `&{name}`, or use quotes."))
        found = self._anchors[name]
        if found is None:
            raise Refused(_syntax(f"anchor `{name}` contains itself", at, "Take the alias out of its own anchor."))
        node, size = found
        self._count += size
        self._aliased += size
        if self._aliased > MAX_ALIASED:
            raise Refused(_too_many_aliases(at))
        if len(self._stack) + _height(node, {}) > MAX_DEPTH:
            raise Refused(too_deep(at))
        return node

    def _entries(self, children: list[Node]) -> tuple[Entry, ...]:
        entries: list[Entry] = []
        seen: dict[str, Entry] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if type(key) is not Scalar:
                self._refuse_key(key.span)
                continue
            if key.text == "<<" and key.style is Style.PLAIN:
                for entry in self._merged(key, value):
                    self._add(entry, entries, seen)
                continue
            if type(key.value) is not str:
                name = key_text(key.value)
                if name is None:
                    self._refuse("null cannot be a key", key.span, "Put the key in quotes.")
                    name = key.text
                key = Scalar(key.span, key.value, name, key.style)
            self._add(Entry(key, value), entries, seen)
        return tuple(entries)

    def _add(self, entry: Entry, entries: list[Entry], seen: dict[str, Entry]) -> None:
        first = seen.setdefault(entry.key.text, entry)
        entries.append(entry)
        if first is not entry:
            self.dropped = True
            if len(self.findings) < _MOST_DUPLICATES:
                self.findings.append(duplicate_key(first, entry, _DROPS, Argo.IGNORES))

    def _merged(self, key: Scalar, value: Node) -> list[Entry]:
        """The entries that ``<<: value`` brings. Of several mappings the first one wins, so it comes last."""
        parts = value.items[::-1] if isinstance(value, Sequence) else (value,)
        if not all(isinstance(part, Mapping) for part in parts):
            self._refuse("`<<` merges a mapping or a list of mappings", key.span, "Write `<<: *name`.")
        return [Entry(e.key, e.value, True) for part in parts if isinstance(part, Mapping) for e in part]

    def _refuse_key(self, at: Span) -> None:
        """A key that is a mapping or a list: nearly always a tag without quotes around it."""
        self._refuse("a key must be a text, a number or a boolean", at, _BRACES)
        tag = self.source.span(at.start - 1, at.end + 1)
        written = tag.text
        alone = self.source.text[tag.end : tag.end + 2].lstrip(" ")[:1] in ("", "\r", "\n", ",", "]", "}", "#")
        if alone and written.startswith("{{") and written.endswith("}}") and "\n" not in written:
            quote = "'" if '"' in written else '"'
            fix = None if quote in written else Fix("put it in quotes", tag, f"{quote}{written}{quote}")
            hint = f"Write {quote}{written}{quote}."
            message = f"`{written}` needs quotes around it: YAML takes its braces for mappings"
            self.findings[-1] = self.findings[-1]._replace(message=message, at=tag, hint=hint, fix=fix)

    def _refuse(self, message: str, at: Span, hint: str) -> None:
        self.dropped = True
        self.findings.append(_syntax(message, at if at.start < at.end else before(self.source, at.start), hint))


_BRACES = 'A text that begins with `{` must stand in quotes: "{{name}}".'


def before(source: Source, offset: int) -> Span:
    """The last character before an offset that is no line end: what to underline where nothing stands."""
    text = source.text
    end = offset
    while end > 1 and text[end - 1] in "\r\n":
        end -= 1
    return source.span(end - 1, end)


def _syntax(message: str, at: Span, hint: str) -> Diagnostic:
    return Diagnostic("yaml-syntax", Severity.ERROR, message, at, hint=hint, argo=Argo.IGNORES)


def too_deep(at: Span) -> Diagnostic:
    """The finding for a document that nests too deeply to be read."""
    message = f"nested more than {MAX_DEPTH} levels deep; the document is not read"
    return Diagnostic("too-deep", Severity.ERROR, message, at, hint="Split it into templates that call each other.")


def _too_many_aliases(at: Span) -> Diagnostic:
    message = f"the aliases of this document stand for more than {MAX_ALIASED} nodes; the document is not read"
    return Diagnostic("too-many-aliases", Severity.ERROR, message, at, hint="Write the repeated part as a template.")


_DROPS = "Argo leaves the whole document out without a word"


def duplicate_key(first: Entry, second: Entry, consequence: str, argo: Argo) -> Diagnostic:
    """The finding for a key that stands twice; it points at what the user wrote last."""
    name = second.key.text
    merged = " (it comes in by `<<`)" if second.merged or first.merged else ""
    return Diagnostic(
        "duplicate-key",
        Severity.ERROR,
        f"key `{name}` stands twice in one mapping{merged}; {consequence}",
        second.key.span if not second.merged else first.key.span,
        (Related("the other one", first.key.span if not second.merged else second.key.span),),
        hint=f"Keep one `{name}`, or put what both hold under one.",
        argo=argo,
    )


def _height(node: Node, known: dict[int, int]) -> int:
    """Levels of collections in a node, shared ones counted once."""
    if isinstance(node, Scalar):
        return 0
    if id(node) not in known:
        below = (e.value for e in node.entries) if isinstance(node, Mapping) else iter(node.items)
        known[id(node)] = 1 + max((_height(one, known) for one in below), default=0)
    return known[id(node)]
