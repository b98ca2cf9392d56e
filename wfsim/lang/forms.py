"""JSON data with tags in its texts, read once and filled in often.

In: the data, once; then the values of its tags. Out: what ``template.replace`` makes of the data's JSON text, without
writing and reading that text each time. Nothing where the two could differ (an expression, a tag that is not closed, a
value with a quote or a brace): whoever asks replaces the text then. Called by the engine for templates and loops.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from typing import Final, TypeAlias

from wfsim.lang.tags import OPENING
from wfsim.lang.values import MISSING, Json, Nothing
from wfsim.text.records import NamedTuple

Find: TypeAlias = "Callable[[str], Json | Nothing]"
Fill: TypeAlias = Callable[[Sequence[str]], Json]

_TAG: Final = re.compile(r"\{\{( *([A-Za-z0-9_.-]+) *)\}\}", re.ASCII)
# What is the same in a JSON string as in Go's quotes, and cannot become part of another tag.
_plain: Final = re.compile(r"[ !#-\[\]-z|~]*", re.ASCII).fullmatch


class _Unfit(Exception):
    """The data has tags that a form does not know how to fill in."""


class Form(NamedTuple):
    """``parts``: the fields that have tags somewhere, with what makes their values; ``tags``: names, and as written."""

    data: dict[str, Json]
    parts: tuple[tuple[str, Fill], ...]
    tags: tuple[tuple[str, str], ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are not always the same."""
        return tuple(field for field, _ in self.parts)

    def filled(self, find: Find, *, allow_unresolved: bool) -> dict[str, Json] | None:
        """The data with the values that ``find`` gives; None where the text must be replaced to know."""
        values: list[str] = []
        for name, written in self.tags:
            value = find(name)
            if value is MISSING and allow_unresolved:
                values.append(written)
            elif type(value) is str and _plain(value):
                values.append(value)
            else:
                return None
        made = self.data.copy()
        for field, fill in self.parts:
            made[field] = fill(values)
        return made


def form(data: dict[str, Json]) -> Form | None:
    """The form of JSON data, None where it has tags of another kind than names."""
    tags: dict[str, int] = {}
    try:
        parts = tuple(_members(data, tags))
    except _Unfit:
        return None
    return Form(data, parts, tuple((written[2:-2].strip(), written) for written in tags))


def _members(data: dict[str, Json], tags: dict[str, int]) -> Iterator[tuple[str, Fill]]:
    for key, value in data.items():
        if OPENING in key:
            raise _Unfit
        if (fill := _filler(value, tags)) is not None:
            yield key, fill


def _filler(value: Json, tags: dict[str, int]) -> Fill | None:
    """What makes the value anew, None where it has no tag. Whatever has none is shared."""
    if isinstance(value, str):
        return _text(value, tags) if OPENING in value else None
    if isinstance(value, dict):
        members = tuple(_members(value, tags))
        return _object(value, members) if members else None
    if isinstance(value, float) and not isfinite(value):
        raise _Unfit  # no JSON
    if isinstance(value, list):
        found = [(index, fill) for index, one in enumerate(value) if (fill := _filler(one, tags)) is not None]
        return _list(value, tuple(found)) if found else None
    return None


def _text(text: str, tags: dict[str, int]) -> Fill:
    literals: list[str] = []
    numbers: list[int] = []
    at = 0
    for tag in _TAG.finditer(text):
        literals.append(text[at : tag.start()])
        numbers.append(tags.setdefault(tag.group(), len(tags)))
        at = tag.end()
    literals.append(text[at:])
    if any(OPENING in one or one.endswith("{") for one in literals):
        raise _Unfit
    if literals == ["", ""]:
        only = numbers[0]
        return lambda values: values[only]
    pattern = "%s".join(one.replace("%", "%%") for one in literals)
    return lambda values: pattern % tuple([values[number] for number in numbers])


def _object(data: dict[str, Json], members: tuple[tuple[str, Fill], ...]) -> Fill:
    def fill(values: Sequence[str]) -> Json:
        made = data.copy()
        for key, one in members:
            made[key] = one(values)
        return made

    return fill


def _list(data: list[Json], members: tuple[tuple[int, Fill], ...]) -> Fill:
    def fill(values: Sequence[str]) -> Json:
        made = data.copy()
        for index, one in members:
            made[index] = one(values)
        return made

    return fill
