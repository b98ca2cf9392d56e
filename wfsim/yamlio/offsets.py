"""Indices into a scalar's text → the place in the file.

In: a source, a scalar read from it and two indices into ``scalar.text``. Out: a span. Called for every finding about a
part of a text (a tag, a name in an expression). Exact in all five styles: escapes, doubled quotes, folded lines and the
indentation of blocks are stepped over, as libyaml steps over them when it reads.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from wfsim.text import Source, Span
from wfsim.text.records import NamedTuple
from wfsim.yamlio.nodes import Scalar, Style


class Place(NamedTuple):
    """Where one character of a scalar's text comes from."""

    start: int
    end: int


def inner(source: Source, scalar: Scalar, start: int, end: int) -> Span:
    """The span of ``scalar.text[start:end]`` in the file; at least one character wide where the scalar is."""
    size = len(scalar.text)
    start = min(max(start, 0), size)
    end = min(max(end, start), size)
    span, text = scalar.span, scalar.text
    if scalar.style in _QUOTES:
        offset = span.start + _QUOTES[scalar.style]
        if source.text.startswith(text, offset) and _is_simple(scalar):
            return source.span(offset + start, offset + max(end, start + (start == end < size)))
    places = _places(source, span.start, span.end, scalar.style, text)
    if not places or len(places) < size:
        return span
    if start == size:
        return source.span(places[-1].end, places[-1].end)
    return source.span(places[start].start, places[max(end, start + 1) - 1].end)


_QUOTES = {Style.PLAIN: 0, Style.SINGLE: 1, Style.DOUBLE: 1}


def _is_simple(scalar: Scalar) -> bool:
    """Whether the text stands in the file as it is."""
    quotes = 2 * _QUOTES[scalar.style]
    return scalar.span.end - scalar.span.start == len(scalar.text) + quotes and "\n" not in scalar.text


@lru_cache(maxsize=64)
def _places(source: Source, start: int, end: int, style: Style, text: str) -> tuple[Place, ...]:
    """The place of every character of the text."""
    match style:
        case Style.LITERAL | Style.FOLDED:
            return _Block(source.text, start, style is Style.FOLDED, text).places()
        case Style.PLAIN:
            return _flow(source.text, start, end, _PLAIN)
        case Style.SINGLE:
            return _flow(source.text, start + 1, end - 1, _SINGLE)
        case Style.DOUBLE:
            return _flow(source.text, start + 1, end - 1, _DOUBLE)


_BREAK = "(?:\r\n|[\r\n\x85\u2028\u2029])"
_FOLD = rf"(?P<fold>[ \t]*{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*)"
_PLAIN = rf"{_FOLD}|(?P<one>.)"
_SINGLE = rf"{_FOLD}|(?P<one>''|.)"
_DOUBLE = (
    rf"(?P<joint>\\{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*)|{_FOLD}"
    r"|(?P<one>\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\x..|\\u....|\\U........|\\.|.)"
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when first needed: most files have nothing to look up."""
    return re.compile(pattern, re.DOTALL)


def _flow(text: str, start: int, end: int, pattern: str) -> tuple[Place, ...]:
    """The characters of a plain or quoted scalar between two offsets."""
    places: list[Place] = []
    for found in _compiled(pattern).finditer(text, start, end):
        if found.lastgroup == "one":
            places.append(Place(found.start(), found.end()))
            continue
        breaks = [Place(one.start(), one.end()) for one in _compiled(_BREAK).finditer(text, found.start(), found.end())]
        if found.lastgroup == "fold" and len(breaks) == 1 and text[breaks[0].start] not in "\u2028\u2029":
            places.append(breaks[0])  # becomes one blank
        elif text[breaks[0].start] in "\u2028\u2029":
            places.extend(breaks)
        else:
            places.extend(breaks[1:])
    return tuple(places)


class _Block:
    """One literal or folded scalar, stepped through as libyaml's scanner does."""

    def __init__(self, text: str, start: int, folded: bool, value: str) -> None:
        self.text = text
        self.folded = folded
        self.size = len(value)
        header = _compiled(_BREAK).search(text, start)
        self.at = header.end() if header else len(text)
        self.indent = self._indent(value)
        self.inside = True  # the line at ``at`` is indented like the block

    def _indent(self, value: str) -> int:
        """How far the block is indented: its first line with something on it, less the blanks that belong to it."""
        own = next((line for line in value.split("\n") if line.strip(" ")), None)
        at = self.at
        while (found := _compiled(_BREAK).search(self.text, at)) and not self.text[at : found.start()].strip(" "):
            at = found.end()
        line = self.text[at : found.start() if found else len(self.text)]
        if own is None:
            return len(self.text)  # nothing but line breaks: every blank is indentation
        return max((len(line) - len(line.lstrip(" "))) - (len(own) - len(own.lstrip(" "))), 0)

    def places(self) -> tuple[Place, ...]:
        out: list[Place] = []
        first: list[Place] = []  # the break that ended the line before
        blank_before = False
        more = self._breaks()
        while len(out) < self.size and self.inside and self.at < len(self.text):
            blank = self.text[self.at] in " \t"
            if self.folded and first and not blank_before and not blank:
                if not more:
                    out.extend(first)  # folded into one blank
            else:
                out.extend(first)
            out.extend(more)
            blank_before = blank
            found = _compiled(_BREAK).search(self.text, self.at)
            stop = found.start() if found else len(self.text)
            out.extend(Place(at, at + 1) for at in range(self.at, stop))
            first = [Place(found.start(), found.end())] if found else []
            self.at = found.end() if found else stop
            more = self._breaks()
        out.extend(first)
        out.extend(more)
        return tuple(out[: self.size])

    def _breaks(self) -> list[Place]:
        """Step over indentation and empty lines; the breaks of those lines."""
        breaks: list[Place] = []
        while True:
            begin = self.at
            while self.at - begin < self.indent and self.text[self.at : self.at + 1] == " ":
                self.at += 1
            found = _compiled(_BREAK).match(self.text, self.at)
            if found is None:
                self.inside = self.at - begin == self.indent
                return breaks
            breaks.append(Place(found.start(), found.end()))
            self.at = found.end()
