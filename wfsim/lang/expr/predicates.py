"""The functions that compute something for each item of a list: ``filter``, ``map``, ``any`` and the like.

In: a list and what to compute of one item. Out: the function's value. Called by ``evaluation``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from wfsim.lang.errors import LangError
from wfsim.lang.functions.lists import ordered
from wfsim.lang.gotypes import go
from wfsim.lang.govalues import Keyed
from wfsim.lang.operators import OPERATIONS, truth
from wfsim.lang.values import Json

Each = Callable[[int], Json]
Function = Callable[[list[Json], Each, list[Json]], Json]


def _holding(values: list[Json], each: Each, places: Iterable[int]) -> Iterable[int]:
    return (place for place in places if truth(each(place)))


def _first(values: list[Json], each: Each, places: Iterable[int]) -> int:
    return next(iter(_holding(values, each, places)), -1)


def _found(values: list[Json], place: int) -> Json:
    return values[place] if place >= 0 else None


def _place(place: int) -> Json:
    return place if place >= 0 else None


def _up(values: list[Json]) -> range:
    return range(len(values))


def _down(values: list[Json]) -> range:
    return range(len(values) - 1, -1, -1)


def _group(values: list[Json], each: Each, rest: list[Json]) -> Json:
    groups = Keyed({}, go("map[interface {}][]interface {}"))
    for place, value in enumerate(values):
        key = each(place)
        if not isinstance(key, str):
            raise LangError("groupBy gives a map, and keys of a map are texts here")
        group = groups.setdefault(key, [])
        assert isinstance(group, list)
        group.append(value)
    return groups


def _sum(values: list[Json], each: Each, rest: list[Json]) -> Json:
    total: Json = 0
    for place in _up(values):
        total = OPERATIONS["+"](total, each(place))
    return total


def _sort(values: list[Json], each: Each, rest: list[Json]) -> Json:
    order = rest[0] if rest else "asc"
    if not isinstance(order, str):
        raise LangError("sortBy order argument must be a string")
    if order not in ("asc", "desc"):
        raise LangError("unknown order, use asc or desc")
    return ordered(values, [each(place) for place in _up(values)], order)


TABLE: Final[dict[str, Function]] = {
    "all": lambda values, each, rest: all(truth(each(place)) for place in _up(values)),
    "any": lambda values, each, rest: any(truth(each(place)) for place in _up(values)),
    "none": lambda values, each, rest: not any(truth(each(place)) for place in _up(values)),
    "one": lambda values, each, rest: len(list(_holding(values, each, _up(values)))) == 1,
    "filter": lambda values, each, rest: [values[place] for place in _holding(values, each, _up(values))],
    "map": lambda values, each, rest: [each(place) for place in _up(values)],
    "count": lambda values, each, rest: len(list(_holding(values, each, _up(values)))),
    "find": lambda values, each, rest: _found(values, _first(values, each, _up(values))),
    "findLast": lambda values, each, rest: _found(values, _first(values, each, _down(values))),
    "findIndex": lambda values, each, rest: _place(_first(values, each, _up(values))),
    "findLastIndex": lambda values, each, rest: _place(_first(values, each, _down(values))),
    "groupBy": _group,
    "sum": _sum,
    "sortBy": _sort,
}
