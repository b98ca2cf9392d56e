"""Bytes of a file → a ``Source``, or the one finding that says why they are no text.

In: a name and the bytes. Out: ``Source`` or ``Diagnostic``. The command line and the Python API call it for every file.
"""

from __future__ import annotations

import codecs

from wfsim.text import Diagnostic, Severity, Source

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(name: str, data: bytes) -> Source | Diagnostic:
    """The text of a file. A byte-order mark chooses the encoding and is left out; without one it must be UTF-8."""
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    body = data[len(mark) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        return _not_text(name, body, error)
    if not text.strip():
        message = "the file is empty" if not text else "the file holds nothing but blanks"
        return _finding("empty-file", name, text, message, "Write a workflow, or leave it out.", Severity.WARNING)
    if "\0" in text:
        return _finding("not-text", name, text, _BINARY, _BINARY_HINT)
    return Source(name, text)


_BINARY = "this is a binary file, not YAML"
_BINARY_HINT = "Name files that hold YAML or JSON text."


def _not_text(name: str, body: bytes, error: UnicodeDecodeError) -> Diagnostic:
    if b"\0" in body[:8192]:
        return _finding("not-text", name, "", _BINARY, _BINARY_HINT)
    good = body[: error.start].decode(error.encoding, "replace")
    source = Source(name, good + body[error.start :].decode("latin-1"))
    message = f"the byte 0x{body[error.start]:02X} here is not {error.encoding.upper().removesuffix('-LE')}"
    at = source.span(len(good), len(good) + 1)
    return Diagnostic("not-text", Severity.ERROR, message, at, hint="Save the file as UTF-8.")


def _finding(
    code: str, name: str, text: str, message: str, hint: str, severity: Severity = Severity.ERROR
) -> Diagnostic:
    return Diagnostic(code, severity, message, Source(name, text).span(0, 1), hint=hint)


def encoded(text: str, like: bytes) -> bytes:
    """A text as bytes, with the byte-order mark and in the encoding of a file that ``decode`` has read."""
    mark, encoding = next(((m, e) for m, e in _MARKS if like.startswith(m)), (b"", "utf-8"))
    return mark + text.encode(encoding)
