"""sprig's functions of maps. Some change the map that they are given, as Go's do, and give it back.

In: values. Out: the table for ``table``. Go has the keys of a map in chance order; here they are sorted.
"""

from __future__ import annotations

from wfsim.lang.errors import LangError
from wfsim.lang.functions.signatures import Table, exact
from wfsim.lang.functions.sprig_texts import text_of
from wfsim.lang.functions.sprig_values import go_kind, is_empty
from wfsim.lang.gotypes import ANY, MAP
from wfsim.lang.govalues import Opaque, Struct, copied, in_order, is_nil, strings, type_name, type_of
from wfsim.lang.moments import zones
from wfsim.lang.moments.values import Location
from wfsim.lang.semver import Version
from wfsim.lang.values import Json

TABLE: Table = {}
declare = exact(TABLE)
Map = dict[str, Json]


@declare("dict", "(pairs...: any) -> map", "A map of the keys and values that alternate.")
def _dict(*pairs: Json) -> Json:
    values = [*pairs[1::2], ""] if len(pairs) % 2 else [*pairs[1::2]]
    return {text_of(key): value for key, value in zip(pairs[::2], values, strict=True)}


@declare("get", "(map: map, key: string) -> any", "The value of a key, empty text where it has none.")
def _get(target: Map, key: str) -> Json:
    return target.get(key, "")


@declare("set", "(map: map, key: string, value: any) -> map", "The map with a key set in it.")
def _set(target: Map, key: str, value: Json) -> Json:
    if is_nil(target):
        raise LangError("assignment to entry in nil map")
    target[key] = value
    return target


@declare("unset", "(map: map, key: string) -> map", "The map with a key taken out of it.")
def _unset(target: Map, key: str) -> Json:
    target.pop(key, None)
    return target


@declare("hasKey", "(map: map, key: string) -> bool", "Whether the map has the key.")
def _has_key(target: Map, key: str) -> Json:
    return key in target


@declare("keys", "(maps...: map) -> []string", "The keys of maps, sorted (Go has them in chance order).")
def _keys(*maps: Map) -> Json:
    return strings(key for one in maps for key in in_order(one))


@declare("values", "(map: map) -> list", "The values of a map, in the order of their keys.")
def _values(target: Map) -> Json:
    return [target[key] for key in in_order(target)]


@declare("pick", "(map: map, keys...: string) -> map", "The map with these keys only.")
def _pick(target: Map, *keys: str) -> Json:
    return {key: target[key] for key in keys if key in target}


@declare("omit", "(map: map, keys...: string) -> map", "The map without these keys.")
def _omit(target: Map, *keys: str) -> Json:
    return {key: value for key, value in target.items() if key not in keys}


@declare("pluck", "(key: string, maps...: map) -> list", "The key's value in each map that has it.")
def _pluck(key: str, *maps: Map) -> Json:
    return [one[key] for one in maps if key in one]


@declare("dig", "(path...: any) -> any", "The value under keys in maps, else the last but one argument.", fails=True)
def _dig(*path: Json) -> Json:
    if len(path) < 3:
        raise LangError("dig needs at least three arguments")
    *keys, fallback, here = path
    if type_name(here) != "map[string]interface {}":
        raise _unlike(here, "map[string]interface {}")
    for key in keys:
        if not isinstance(key, str):
            raise _unlike(key, "string")
    for key in keys:
        if not isinstance(here, dict) or type_name(here) != "map[string]interface {}":
            raise _unlike(here, "map[string]interface {}")
        if key not in here:
            return fallback
        here = here[str(key)]
    return here


def _unlike(value: Json, wanted: str) -> LangError:
    return LangError(f"interface conversion: interface {{}} is {type_name(value)}, not {wanted}")


# -- copies and unions ----------------------------------------------------------------------------------------------


def _hollow(value: Opaque) -> Opaque:
    """A copy of a value in which nothing can be seen: it is empty, but a point in time is known by its type."""
    match value:
        case Version():
            return type(value)((0, 0, 0))
        case Location():
            return Location(zones.fixed("", 0))
        case _:
            return value


def _deep_copy(value: Json) -> Json:
    if value is None:
        raise LangError("reflect: call of reflect.Value.Type on zero Value")
    return copied(value, _hollow)


declare("deepCopy", "(value: any) -> any", "The value again.")(_deep_copy)
declare("mustDeepCopy", "(value: any) -> any", "The value again.")(_deep_copy)


class _Unmergeable(Exception):
    """mergo gives up: a record against something else."""


def _join(target: Map, source: Map, over: bool) -> None:
    """What mergo does: keys that are not there, or empty; with ``over`` all of them. Maps within maps are joined."""
    from_type, to_type = type_of(source) or MAP, type_of(target) or MAP
    if source and to_type.key != from_type.key and to_type.key != ANY:
        raise LangError(
            f"reflect.Value.MapIndex: value of type {from_type.key} is not assignable to type {to_type.key}"
        )
    fits = to_type.element in (from_type.element, ANY)
    for key, value in [*source.items()]:
        mine = target.get(key)
        if value is None:
            if over:
                _put(target, key, value, fits)
            continue
        if _is_map(value) and _is_map(mine) and not is_nil(mine):
            assert isinstance(value, dict) and isinstance(mine, dict)
            _join(mine, value, over)
            if mine:
                continue
        elif go_kind(value) in ("map", "struct") and _is_pointer(mine) and not over:
            raise _Unmergeable
        if over or is_empty(mine):
            _put(target, key, value, fits)


def _is_pointer(value: Json) -> bool:
    return isinstance(value, Opaque) and value.type.kind == "ptr"


def _is_map(value: Json) -> bool:
    return isinstance(value, dict) and not isinstance(value, (Struct, Opaque))


def _put(target: Map, key: str, value: Json, fits: bool) -> None:
    if not fits:
        raise LangError(f"reflect.Value.SetMapIndex: a value is not assignable to the type in a {type_name(target)}")
    target[key] = value


def _merged(target: Map, sources: tuple[Map, ...], over: bool) -> Json:
    for source in sources:
        if is_nil(target) and not is_nil(source):
            target = {}
        _join(target, source, over)
    return target


for _name, _over, _lenient in (
    ("merge", False, True),
    ("mustMerge", False, False),
    ("mergeOverwrite", True, True),
    ("mustMergeOverwrite", True, False),
):
    _doc = f"The maps joined into the {'first' if _over else 'first; what it has, it keeps'}."

    def _merge(target: Map, *sources: Map, over: bool = _over, lenient: bool = _lenient) -> Json:
        try:
            return _merged(target, sources, over)
        except _Unmergeable:
            if lenient:
                return ""
            raise LangError("src and dst must be of same type") from None

    declare(_name, "(target: map, sources...: map) -> any", _doc)(_merge)
