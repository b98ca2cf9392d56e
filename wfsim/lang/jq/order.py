"""jq's order of values: null, false, true, numbers, texts, arrays, objects.

In: two values. Out: less, equal or more. Numbers that are none come before all numbers, each other included.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key
from typing import Final

from wfsim.lang.errors import BudgetSpent
from wfsim.lang.govalues import octets
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.values import Number, Value, as_float, kind, number, sorted_keys

DEEPEST: Final = 150
_RANKS: Final = {"null": 0, "boolean": 1, "number": 3, "string": 4, "array": 5, "object": 6}


def compare(budget: Budget, left: Value, right: Value, depth: int = 0) -> int:
    """-1, 0 or 1."""
    if type(left) is type(right):
        if type(left) is float or type(left) is int:
            return _numbers(left, right)  # type: ignore[arg-type]
        if type(left) is str:
            return _texts(left, right)  # type: ignore[arg-type]
    if type(left) is list and type(right) is list:
        return _lists(budget, left, right, depth)
    if type(left) is dict and type(right) is dict:
        return _objects(budget, left, right, depth)
    first, second = number(left), number(right)
    if first is not None and second is not None:
        return _numbers(first, second)
    return _sign(_rank(left) - _rank(right))


def _rank(value: Value) -> int:
    return 2 if value is True else _RANKS[kind(value)]


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _texts(left: str, right: str) -> int:
    if left == right:
        return 0
    if left.isascii() or right.isascii():
        return -1 if left < right else 1
    return -1 if octets(left) < octets(right) else 1


def _numbers(left: Number, right: Number) -> int:
    if type(left) is not type(right):
        left, right = as_float(left), as_float(right)
    if left < right or left != left:
        return -1
    return 0 if left == right else 1


def _lists(budget: Budget, left: Sequence[Value], right: Sequence[Value], depth: int) -> int:
    if depth > DEEPEST:
        raise BudgetSpent("a value is nested too deeply to be compared")
    budget.spend(1)
    for one, two in zip(left, right, strict=False):
        budget.spend(1)
        found = compare(budget, one, two, depth + 1)
        if found:
            return found
    return _sign(len(left) - len(right))


def _objects(budget: Budget, left: dict[str, Value], right: dict[str, Value], depth: int) -> int:
    keys, others = sorted_keys(left), sorted_keys(right)
    found = _lists(budget, keys, others, depth)
    return found or _lists(budget, [left[key] for key in keys], [right[key] for key in keys], depth)


def by_key(budget: Budget, keys: Sequence[Value]) -> list[int]:
    """The places of keys in their order; equal ones stay in the order in which they are."""
    places = list(range(len(keys)))
    if any(_no_number(one) for one in keys):
        return _inserted(budget, places, keys)

    def ordered(one: int, two: int) -> int:
        return compare(budget, keys[one], keys[two])

    return sorted(places, key=cmp_to_key(ordered))


def _no_number(key: Value) -> bool:
    """Whether a key is not even equal to itself, so that the order depends on the way of sorting."""
    return any(type(one) is float and one != one for one in (key if isinstance(key, list) else (key,)))


def _inserted(budget: Budget, places: list[int], keys: Sequence[Value]) -> list[int]:
    """Sorted by insertion, as Go sorts up to twenty values."""
    for count in range(1, len(places)):
        at = count
        while at and compare(budget, keys[places[at]], keys[places[at - 1]]) < 0:
            places[at - 1], places[at] = places[at], places[at - 1]
            at -= 1
    return places
