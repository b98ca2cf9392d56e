"""Argo's function ``jsonpath``: what a path finds in a document.

In: a document and a path. Out: a value for a path to one place, else a list. Errors below a step that finds several
things (``*``, ``..``, filters, unions, ranges) leave those out that they happened to; elsewhere they are the result.
``kubepath`` is another language, kubectl's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from wfsim.lang import gonumbers
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.govalues import Int64, octets
from wfsim.lang.jsonpath_operators import Script
from wfsim.lang.jsonpath_reading import (
    Computed,
    Current,
    Deep,
    Every,
    Filter,
    Index,
    Key,
    Length,
    Range,
    Root,
    Step,
    Union,
    read,
)
from wfsim.lang.jsonpath_scripts import Unfit, evaluate, holds, whole
from wfsim.lang.values import Json

MOST: Final = 100_000
DEEPEST: Final = 60
Steps = tuple[Step, ...]


def lookup(document: Json, path: str) -> Json:
    """What the function gives."""
    return _Run().follow(document, document, read(path))


def _kind(value: Json) -> str:
    """What the library calls a value's kind."""
    match value:
        case None:
            return "nil"
        case bool():
            return "bool"
        case int():
            return "int64"
        case float():
            return "float64"
        case str():
            return "string"
        case list():
            return "slice"
        case _:
            return "map"


def _wrong_target(step: str, expected: str, value: Json) -> Unfit:
    return Unfit(f"{step}: invalid token target. expected [{expected}] got [{_kind(value)}]")


def _out_of_range(step: str) -> Unfit:
    return Unfit(f"{step}: invalid token out of range")


def _below(value: Json, step: str) -> list[Json]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)]
    raise _wrong_target(step, "array map slice", value)


class _Run:
    """One lookup, with its budget."""

    def __init__(self) -> None:
        self.spent = 0
        self.depth = 0

    def spend(self) -> None:
        self.spent += 1
        if self.spent > MOST:
            raise BudgetSpent("a JSONPath finds too much")

    def follow(self, root: Json, value: Json, steps: Steps) -> Json:
        """What the steps find from a value on."""
        for at, step in enumerate(steps):
            self.spend()
            match step:
                case Current():
                    continue
                case Root():
                    value = root
                case Key():
                    value = _member(value, step.key)
                case Index():
                    value = _item(value, step.index)
                case Length():
                    value = _length(value)
                case Computed():
                    value = self.computed(root, value, step.script)
                case _:
                    return self.several(root, value, step, steps[at + 1 :])
        return value

    def several(self, root: Json, value: Json, step: Step, rest: Steps) -> Json:
        """A step that finds more than one thing, and the steps behind it."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise BudgetSpent("a JSONPath is nested too deeply")
        try:
            match step:
                case Deep():
                    return [*self.deep(root, value, rest)]
                case Every():
                    return [*self.each(root, _below(value, "wildcard"), rest)]
                case Filter():
                    return self.filtered(root, value, step, rest)
                case Union():
                    return self.collected(root, [*self.union(root, value, step)], rest)
                case Range():
                    return self.collected(root, self.cut(root, value, step), rest)
                case _:
                    raise AssertionError(step)
        finally:
            self.depth -= 1

    def each(self, root: Json, values: Iterable[Json], rest: Steps) -> Iterator[Json]:
        """What the steps find behind each value. Errors and nulls are left out, nulls of a last step are kept."""
        for value in values:
            self.spend()
            if not rest:
                yield value
                continue
            try:
                found = self.follow(root, value, rest)
            except Unfit:
                continue
            if found is not None:
                yield found

    def collected(self, root: Json, values: list[Json], rest: Steps) -> Json:
        """Behind a union or a range, an index is one of what was found; any other step goes on from each."""
        if rest and isinstance(rest[0], Index):
            return self.follow(root, values, rest)
        return [*self.each(root, values, rest)]

    def deep(self, root: Json, value: Json, rest: Steps) -> Iterator[Json]:
        todo = [value]
        while todo:
            here = todo.pop()
            if here is None:
                continue
            for found in self.each(root, [here], rest):
                yield from found if rest and isinstance(found, list) else (found,)
            if isinstance(here, (list, dict)):
                todo.extend(reversed(_below(here, "recursive")))

    def filtered(self, root: Json, value: Json, step: Filter, rest: Steps) -> Json:
        if not step.condition.text:
            raise Unfit("invalid expression. is empty")
        found = [one for one in _below(value, "filter") if self.fits(root, one, step.condition)]
        if rest and isinstance(rest[0], Index):
            return self.follow(value, found, rest)
        return [*self.each(root, found, rest)]

    def fits(self, root: Json, value: Json, condition: Script) -> bool:
        try:
            return holds(self.value_of(root, value, condition))
        except Unfit:
            return False

    def value_of(self, root: Json, value: Json, script: Script) -> Json:
        self.spend()
        return evaluate(script, root, value, self.follow)

    def expression(self, root: Json, value: Json, script: Script) -> Json:
        """What a script in brackets gives."""
        if not script.text:
            raise Unfit("invalid expression. is empty")
        try:
            return self.value_of(root, value, script)
        except Unfit as error:
            said = str(error)
            raise Unfit(said if said.startswith("invalid expression") else f"invalid expression. {said}") from None

    def computed(self, root: Json, value: Json, script: Script) -> Json:
        found = self.expression(root, value, script)
        if isinstance(found, str):
            return _member(value, found)
        index = whole(found)
        if index is None:
            raise Unfit(f"unexpected expression result. expected [int string] got [{_kind(found)}]")
        return _item(value, index)

    def union(self, root: Json, value: Json, step: Union) -> Iterator[Json]:
        """The members or the items that a union names, those that are there."""
        parts = [self.part(root, value, one) for one in step.parts]
        names = [one for one in parts if isinstance(one, str)]
        if names and len(names) < len(parts):
            expected, got = ("string", "int") if isinstance(parts[0], int) else ("int", "string")
            raise Unfit(f"union: invalid token argument. expected [{got}] got [{expected}]")
        if not isinstance(value, dict if names else list):
            raise _wrong_target("union", "map" if names else "array slice", value)
        for one in parts:
            if isinstance(one, str) and isinstance(value, dict) and one in value:
                yield value[one]
            if isinstance(one, int) and isinstance(value, list) and -len(value) <= one < len(value):
                yield value[one]

    def part(self, root: Json, value: Json, part: str | int | Script) -> str | int:
        found = self.inside("union", root, value, part) if isinstance(part, Script) else part
        if isinstance(found, str):
            return found
        index = whole(found)
        if index is None:
            raise Unfit(f"union: invalid token argument. expected [int string] got [{_kind(found)}]")
        return index

    def inside(self, step: str, root: Json, value: Json, script: Script) -> Json:
        try:
            return self.expression(root, value, script)
        except Unfit as error:
            said = str(error)
            raise Unfit(said if "invalid token" in said else f"{step}: invalid token {said}") from None

    def cut(self, root: Json, value: Json, step: Range) -> list[Json]:
        if not isinstance(value, list):
            raise _wrong_target("range", "array slice", value)
        first = _edge(self.edge(root, value, step.first), 0, len(value))
        last = _edge(self.edge(root, value, step.last), len(value), len(value))
        stride = self.edge(root, value, step.step)
        if stride == 0:
            raise _out_of_range("range")
        if stride is not None and stride < 0:
            return [value[at] for at in range(last - 1, first - 1, stride)]
        places = range(first, last, 1 if stride is None else stride)
        if places and places[-1] + places.step > gonumbers.INT_MAX:
            raise LangError("reflect: slice index out of range")  # the library counts on beyond 64 bits
        return [value[at] for at in places]

    def edge(self, root: Json, value: Json, edge: int | Script | None) -> int | None:
        if not isinstance(edge, Script):
            return edge
        found = self.inside("range", root, value, edge)
        index = whole(found)
        if index is None:
            said = f"unexpected expression result. expected [int] got [{_kind(found)}]"
            raise Unfit(f"range: invalid token {said}")
        return index


def _member(value: Json, key: str) -> Json:
    if not isinstance(value, dict):
        raise _wrong_target("key", "map", value)
    if key not in value:
        raise Unfit(f"key: invalid token key '{key}' not found")
    return value[key]


def _item(value: Json, index: int) -> Json:
    if not isinstance(value, list):
        raise _wrong_target("index", "array slice", value)
    if not -len(value) <= index < len(value):
        raise _out_of_range("index")
    return value[index]


def _length(value: Json) -> Json:
    """How long a list, a map or a text is, in bytes; a map's own ``length`` comes first."""
    match value:
        case dict():
            return value.get("length", Int64(len(value)))
        case list():
            return Int64(len(value))
        case str():
            return Int64(len(octets(value)))
        case _:
            raise _wrong_target("length", "array map slice string", value)


def _edge(edge: int | None, default: int, size: int) -> int:
    if edge is None:
        return default
    return min(max(edge + size if edge < 0 else edge, 0), size)
