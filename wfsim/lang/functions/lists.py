"""expr-lang's functions of lists and maps, but for those that take a predicate (those are in ``expr.predicates``)."""

from __future__ import annotations

from functools import cmp_to_key

from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.functions.signatures import Table, declare
from wfsim.lang.gotypes import go
from wfsim.lang.govalues import Keyed, type_name
from wfsim.lang.operators import equal, fetched, less
from wfsim.lang.values import Json

TABLE: Table = {}
LARGEST = 1_000_000


@declare(TABLE, "len", "(value: string|list|map) -> int", "How many characters, items or keys.")
def _len(value: str | list[Json] | dict[str, Json]) -> Json:
    return len(value)


@declare(TABLE, "first", "(list: list) -> any", "The first item; nothing of an empty list.", lenient=True)
def _first(values: Json) -> Json:
    return _get(values, 0)


@declare(TABLE, "last", "(list: list) -> any", "The last item; nothing of an empty list.", lenient=True)
def _last(values: Json) -> Json:
    return _get(values, -1)


@declare(TABLE, "get", "(value: any, key: any) -> any", "The item or field; nothing where there is none.")
def _get(value: Json, key: Json) -> Json:
    if isinstance(value, (list, str)) and (not isinstance(key, (int, float)) or isinstance(key, bool)):
        raise LangError(f"invalid operation: int({type_name(key)})")
    try:
        return fetched(value, key)
    except LangError:
        return None


@declare(TABLE, "take", "(list: list, count: int) -> list", "The first items.")
def _take(values: list[Json], count: int) -> Json:
    if count < 0:
        raise LangError("reflect.Value.Slice: slice index out of bounds")
    return values[:count]


@declare(TABLE, "keys", "(map: map) -> list", "The keys of a map, sorted (Go has them in chance order).")
def _keys(value: dict[str, Json]) -> Json:
    return [*sorted(value)]


@declare(TABLE, "values", "(map: map) -> list", "The values of a map, in the order of their keys.")
def _values(value: dict[str, Json]) -> Json:
    return [value[key] for key in sorted(value)]


@declare(TABLE, "toPairs", "(map: map) -> list", "The keys and values of a map as pairs.")
def _to_pairs(value: dict[str, Json]) -> Json:
    return [[key, value[key]] for key in sorted(value)]


@declare(TABLE, "fromPairs", "(pairs: list) -> map", "A map from pairs.")
def _from_pairs(pairs: list[Json]) -> Json:
    found = Keyed({}, go("map[interface {}]interface {}"))
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2:
            raise LangError("invalid pair")
        if not isinstance(pair[0], str):
            raise LangError("fromPairs gives a map, and keys of a map are texts here")
        found[pair[0]] = pair[1]
    return found


@declare(TABLE, "reverse", "(list: list) -> list", "The items from last to first.")
def _reverse(values: list[Json]) -> Json:
    return values[::-1]


@declare(TABLE, "uniq", "(list: list) -> list", "Every item once, where it came first.")
def _uniq(values: list[Json]) -> Json:
    found: list[Json] = []
    if len(values) > 5_000:
        raise BudgetSpent("uniq of more than 5000 items")
    for one in values:
        if not any(equal(one, other) for other in found):
            found.append(one)
    return found


@declare(TABLE, "concat", "(lists...: list) -> list", "Lists one behind the other.")
def _concat(*lists: list[Json]) -> Json:
    if not lists:
        raise LangError("invalid number of arguments (expected at least 1, got 0)")
    if sum(map(len, lists)) >= LARGEST:
        raise BudgetSpent("memory budget exceeded")
    return [one for part in lists for one in part]


@declare(TABLE, "flatten", "(list: list) -> list", "The items of lists in lists.")
def _flatten(values: list[Json]) -> Json:
    found: list[Json] = []
    todo = values[::-1]
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            todo.extend(reversed(one))
        else:
            found.append(one)
        if len(found) + len(todo) > LARGEST:
            raise BudgetSpent("memory budget exceeded")
    return found


def ordered(values: list[Json], keys: list[Json], order: str) -> list[Json]:
    """The values in the order of their keys."""
    if order not in ("asc", "desc"):
        raise LangError(f"invalid order {order}, expected asc or desc")

    def compare(first: int, second: int) -> int:
        return -1 if less(keys[first], keys[second]) else int(less(keys[second], keys[first]))

    places = sorted(range(len(values)), key=cmp_to_key(compare), reverse=order == "desc")
    return [values[place] for place in places]


@declare(TABLE, "sort", "(list: list, order?: string) -> list", "The items in order, 'asc' or 'desc'.", lenient=True)
def _sort(values: Json, order: Json = "asc") -> Json:
    if not isinstance(order, str):
        raise LangError(f"sort order argument must be a string (got {type_name(order)})")
    return ordered(values, values, order) if isinstance(values, list) else None
