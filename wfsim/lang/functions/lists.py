"""expr-lang's functions of lists and maps, but for those that take a predicate (those are parts of the language)."""

from __future__ import annotations

from wfsim.lang import gosort, gotypes
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.functions import judging
from wfsim.lang.functions.judging import takes
from wfsim.lang.functions.signatures import Table, declare
from wfsim.lang.gotypes import go
from wfsim.lang.govalues import Items, Keyed, NoItems, Opaque, Struct, entries, key_of, type_name, type_of
from wfsim.lang.indexing import fetched, sublist, within
from wfsim.lang.operators import as_int, is_whole, less, same
from wfsim.lang.values import Json

TABLE: Table = {}
LARGEST = 1_000_000
ANY_MAP = go("map[interface {}]interface {}")
_PAIR = go("[2]interface {}")
_PAIRS = go("[][2]interface {}")


def _list(value: Json, what: str) -> list[Json]:
    if not isinstance(value, list):
        raise LangError(f"cannot {what} {type_name(value)}")
    return value


def _map(value: Json, what: str) -> list[tuple[Json, Json]]:
    if not isinstance(value, dict) or isinstance(value, (Opaque, Struct)):
        raise LangError(f"cannot {what} {type_name(value)}")
    return entries(value)


@declare(
    TABLE,
    "len",
    "(value: string|list|map) -> int",
    "How many characters, items or keys.",
    judge=takes("list|map|string", gives=gotypes.INT, says=("invalid argument for len (type {})",)),
)
def _len(value: Json) -> Json:
    if isinstance(value, (str, list)) or (isinstance(value, dict) and not isinstance(value, (Opaque, Struct))):
        return len(value)
    raise LangError(f"invalid argument for len (type {type_name(value)})")


@declare(
    TABLE,
    "first",
    "(list: list) -> any",
    "The first item; nothing of an empty list.",
    lenient=True,
    judge=judging.element("first"),
)
def _first(values: Json) -> Json:
    return _fetched(values, 0)


@declare(
    TABLE,
    "last",
    "(list: list) -> any",
    "The last item; nothing of an empty list.",
    lenient=True,
    judge=judging.element("last"),
)
def _last(values: Json) -> Json:
    return _fetched(values, -1)


def _fetched(values: Json, place: int) -> Json:
    try:
        return fetched(values, place)
    except LangError:
        return None


@declare(TABLE, "get", "(value: any, key: any) -> any", "The item or field; nothing where there is none.")
def _get(value: Json, key: Json) -> Json:
    match value:
        case Opaque():
            method = value.method(key) if isinstance(key, str) else None
            if method is None and value.type.kind == "struct" and not isinstance(key, str):
                raise LangError(f"interface conversion: interface {{}} is {type_name(key)}, not string")
            return method
        case Struct() if not isinstance(key, str):
            raise LangError(f"interface conversion: interface {{}} is {type_name(key)}, not string")
        case list() | str():
            return _fetched(value, as_int(key))
        case dict():
            return fetched(value, key) if within(key, value) else None
        case _:
            return None


@declare(
    TABLE,
    "take",
    "(list: list, count: int) -> list",
    "The first items.",
    judge=takes("list", "int", says=("cannot take from {}", "cannot take {} elements")),
)
def _take(values: Json, count: Json) -> Json:
    items = _list(values, "take from")
    number = getattr(count, "value", None) if isinstance(count, Opaque) else count
    type = type_of(count)
    if type is None or not type.kind.startswith("int") or type.kind == "interface" or not is_whole(number):
        raise LangError(f"cannot take {type_name(count)} elements")
    end = min(int(number), len(items))  # type: ignore[arg-type]
    if end < 0 or (isinstance(items, Items) and items.type.kind == "array"):
        raise LangError("reflect.Value.Slice: slice index out of bounds")
    return sublist(items, 0, end)


@declare(
    TABLE,
    "keys",
    "(map: map) -> list",
    "The keys of a map, sorted (Go has them in chance order).",
    judge=takes("map", gives=gotypes.LIST, says=("cannot get keys from {}",)),
)
def _keys(value: Json) -> Json:
    return [key for key, _ in _map(value, "get keys from")]


@declare(
    TABLE,
    "values",
    "(map: map) -> list",
    "The values of a map, in the order of their keys.",
    judge=takes("map", gives=gotypes.LIST, says=("cannot get values from {}",)),
)
def _values(value: Json) -> Json:
    return [inner for _, inner in _map(value, "get values from")]


@declare(
    TABLE,
    "toPairs",
    "(map: map) -> list",
    "The keys and values of a map as pairs.",
    judge=takes("map", gives=gotypes.LIST, says=("cannot transform {} to pairs",)),
)
def _to_pairs(value: Json) -> Json:
    return Items((Items(pair, _PAIR) for pair in _map(value, "transform to pairs")), _PAIRS)


@declare(
    TABLE,
    "fromPairs",
    "(pairs: list) -> map",
    "A map from pairs.",
    judge=takes("list", gives=ANY_MAP, says=("cannot transform {} from pairs",)),
)
def _from_pairs(pairs: Json) -> Json:
    found = Keyed({}, ANY_MAP)
    for pair in _list(pairs, "transform from pairs"):
        if not isinstance(pair, list) or len(pair) != 2:
            raise LangError("invalid pair")
        found[key_of(pair[0])] = pair[1]
    return found


@declare(
    TABLE,
    "reverse",
    "(list: list) -> list",
    "The items from last to first.",
    judge=takes("list", gives=gotypes.LIST, says=("cannot reverse {}",)),
    charged=True,
)
def _reverse(values: Json) -> Json:
    return [*_list(values, "reverse")][::-1]


@declare(
    TABLE,
    "uniq",
    "(list: list) -> list",
    "Every item once, where it came first.",
    judge=takes("list", gives=gotypes.LIST, says=("cannot uniq {}",)),
)
def _uniq(values: Json) -> Json:
    found: list[Json] = []
    items = _list(values, "uniq")
    if len(items) > 5_000:
        raise BudgetSpent("uniq of more than 5000 items")
    for one in items:
        if not any(same(one, other) for other in found):
            found.append(one)
    return found


@declare(
    TABLE,
    "concat",
    "(lists...: list) -> list",
    "Lists one behind the other.",
    judge=judging.lists,
    charged=True,
)
def _concat(*lists: Json) -> Json:
    parts = [_list(part, "concat") for part in lists]
    if sum(map(len, parts)) >= LARGEST:
        raise LangError("memory budget exceeded")
    found = [one for part in parts for one in part]
    return found or NoItems()


@declare(
    TABLE,
    "flatten",
    "(list: list) -> list",
    "The items of lists in lists.",
    judge=takes("list", gives=gotypes.LIST, says=("cannot flatten {}",)),
    charged=True,
)
def _flatten(values: Json) -> Json:
    found: list[Json] = []
    todo = _list(values, "flatten")[::-1]
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            todo.extend(reversed(one))
        else:
            found.append(one)
        if len(found) + len(todo) > LARGEST:
            raise BudgetSpent("memory budget exceeded")
    return found


_SORTED = ("[]interface {}", "[]int", "[]float64", "[]string")
_SORTS = ";".join(
    (
        *(f"func({one}, string) []interface {{}}" for one in _SORTED),
        *(f"func({one}) []interface {{}}" for one in ("[]interface {}", "[]float64", "[]string", "[]int")),
    )
)


@declare(
    TABLE,
    "sort",
    "(list: list, order?: string) -> list",
    "The items in order, 'asc' or 'desc'.",
    lenient=True,
    go=_SORTS,
    charged=True,
)
def _sort(values: Json, order: Json = "asc") -> Json:
    if not isinstance(order, str):
        raise LangError(f"sort order argument must be a string (got {type_name(order)})")
    if order not in ("asc", "desc"):
        raise LangError(f"invalid order {order}, expected asc or desc")
    if not isinstance(values, list) or type_name(values) not in _SORTED:
        return NoItems()
    places = gosort.places(values, less if order == "asc" else _reversed)
    return [values[place] for place in places]


def _reversed(left: Json, right: Json) -> bool:
    return less(right, left)
