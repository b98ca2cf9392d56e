"""A source and its documents → the comments that speak to wfsim (``# wfsim: …``), and what each one stands above.

In: a source whose text holds ``MARK``, and the documents read from it. Out: ``Comment``. ``checks.suppression`` calls
it. Exact: a ``#`` inside a scalar is no comment, but the line on which a block scalar opens can end in one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from wfsim.text import Source, Span
from wfsim.text.records import NamedTuple
from wfsim.yamlio.nodes import MARK, Document, Mapping, Node, Scalar, Sequence, Style

_BLOCKS = (Style.LITERAL, Style.FOLDED)
_COMMENT = r"(?:(?<=^)|(?<=[ \t]))\#+[ \t]*wfsim:[^\r\n]*"


class Comment(NamedTuple):
    """``at`` the comment without its line end.

    ``reach``: what it speaks of, the line that it ends or else the block below it; None where nothing is below.
    ``whole``: the file or document at whose top it stands; None elsewhere.
    """

    at: Span
    reach: Span | None
    whole: Span | None


def comments(source: Source, documents: Iterable[Document]) -> Iterator[Comment]:
    """The comments of one source in order. A source without ``MARK`` costs one search."""
    if MARK not in source.text:
        return
    known = tuple(document for document in documents if document.source is source)
    text = _Text(source, known)
    for found in re.finditer(_COMMENT, source.text, re.MULTILINE):
        if not text.in_scalar(found.start()):
            yield text.comment(found.start(), found.start() + len(found.group().rstrip()))


class _Text:
    """One source with what is known of its scalars."""

    def __init__(self, source: Source, documents: tuple[Document, ...]) -> None:
        self.source = source
        self.roots = [document.root for document in documents if document.root is not None]
        held = sorted({_held(source, one) for root in self.roots for one in _scalars(root)})
        self.starts = [start for start, _, _ in held]
        self.ends = [end for _, end, _ in held]
        self.opened = {header: end for header, end, is_block in held if is_block}

    def in_scalar(self, offset: int) -> bool:
        index = bisect_right(self.starts, offset) - 1
        return index >= 0 and offset < self.ends[index]

    def comment(self, start: int, end: int) -> Comment:
        text, at = self.source.text, self.source.span(start, end)
        line = text.rfind("\n", 0, start) + 1
        if text[line:start].strip():
            return Comment(at, self._line(line, end), None)
        return Comment(at, self._below(end), self._whole(start))

    def _whole(self, start: int) -> Span | None:
        """What a comment stands at the top of."""
        if self._heads(0, start):
            return self.source.span(0, len(self.source.text))
        if not self._heads(self._cut(start), start):
            return None
        return next((one.span for one in self.roots if one.span.start > start), None)

    def _heads(self, begin: int, offset: int) -> bool:
        """Whether nothing but comments, directives and blanks stands between two places."""
        lines = self.source.text[begin:offset].split("\n")
        return not any(one.strip() and one.lstrip()[0] not in "#%\ufeff" and one.strip() != "---" for one in lines)

    def _cut(self, offset: int) -> int:
        """Where the document around a place begins."""
        found = self.source.text.rfind("\n---", 0, offset)
        return found + 1 if found >= 0 else 0

    def _line(self, line: int, end: int) -> Span:
        """The line of a comment; with the block scalar that it opens, if it opens one."""
        stop = self.source.text.find("\n", end)
        return self.source.span(line, max(self.opened.get(stop, end), end))

    def _below(self, end: int) -> Span | None:
        """The entry or item on the next line that is no comment; just that line where nothing begins there."""
        text = self.source.text
        while (end := text.find("\n", end)) != -1:
            end += 1
            stop = text.find("\n", end)
            line = text[end : stop if stop != -1 else len(text)]
            if line.strip() and line.lstrip()[0] != "#":
                start = end + len(line) - len(line.lstrip())
                if line.startswith("---"):
                    return None
                found = next((one for root in self.roots if (one := _begins(root, start, text))), None)
                return self.source.span(start, found if found is not None else end + len(line))
        return None


def _held(source: Source, scalar: Scalar) -> tuple[int, int, bool]:
    """The part of a scalar where a ``#`` is its own: of a block scalar what follows its first line."""
    start, end = scalar.span.start, scalar.span.end
    if scalar.style not in _BLOCKS:
        return start, end, False
    header = source.text.find("\n", start)
    return (header if header != -1 else end), end, True


def _scalars(root: Node) -> Iterator[Scalar]:
    """Every scalar of a tree, keys among them."""
    waiting: list[Node] = [root]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            yield node
        elif id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, Mapping):
                waiting.extend(one for entry in node.entries for one in (entry.key, entry.value))
            else:
                waiting.extend(node.items)


def _begins(root: Node, start: int, text: str) -> int | None:
    """Where the outermost entry or item ends that begins at a place; None where none begins there."""
    node: Node | None = root
    while node is not None:
        below: Node | None = None
        if isinstance(node, Mapping):
            for entry in node.entries:
                if entry.key.span.start == start and not entry.merged:
                    return max(entry.value.span.end, entry.key.span.end)
                if entry.value.span.start <= start < entry.value.span.end and not entry.merged:
                    below = entry.value
        elif isinstance(node, Sequence):
            before = node.span.start
            for item in node.items:
                if start == item.span.start or (before <= start < item.span.start and text.startswith("-", start)):
                    return item.span.end
                if item.span.start <= start < item.span.end:
                    below = item
                before = item.span.end
        node = below
    return None
