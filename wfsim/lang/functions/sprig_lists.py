"""sprig's functions of lists, maps and choices, under ``sprig.``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from wfsim.lang.errors import LangError
from wfsim.lang.functions.signatures import Table
from wfsim.lang.functions.signatures import declare as declared
from wfsim.lang.functions.sprig import text_of
from wfsim.lang.govalues import type_name
from wfsim.lang.operators import equal
from wfsim.lang.values import Json

TABLE: Table = {}
declare = partial(declared, zeroes=True)


def is_empty(value: Json) -> bool:
    """Whether a value is nothing, zero or without content."""
    return value is None or value is False or (isinstance(value, (int, float, str, list, dict)) and not value)


declare(TABLE, "empty", "(value: any) -> bool", "Whether it is nothing, zero or without content.")(is_empty)


@declare(TABLE, "default", "(fallback: any, value?: any) -> any", "The value, or the fallback where it is empty.")
def _default(fallback: Json, value: Json = None) -> Json:
    return fallback if is_empty(value) else value


@declare(TABLE, "coalesce", "(values...: any) -> any", "The first value that is not empty.")
def _coalesce(*values: Json) -> Json:
    return next((one for one in values if not is_empty(one)), None)


@declare(TABLE, "all", "(values...: any) -> bool", "Whether no value is empty.")
def _all(*values: Json) -> Json:
    return not any(map(is_empty, values))


@declare(TABLE, "any", "(values...: any) -> bool", "Whether some value is not empty.")
def _any(*values: Json) -> Json:
    return not all(map(is_empty, values))


@declare(TABLE, "ternary", "(yes: any, no: any, which: bool) -> any", "One of two values.")
def _ternary(yes: Json, no: Json, which: bool) -> Json:
    return yes if which else no


@declare(TABLE, "join", "(glue: string, values: any) -> string", "The values of a list as text, joined.")
def _join(glue: str, values: Json) -> Json:
    items = values if isinstance(values, list) else [] if values is None else [values]
    return glue.join(text_of(one) for one in items if one is not None)


@declare(TABLE, "toStrings", "(values: any) -> list", "The values of a list as texts.")
def _to_strings(values: Json) -> Json:
    items = values if isinstance(values, list) else [] if values is None else [values]
    return [text_of(one) for one in items if one is not None]


@declare(TABLE, "sortAlpha", "(values: any) -> list", "The values as texts in order.")
def _sort_alpha(values: Json) -> Json:
    if not isinstance(values, list):
        return [text_of(values)]
    return [*sorted(text_of(one) for one in values if one is not None)]


@declare(TABLE, "list", "(values...: any) -> list", "A list of the values.")
def _list(*values: Json) -> Json:
    return [*values]


def _deduplicated(values: list[Json]) -> list[Json]:
    if len(values) > 5_000:
        raise LangError("uniq of more than 5000 items")
    found: list[Json] = []
    for one in values:
        if not any(type(one) is type(other) and equal(one, other) for other in found):
            found.append(one)
    return found


_OF_LISTS: dict[str, tuple[Callable[[list[Json]], Json], str]] = {
    "first": (lambda values: values[0] if values else None, "The first item."),
    "last": (lambda values: values[-1] if values else None, "The last item."),
    "rest": (lambda values: values[1:] if values else None, "All but the first item."),
    "initial": (lambda values: values[:-1] if values else None, "All but the last item."),
    "reverse": (lambda values: values[::-1], "The items from last to first."),
    "uniq": (_deduplicated, "Every item once."),
    "compact": (lambda values: [one for one in values if not is_empty(one)], "The items that are not empty."),
}
for _name, (_how, _doc) in _OF_LISTS.items():
    declare(TABLE, _name, "(values: list) -> any", _doc)(_how)


@declare(TABLE, "append", "(values: list, value: any) -> list", "The list with a value at its end.")
def _append(values: list[Json], value: Json) -> Json:
    return [*values, value]


@declare(TABLE, "prepend", "(values: list, value: any) -> list", "The list with a value at its beginning.")
def _prepend(values: list[Json], value: Json) -> Json:
    return [value, *values]


@declare(TABLE, "concat", "(lists...: list) -> list", "Lists one behind the other.")
def _concat(*lists: list[Json]) -> Json:
    return [one for part in lists for one in part] or None


@declare(TABLE, "has", "(value: any, values: any) -> bool", "Whether a list has the value.")
def _has(value: Json, values: Json) -> Json:
    if values is None:
        return False
    if not isinstance(values, list):
        raise LangError(f"Cannot find has on type {type_name(values)}")
    return any(type(one) is type(value) and equal(one, value) for one in values)


@declare(TABLE, "without", "(values: list, unwanted...: any) -> list", "The list without these values.")
def _without(values: list[Json], *unwanted: Json) -> Json:
    return [one for one in values if not _has(one, [*unwanted])]


@declare(TABLE, "slice", "(values: list, edges...: int) -> list", "The items from one place to another.")
def _slice(values: list[Json], *edges: int) -> Json:
    if not values:
        return None
    start, end = (*edges, *(0, len(values))[len(edges) :])[:2]
    if not 0 <= start <= end <= len(values):
        raise LangError("reflect.Value.Slice: slice index out of bounds")
    return values[start:end]


@declare(TABLE, "chunk", "(size: int, values: list) -> list", "The items in lists of this size.")
def _chunk(size: int, values: list[Json]) -> Json:
    if size < 1:
        raise LangError("runtime error: integer divide by zero")
    return [values[at : at + size] for at in range(0, len(values), size)]


@declare(TABLE, "dict", "(pairs...: any) -> map", "A map of the keys and values that alternate.")
def _dict(*pairs: Json) -> Json:
    values = [*pairs[1::2], ""] if len(pairs) % 2 else [*pairs[1::2]]
    return {text_of(key): value for key, value in zip(pairs[::2], values, strict=True)}


@declare(TABLE, "get", "(map: map, key: string) -> any", "The value of a key, empty text where it has none.")
def _get(value: dict[str, Json], key: str) -> Json:
    return value.get(key, "")


@declare(TABLE, "set", "(map: map, key: string, value: any) -> map", "The map with a key set.")
def _set(target: dict[str, Json], key: str, value: Json) -> Json:
    return {**target, key: value}


@declare(TABLE, "unset", "(map: map, key: string) -> map", "The map without a key.")
def _unset(target: dict[str, Json], key: str) -> Json:
    return {name: value for name, value in target.items() if name != key}


@declare(TABLE, "hasKey", "(map: map, key: string) -> bool", "Whether the map has the key.")
def _has_key(target: dict[str, Json], key: str) -> Json:
    return key in target


@declare(TABLE, "keys", "(maps...: map) -> list", "The keys of maps, sorted (Go has them in chance order).")
def _keys(*maps: dict[str, Json]) -> Json:
    return [key for one in maps for key in sorted(one)]


@declare(TABLE, "values", "(map: map) -> list", "The values of a map, in the order of their keys.")
def _values(target: dict[str, Json]) -> Json:
    return [target[key] for key in sorted(target)]


@declare(TABLE, "pick", "(map: map, keys...: string) -> map", "The map with these keys only.")
def _pick(target: dict[str, Json], *keys: str) -> Json:
    return {key: target[key] for key in keys if key in target}


@declare(TABLE, "omit", "(map: map, keys...: string) -> map", "The map without these keys.")
def _omit(target: dict[str, Json], *keys: str) -> Json:
    return {key: value for key, value in target.items() if key not in keys}


@declare(TABLE, "pluck", "(key: string, maps...: map) -> list", "The key's value in each map that has it.")
def _pluck(key: str, *maps: dict[str, Json]) -> Json:
    return [one[key] for one in maps if key in one]


@declare(TABLE, "dig", "(path...: any) -> any", "The value under keys in maps, else the last but one argument.")
def _dig(*path: Json) -> Json:
    if len(path) < 3:
        raise LangError("dig needs at least three arguments")
    *keys, fallback, here = path
    for key in keys:
        if not isinstance(here, dict):
            raise LangError(f"interface conversion: interface {{}} is {type_name(here)}, not map[string]interface {{}}")
        if not isinstance(key, str):
            raise LangError(f"interface conversion: interface {{}} is {type_name(key)}, not string")
        if key not in here:
            return fallback
        here = here[key]
    return here
