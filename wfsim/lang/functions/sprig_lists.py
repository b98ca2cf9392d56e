"""sprig's functions of lists. They take lists of any type, and give lists of anything.

In: values. Out: the table for ``table``. Most functions have a twin with ``must`` before the name that does the same:
both fail where they can do nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from wfsim.lang.deepequal import alike
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.functions.numbers import whole
from wfsim.lang.functions.signatures import Table, exact, twins
from wfsim.lang.functions.sprig_numbers import int_of
from wfsim.lang.functions.sprig_values import is_empty
from wfsim.lang.gotypes import go
from wfsim.lang.govalues import Items, NoItems, type_name
from wfsim.lang.operators import divided
from wfsim.lang.values import Json

TABLE: Table = {}
declare = exact(TABLE)
both = twins(TABLE)
_MOST_COMPARISONS = 100_000
_LARGEST = 1_000_000
_LISTS = go("[][]interface {}")


@declare("list", "(values...: any) -> list", "A list of the values.")
def _list(*values: Json) -> Json:
    return [*values]


@declare("tuple", "(values...: any) -> list", "The same as `list`.")
def _tuple(*values: Json) -> Json:
    return [*values]


def _nothing() -> Json:
    return NoItems()


class _Seen:
    """Values in which others are looked for: numbers and texts at once, lists and maps one by one."""

    def __init__(self, values: Iterable[Json] = ()) -> None:
        self.plain: set[tuple[str, Json]] = set()
        self.others: list[Json] = []
        self.left = _MOST_COMPARISONS
        for one in values:
            self.add(one)

    def add(self, value: Json) -> None:
        if isinstance(value, (list, dict)):
            self.others.append(value)
        elif value == value:  # no number is not even like itself
            self.plain.add((type_name(value), value))

    def __contains__(self, value: Json) -> bool:
        if not isinstance(value, (list, dict)):
            return value == value and (type_name(value), value) in self.plain
        self.left -= len(self.others)
        if self.left < 0:
            raise BudgetSpent("too many lists and maps to compare")
        return any(alike(one, value) for one in self.others)


def _deduplicated(values: list[Json]) -> Json:
    found: list[Json] = []
    seen = _Seen()
    for one in values:
        if one not in seen:
            seen.add(one)
            found.append(one)
    return found


_OF_LISTS: dict[str, tuple[Callable[[list[Json]], Json], str, str]] = {
    "first": (lambda values: values[0] if values else None, "any", "The first item; nothing of an empty list."),
    "last": (lambda values: values[-1] if values else None, "any", "The last item; nothing of an empty list."),
    "rest": (lambda values: values[1:] if values else _nothing(), "list", "All but the first item."),
    "initial": (lambda values: values[:-1] if values else _nothing(), "list", "All but the last item."),
    "reverse": (lambda values: [*reversed(values)], "list", "The items from last to first."),
    "uniq": (_deduplicated, "list", "Every item once."),
    "compact": (
        lambda values: [one for one in values if not is_empty(one)],
        "list",
        "The items that are not empty.",
    ),
}
for _name, (_how, _gives, _doc) in _OF_LISTS.items():
    both(_name, f"(values: list) -> {_gives}", _doc)(_how)


def _append(values: list[Json], value: Json) -> Json:
    return [*values, value]


both("append", "(values: list, value: any) -> list", "The list with a value at its end.")(_append)
both("push", "(values: list, value: any) -> list", "The list with a value at its end.")(_append)


@both("prepend", "(values: list, value: any) -> list", "The list with a value at its beginning.")
def _prepend(values: list[Json], value: Json) -> Json:
    return [value, *values]


@declare("concat", "(lists...: any) -> any", "Lists one behind the other.", gives="list")
def _concat(*lists: Json) -> Json:
    found: list[Json] = []
    for one in lists:
        if not isinstance(one, list):
            raise LangError(f"Cannot concat type {type_name(one)} as list")
        if len(found) + len(one) > _LARGEST:
            raise BudgetSpent("memory budget exceeded")
        found += one
    return found or _nothing()


@both("has", "(value: any, values: any) -> bool", "Whether a list has the value.")
def _has(value: Json, values: Json) -> Json:
    if values is None:
        return False
    if not isinstance(values, list):
        raise LangError(f"Cannot find has on type {type_name(values)}")
    return any(alike(one, value) for one in values)


@both("without", "(values: list, unwanted...: any) -> list", "The list without these values.")
def _without(values: list[Json], *unwanted: Json) -> Json:
    seen = _Seen(unwanted)
    return [one for one in values if one not in seen]


@both("slice", "(values: list, edges...: any) -> any", "The items from one place to another; nothing of an empty list.")
def _slice(values: list[Json], *edges: Json) -> Json:
    if not values:
        return None
    start = int_of(edges[0]) if edges else 0
    end = int_of(edges[1]) if len(edges) > 1 else len(values)
    if not 0 <= start <= end <= len(values):
        raise LangError("reflect.Value.Slice: slice index out of bounds")
    return Items(values[start:end], values.type) if isinstance(values, Items) else values[start:end]


@both("chunk", "(size: int, values: list) -> [][]any", "The items in lists of this size.")
def _chunk(size: int, values: list[Json]) -> Json:
    """The count is worked out with floats, so that a size below 1 now and then comes to something."""
    lists = divided(float(len(values) - 1), float(size))
    count = whole(math.floor(lists) + 1.0) if math.isfinite(lists) else -1
    if count < 0 or count > _LARGEST:
        raise LangError("runtime error: makeslice: len out of range")
    found: list[Json] = []
    for place in range(count):
        last = place == count - 1
        length = (int(math.fmod(len(values), size)) if last else size) or size
        if length < 0:
            raise LangError("runtime error: makeslice: len out of range")
        found.append(values[place * size : place * size + length])
    return Items(found, _LISTS)
