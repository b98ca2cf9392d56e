"""A source → its documents as nodes, and everything wrong with the YAML itself.

In: a ``Source``. Out: ``Reading``. Called by ``spec.workspace`` and by whoever reads a file of wfsim's own. libyaml
does the parsing where PyYAML has it, PyYAML's own parser otherwise; both are imported at the first text that is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wfsim.text import Argo, Diagnostic, Severity, Source
from wfsim.text.records import NamedTuple
from wfsim.yamlio import libyaml
from wfsim.yamlio.builder import Builder, Refused, before, too_deep
from wfsim.yamlio.concern import ARGO
from wfsim.yamlio.jsontext import read_json
from wfsim.yamlio.nodes import Document
from wfsim.yamlio.pieces import Piece, pieces

# Patterns that are compiled only when something is wrong.
_UNPRINTABLE = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_TEXT = r"(?:\s|#[^\n]*(?:\n|\Z))*([^\s#][^\n]*)"


class Reading(NamedTuple):
    """The documents of one source, and the findings of reading it."""

    documents: tuple[Document, ...]
    findings: tuple[Diagnostic, ...] = ()


class Limits(NamedTuple):
    """How many characters are read: etcd takes no object of more than 1.5 million bytes."""

    document: int = 2_000_000
    file: int = 16_000_000


USUAL = Limits()


def read(source: Source, limits: Limits = USUAL) -> Reading:
    """Every document of the source. Never raises on input; a document that cannot be read has no root."""
    if len(source.text) > limits.document and ARGO not in source.text:
        return Reading(())  # much of something else: data, charts, what other programs have written
    if len(source.text) > limits.file:
        return Reading((), _too_large(source, "the file", limits.file, 0, source.text))
    documents: list[Document] = []
    findings: list[Diagnostic] = []
    for index, piece in enumerate(pieces(source.text)):
        document, found = _document(source, index, piece, limits)
        documents.append(document)
        findings.extend(found)
    return Reading(tuple(documents), tuple(findings))


def _document(
    source: Source, index: int, piece: Piece, limits: Limits, make: libyaml.Make | None = None
) -> tuple[Document, list[Diagnostic]]:
    if len(piece.text) > limits.document:
        found = _too_large(source, "the document", limits.document, piece.start, piece.text)
        return Document(source, index, None), list(found)
    if piece.is_json:
        return _json_document(source, index, piece)
    usual, any_error, syntax_error = libyaml.parser()
    builder = Builder(source, piece.start)
    try:
        root = builder.build((make or usual)(piece.text).get_event)
        findings = [*builder.findings, *_after_end(source, piece, builder.end)]
        return Document(source, index, root, builder.dropped), findings
    except Refused as refused:
        finding = refused.finding
    except syntax_error as error:
        if make is None and "unknown escape" in str(error):
            return _document(source, index, piece, limits, libyaml.tolerant())
        finding = _directive(source, piece) or _bad_syntax(source, piece, error)
    except (any_error, UnicodeEncodeError):
        finding = _bad_character(source, piece)
    findings = builder.findings
    if all(one.at.first.line != finding.at.first.line for one in findings):  # else it is the same mistake
        findings.append(finding)
    return Document(source, index, None, True), findings


def _after_end(source: Source, piece: Piece, end: int) -> Iterator[Diagnostic]:
    """What stands below the line ``...`` of a document: nobody reads it."""
    if (rest := piece.text[end:]) and (found := re.match(_TEXT, rest)):
        start = piece.start + end
        at = source.span(start + found.start(1), start + found.end(1))
        message = "what stands below `...` is not read"
        hint = "Begin each document with `---`, or delete this text."
        yield Diagnostic("yaml-syntax", Severity.WARNING, message, at, hint=hint, argo=Argo.IGNORES)


def _json_document(source: Source, index: int, piece: Piece) -> tuple[Document, list[Diagnostic]]:
    try:
        root, findings = read_json(source, piece.start)
    except Refused as refused:
        return Document(source, index, None, True), [refused.finding]
    return Document(source, index, root), findings


def _bad_character(source: Source, piece: Piece) -> Diagnostic:
    found = re.search(_UNPRINTABLE, piece.text)
    start = piece.start + (found.start() if found else 0)
    name = f"U+{ord(source.text[start]):04X}"
    return Diagnostic(
        "yaml-syntax",
        Severity.ERROR,
        f"the character {name} is not allowed in YAML",
        source.span(start, start + 1),
        hint='Delete it, or write it as an escape between double quotes ("\\x07").',
        argo=Argo.IGNORES,
    )


def _directive(source: Source, piece: Piece) -> Diagnostic | None:
    """A line such as ``%YAML 1.2``: cut off from its document, Argo reads it as one of its own."""
    lines = [line for line in piece.text.split("\n") if line.strip() and line.lstrip()[0] != "#"]
    if not lines or any(line[0] != "%" for line in lines):
        return None
    start = piece.start + piece.text.index(lines[0])
    at = source.span(start, start + len(lines[0].rstrip()))
    message = "Argo takes this line for a document of its own, and cannot read it"
    return Diagnostic("yaml-syntax", Severity.WARNING, message, at, hint="Delete it.", argo=Argo.IGNORES)


def _bad_syntax(source: Source, piece: Piece, error: Any) -> Diagnostic:
    unclosed = error.context is not None and "quoted scalar" in error.context and error.context_mark
    mark = unclosed or error.problem_mark or error.context_mark
    start = min(piece.start + (mark.index if mark else 0), len(source.text))
    at = source.span(start, start + 1)
    if start >= len(source.text) or source.text[start] in "\r\n":
        at = before(source, start)
    message = error.problem or error.context or "this is not YAML"
    if "nesting depth" in message:  # libyaml looks ahead, and gives up before the builder has counted
        return too_deep(at)
    return Diagnostic(
        "yaml-syntax",
        Severity.ERROR,
        f"YAML cannot be read here: {message}",
        at,
        hint=_syntax_hint(source, at.start, message),
        argo=Argo.IGNORES,
    )


def _syntax_hint(source: Source, start: int, message: str) -> str:
    line = source.line(source.position(start).line)
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or source.text[start : start + 1] == "\t":
        return "YAML is indented with spaces: replace the tab."
    for words, hint in _HINTS:
        if words in message:
            return hint
    return "Check indentation and quotes on this line and the one above."


_HINTS = (
    ("mapping values are not allowed", "A text that holds `: ` must stand in quotes; else check the indentation."),
    ("cannot start any token", "Put the text in quotes: YAML gives this character a meaning of its own."),
    ("did not find expected ',' or", 'A text that begins with `{` or `[` must stand in quotes: "{{name}}".'),
    ("did not find expected key", "Indent this line like the lines above it, and close every quote."),
    ("did not find expected '-' indicator", "Check that this line is indented like the items of the list above it."),
    ("block sequence entries are not allowed", "A list begins on a line of its own."),
    ("could not find expected ':'", "Each line of a mapping is `key: value`; a longer text needs `|` or quotes."),
    ("found unexpected end of stream", "The quote that opens here is never closed."),
    ("found character that cannot start", "Put the text in quotes."),
    ("tab character", "YAML is indented with spaces: replace the tab."),
)


def _too_large(source: Source, what: str, limit: int, start: int, text: str) -> tuple[Diagnostic, ...]:
    """The finding about what is too much to be read; none where it is not Argo's anyway."""
    if ARGO not in text:
        return ()
    message = f"{what} has {len(text):,} characters; wfsim reads up to {limit:,}"
    hint = "Split it: Kubernetes takes no object of more than about 1.5 million bytes."
    start += len(text) - len(text.lstrip())
    return (Diagnostic("file-too-large", Severity.ERROR, message, source.span(start, start + 1), hint=hint),)
