"""The edit that makes ``lint`` ignore a finding: a comment at its line, above its block, or at the top of the file.

In: a finding. Out: an edit, or None where no comment would do (in JSON, for findings that cannot be ignored). Called by
``actions``. Each way is tried out: the text must say the same as before, and the finding be silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.suppression import suppressed
from wfsim.text import Diagnostic, Edit, Source, Span
from wfsim.yamlio import plain, read
from wfsim.yamlio.comments import comments
from wfsim.yamlio.pieces import is_json


def here(one: Diagnostic) -> Edit | None:
    """At the line of the finding or above its block."""
    return next((edit for edit in _near(one) if _works(edit, one)), None)


def everywhere(one: Diagnostic) -> Edit | None:
    """In the whole file."""
    return next((edit for edit in _at_top(one) if _works(edit, one)), None)


def _near(one: Diagnostic) -> Iterator[Edit]:
    source, line = one.at.source, one.at.first.line
    yield from _more(source, one.code, "ignore", line)
    end = _start(source, line) + len(source.line(line).rstrip())
    yield Edit(source.span(end, end), f"  # wfsim: ignore[{one.code}]")
    for above in _lines(one):
        start = _start(source, above)
        text = source.line(above)
        indent = text[: len(text) - len(text.lstrip(" "))]
        yield Edit(source.span(start, start), f"{indent}# wfsim: ignore[{one.code}]{_line_end(source)}")


def _at_top(one: Diagnostic) -> Iterator[Edit]:
    for line in range(1, 11):
        yield from _more(one.at.source, one.code, "ignore-file", line)
    yield Edit(one.at.source.span(0, 0), f"# wfsim: ignore-file[{one.code}]{_line_end(one.at.source)}")


def _more(source: Source, code: str, verb: str, line: int) -> Iterator[Edit]:
    """One more code in a comment that stands on a line already."""
    for comment in comments(source, read(source).documents):
        close = comment.at.text.find("]")
        if comment.at.first.line == line and f"wfsim: {verb}[" in comment.at.text and close != -1:
            at = comment.at.start + close
            yield Edit(source.span(at, at), f", {code}")


def _line_end(source: Source) -> str:
    return "\r\n" if "\r\n" in source.text else "\n"


def _start(source: Source, line: int) -> int:
    """The offset of the first character of a line."""
    return sum(len(row) + 1 for row in source.text.split("\n")[: line - 1])


def _lines(one: Diagnostic) -> Iterator[int]:
    """The line of the finding, and those above it that are indented less: what holds it begins there."""
    source, line = one.at.source, one.at.first.line
    yield line
    least = _indent(source.line(line))
    while line > 1 and least:
        line -= 1
        text = source.line(line)
        if text.strip() and _indent(text) < least:
            least = _indent(text)
            yield line


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _works(edit: Edit, one: Diagnostic) -> bool:
    """Whether the text with the edit says the same as before, without the finding."""
    source = one.at.source
    if is_json(source.text):
        return False
    at, added = edit.at.start, len(edit.text)
    changed = Source(source.name, source.text[:at] + edit.text + source.text[at:])
    before, after = read(source), read(changed)
    if len(before.findings) != len(after.findings) or len(before.documents) != len(after.documents):
        return False
    pairs = zip(before.documents, after.documents, strict=True)
    if any(plain(old.root) != plain(new.root) for old, new in pairs):
        return False
    shift = added if at <= one.at.start else 0
    moved = one._replace(at=Span(changed, one.at.start + shift, one.at.end + shift))
    return moved not in suppressed((moved,), after.documents)
