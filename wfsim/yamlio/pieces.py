"""A file's text → the texts of its documents, cut as Argo cuts them.

In: the whole text. Out: ``Piece`` with the offset of its first character. ``reader`` parses each one alone, so that a
syntax error spoils one document only. Argo cuts at every line that begins with three dashes, by pattern, not by
parsing; a text that is one JSON value is never cut.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from wfsim.text.records import NamedTuple

_CUT = re.compile(r"\n---")


class Piece(NamedTuple):
    """One document's text and where it begins in the file."""

    start: int
    text: str
    is_json: bool = False


def pieces(text: str) -> Iterator[Piece]:
    """The documents of a file in order, blank ones left out."""
    begin = 1 if text.startswith("\ufeff") else 0
    if is_json(text[begin:]):
        yield Piece(begin, text[begin:], True)
        return
    for cut in _CUT.finditer(text):
        if text[begin : cut.start()].strip():
            yield Piece(begin, text[begin : cut.start()])
        begin = cut.end()
    if text[begin:].strip():
        yield Piece(begin, text[begin:])


def _no_constant(name: str) -> None:
    """Python's ``json`` takes NaN and Infinity, JSON does not."""
    raise ValueError(name)


def is_json(text: str) -> bool:
    """Whether the whole text is one JSON object or list."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return False
    return True
