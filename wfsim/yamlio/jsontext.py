"""A text that is one JSON value → nodes.

In: a source whose whole text is JSON (``pieces`` has tried it). Out: the root node and findings. ``reader`` calls it.
JSON has its own reader since Argo decodes it as JSON: ``"y"`` is a text, a repeated key is refused aloud.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator

from wfsim.text import Argo, Diagnostic, Source
from wfsim.yamlio.builder import MAX_DEPTH, Refused, duplicate_key, too_deep
from wfsim.yamlio.nodes import Entry, Mapping, Node, Scalar, Sequence, Style
from wfsim.yamlio.scalars import Value, as_json

_TOKEN = re.compile(
    r'[\s,:]*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<open>[\[{])|(?P<close>[\]}])|(?P<word>[^\s,:\[\]{}"]+))'
)
_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None}


def read_json(source: Source, start: int) -> tuple[Node, list[Diagnostic]]:
    """The root of the JSON value that begins at ``start``. Refused where it nests too deeply."""
    findings: list[Diagnostic] = []
    stack: list[tuple[int, bool, list[Node]]] = [(start, False, [])]
    for found in _TOKEN.finditer(source.text, start):
        begin, end, kind = found.start(found.lastgroup or 0), found.end(), found.lastgroup
        if kind == "open":
            if len(stack) > MAX_DEPTH:
                raise Refused(too_deep(source.span(begin, end)))
            stack.append((begin, source.text[begin] == "{", []))
        elif kind == "close":
            opened, is_mapping, children = stack.pop()
            stack[-1][2].append(_collection(source, opened, end, is_mapping, children, findings))
        else:
            stack[-1][2].append(_scalar(source, begin, end))
    return stack[0][2][0], findings


def _scalar(source: Source, start: int, end: int) -> Scalar:
    token, span = source.text[start:end], source.span(start, end)
    if token[0] == '"':
        text = json.loads(token)
        return Scalar(span, text, text, Style.DOUBLE)
    value = _WORDS[token] if token in _WORDS else json.loads(token)
    if isinstance(value, float):
        value = as_json(value) if math.isfinite(value) else token
    return Scalar(span, value, token, Style.PLAIN)


def _collection(
    source: Source, start: int, end: int, is_mapping: bool, children: list[Node], findings: list[Diagnostic]
) -> Node:
    span = source.span(start, end)
    if not is_mapping:
        return Sequence(span, tuple(children))
    entries = tuple(_entries(children))
    seen: dict[str, Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.key.text, entry)
        if first is not entry:
            findings.append(duplicate_key(first, entry, "Argo refuses the object", Argo.REJECTS))
    return Mapping(span, entries)


def _entries(children: list[Node]) -> Iterator[Entry]:
    for key, value in zip(children[::2], children[1::2], strict=True):
        if isinstance(key, Scalar):
            yield Entry(key, value)
