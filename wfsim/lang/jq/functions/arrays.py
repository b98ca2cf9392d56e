"""Functions of arrays and objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from wfsim.lang.errors import BudgetSpent
from wfsim.lang.govalues import valid
from wfsim.lang.jq import operators, order, places
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.encoding import preview
from wfsim.lang.jq.functions.rows import Function
from wfsim.lang.jq.mistakes import JqError, failed, no_array, unfit
from wfsim.lang.jq.order import compare
from wfsim.lang.jq.places import Owned
from wfsim.lang.jq.values import Value, kind, sorted_keys, to_float, to_int

_DEEPEST: Final = 150


def contents(value: Value) -> list[Value] | None:
    """What a container holds, in order of its keys; None for anything else."""
    if isinstance(value, dict):
        return [value[key] for key in sorted_keys(value)]
    return value if isinstance(value, list) else None


def _keys(budget: Budget, value: Value) -> Value:
    if isinstance(value, dict):
        return [*sorted_keys(value)]
    if isinstance(value, list):
        return [*range(len(value))]
    raise unfit("keys", value)


def _has(budget: Budget, value: Value, key: Value) -> Value:
    place = to_int(key)
    if isinstance(value, list) and place is not None:
        return 0 <= place < len(value)
    if isinstance(value, dict) and isinstance(key, str):
        return key in value
    if value is None:
        return False
    raise unfit("has", value, key)


def _add(budget: Budget, value: Value) -> Value:
    items = contents(value)
    if items is None:
        raise unfit("add", value)
    return operators.total(budget, items)


def _reverse(budget: Budget, value: Value) -> Value:
    if not isinstance(value, list):
        raise unfit("reverse", value)
    return value[::-1]


def contains(budget: Budget, value: Value, other: Value, depth: int = 0) -> bool:
    """Whether a value has all of another one: texts, items and members in it, at any depth."""
    budget.spend(1)
    if depth > _DEEPEST:
        raise BudgetSpent("a value is nested too deeply to be searched")
    if isinstance(value, str) and isinstance(other, str):
        return other in value
    if isinstance(value, list) and isinstance(other, list):
        return all(any(_within(budget, one, wanted, depth) for one in value) for wanted in other)
    if isinstance(value, dict) and isinstance(other, dict):
        fits = len(value) >= len(other)
        return fits and all(key in value and _within(budget, value[key], other[key], depth) for key in other)
    if kind(value) == kind(other) == "number":
        return compare(budget, value, other) == 0
    if kind(value) == kind(other) and value is other:
        return True
    raise unfit("contains", value, other)


def _within(budget: Budget, value: Value, other: Value, depth: int) -> bool:
    """The same, where kinds that do not fit are no error."""
    try:
        return contains(budget, value, other, depth + 1)
    except JqError:
        return False


def _inside(budget: Budget, value: Value, other: Value) -> Value:
    return contains(budget, other, value)


def _searching(name: str, how: Callable[[list[int]], Value]) -> Callable[[Budget, Value, Value], Value]:
    """A function that looks for a value, for values in a row, or for a text in a text."""

    def call(budget: Budget, value: Value, wanted: Value) -> Value:
        if value is None:
            return None
        if isinstance(value, list):
            sought: list[Value] = wanted if isinstance(wanted, list) else [wanted]
            return how(places.occurrences(budget, value, sought))
        if not isinstance(value, str) or not isinstance(wanted, str):
            raise unfit(name, value, wanted)
        return how(_found(budget, valid(value), valid(wanted)))

    return call


def _found(budget: Budget, text: str, wanted: str) -> list[int]:
    """Where a text stands in another one; occurrences may overlap."""
    if not wanted:
        return []
    found: list[int] = []
    at = text.find(wanted)
    while at >= 0:
        budget.spend(1)
        found.append(at)
        at = text.find(wanted, at + 1)
    return found


def _flatten(budget: Budget, value: Value, depth: Value = None) -> Value:
    items = contents(value)
    if items is None:
        raise unfit("flatten", value)
    levels = -1.0 if depth is None else to_float(depth)
    if levels is None:
        raise unfit("flatten", depth)
    if depth is not None and (levels < 0 or levels != levels):
        raise JqError(f"flatten depth should not be negative: {preview(levels)}")
    return _flat(budget, items, levels, [], 0)


def _flatten_to(budget: Budget, value: Value, depth: Value) -> Value:
    if contents(value) is not None and to_float(depth) is None:
        raise unfit("flatten", depth)
    return _flatten(budget, value, depth)


def _flat(budget: Budget, items: list[Value], levels: float, found: list[Value], depth: int) -> list[Value]:
    if depth > _DEEPEST:
        raise BudgetSpent("an array is nested too deeply to be flattened")
    budget.spend(1 + len(items))
    for one in items:
        if isinstance(one, list) and levels != 0:
            _flat(budget, one, levels - 1, found, depth + 1)
        else:
            found.append(one)
    return found


def _extreme(name: str, least: bool) -> Callable[..., Value]:
    def call(budget: Budget, value: Value, *by: Value) -> Value:
        items, keys = _keyed(name, value, by)
        if not items:
            return None
        best = 0
        for place in range(1, len(keys)):
            if (compare(budget, keys[best], keys[place]) > 0) == least:
                best = place
        return items[best]

    return call


def _keyed(name: str, value: Value, by: tuple[Value, ...]) -> tuple[list[Value], list[Value]]:
    """Items and what they are ordered by: themselves where there is nothing else."""
    if not isinstance(value, list):
        raise unfit(name, value, *by)
    if not by:
        return value, value
    (keys,) = by
    if not isinstance(keys, list):
        raise unfit(name, value, keys)
    if len(keys) != len(value):
        raise failed("length mismatch", name, value, keys)
    return value, keys


def _sorted(name: str) -> Callable[..., Value]:
    def call(budget: Budget, value: Value, *by: Value) -> Value:
        items, keys = _keyed(name, value, by)
        return [items[place] for place in order.by_key(budget, keys)]

    return call


def _grouped(budget: Budget, name: str, value: Value, by: tuple[Value, ...]) -> list[list[Value]]:
    items, keys = _keyed(name, value, by)
    found: list[list[Value]] = []
    last: Value = None
    for place in order.by_key(budget, keys):
        if found and compare(budget, last, keys[place]) == 0:
            found[-1].append(items[place])
        else:
            found.append([items[place]])
            last = keys[place]
    return found


def _group(budget: Budget, value: Value, *by: Value) -> Value:
    return [*_grouped(budget, "group_by", value, by)]


def _unique(name: str) -> Callable[..., Value]:
    return lambda budget, value, *by: [group[0] for group in _grouped(budget, name, value, by)]


def _transpose(budget: Budget, value: Value) -> Value:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise unfit("transpose", value)
    rows = [row for row in value if isinstance(row, list)]
    width = max(map(len, rows), default=0)
    budget.spend(width * len(rows) >> 2)
    return [[row[column] if column < len(row) else None for row in rows] for column in range(width)]


def _bsearch(budget: Budget, value: Value, wanted: Value) -> Value:
    if not isinstance(value, list):
        raise unfit("bsearch", value, wanted)
    first, last = 0, len(value)
    while first < last:
        middle = (first + last) // 2
        if compare(budget, value[middle], wanted) >= 0:
            last = middle
        else:
            first = middle + 1
    found = first < len(value) and compare(budget, value[first], wanted) == 0
    return first if found else -first - 1


def _captures(budget: Budget, value: Value) -> Value:
    if not isinstance(value, list):
        raise no_array(value)
    found: dict[str, Value] = {}
    for one in value:
        if isinstance(one, dict) and isinstance(name := one.get("name"), str):
            found[name] = one.get("string")
    return found


def _setpath(budget: Budget, value: Value, path: Value, new: Value) -> Value:
    return places.put(budget, value, path, new, Owned())


def _delpaths(budget: Budget, value: Value, paths: Value) -> Value:
    return places.delete(budget, value, paths, Owned())


ROWS: Final = (
    Function("keys", 0, "The keys of an object in order, or the indices of an array.", _keys),
    Function("has", 1, "Whether an object has a key, or an array an index.", _has),
    Function("add", 0, "The sum of all that a container holds.", _add),
    Function("reverse", 0, "An array from its end.", _reverse),
    Function("contains", 1, "Whether a value has all of another one in it.", contains),
    Function("inside", 1, "Whether a value is all in another one.", _inside),
    Function(
        "indices",
        1,
        "Where a value, or several in a row, stand in an array; a text in a text.",
        _searching("indices", lambda found: [*found]),
    ),
    Function("index", 1, "The first of the indices.", _searching("index", lambda found: found[0] if found else None)),
    Function("rindex", 1, "The last of the indices.", _searching("rindex", lambda found: found[-1] if found else None)),
    Function("flatten", 0, "All items of nested arrays in one.", _flatten),
    Function("flatten", 1, "Items of nested arrays, down to a depth.", _flatten_to),
    Function("min", 0, "The least item.", _extreme("min", True)),
    Function("_min_by", 1, "The item whose key is the least.", _extreme("min_by", True)),
    Function("max", 0, "The greatest item.", _extreme("max", False)),
    Function("_max_by", 1, "The item whose key is the greatest.", _extreme("max_by", False)),
    Function("sort", 0, "The items in order.", _sorted("sort")),
    Function("_sort_by", 1, "The items in the order of their keys.", _sorted("sort_by")),
    Function("_group_by", 1, "The items with equal keys together.", _group),
    Function("unique", 0, "The items in order, each once.", _unique("unique")),
    Function("_unique_by", 1, "One item for each key.", _unique("unique_by")),
    Function("transpose", 0, "Rows to columns.", _transpose),
    Function(
        "bsearch", 1, "The index of an item in an ordered array, or, negative, where it would have to be.", _bsearch
    ),
    Function("setpath", 2, "The value with another one at a path.", _setpath),
    Function("delpaths", 1, "The value without what is at some paths.", _delpaths),
    Function("_captures", 0, "What the named groups of a match have found.", _captures),
)
