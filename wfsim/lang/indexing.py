"""What expressions take out of lists, maps and texts: items, slices, sizes.

In: values. Out: values, or a LangError in expr-lang's words. Texts are taken apart by bytes.
"""

from __future__ import annotations

from typing import Any, Final

from wfsim.lang import gotext
from wfsim.lang.errors import LangError
from wfsim.lang.gotypes import GoType
from wfsim.lang.govalues import (
    Items,
    Keyed,
    NoItems,
    Opaque,
    Struct,
    byte_list,
    characters,
    is_nil,
    key_of,
    octets,
    type_name,
)
from wfsim.lang.operators import as_int, same
from wfsim.lang.values import Json


def within(left: Json, right: Json) -> Json:
    """``in``."""
    match right:
        case None:
            return False
        case list():
            return any(same(one, left) for one in right)
        case Opaque() if right.type.kind not in ("struct", "ptr"):
            raise LangError(f'operator "in" not defined on {type_name(right)}')
        case Struct() | Opaque():
            if not isinstance(left, str):
                raise LangError(f"cannot use {type_name(left)} as field name of {type_name(right)}")
            return left in right
        case dict():
            return _key(left, right) in right
        case _:
            raise LangError(f'operator "in" not defined on {type_name(right)}')


_NO_KEYS: Final[dict[str, Json]] = {"string": "", "int": 0}


def _key(value: Json, values: dict[str, Json]) -> Any:
    """A value as a map's key; nothing stands for the empty one."""
    type = None if not isinstance(values, Keyed) else values.type.key
    if type is not None and type.kind == "interface":
        return key_of(value)
    wanted = "string" if type is None else type.name
    if value is None:
        return _NO_KEYS.get(wanted)
    if type_name(value) != wanted:
        message = f"reflect.Value.MapIndex: value of type {type_name(value)} is not assignable to type {wanted}"
        raise LangError(message)
    return value


_ZEROES: Final[dict[str, Json]] = {"string": "", "int": 0, "bool": False, "float64": 0.0}


def _absent(values: dict[str, Json]) -> Json:
    """What a map gives for a key that it has not."""
    element = values.type.element if isinstance(values, Keyed) else None
    if element is None or element.kind == "interface":
        return None
    return NoItems(element) if element.kind == "slice" else _ZEROES.get(element.kind)


def fetched(base: Json, key: Json) -> Json:
    """``base[key]``: nothing for a key that a map has not, an error for an index that a list has not."""
    if isinstance(base, dict):
        return _from_map(base, key)
    if isinstance(base, (list, str)):
        return _at(base, as_int(key))
    raise LangError(f"cannot fetch {gotext.printed(key)} from {type_name(base)}")


def _from_map(base: dict[str, Json], key: Json) -> Json:
    match base:
        case Opaque():
            method = base.method(key) if isinstance(key, str) else None
            if method is None:
                raise LangError(f"cannot fetch {gotext.printed(key)} from {type_name(base)}")
            return method
        case Struct():
            if not isinstance(key, str) or key not in base:
                raise LangError(f"cannot fetch {gotext.printed(key)} from {type_name(base)}")
            found: Json = base[key]
            return found
        case _:
            name = _key(key, base)
            return base[name] if name in base else _absent(base)


def _at(base: list[Json] | str, index: int) -> Json:
    items: list[Json] = _octets(base) if isinstance(base, str) else base
    found = index + len(items) if index < 0 else index
    if not 0 <= found < len(items):
        raise LangError(f"index out of range: {found} (array length is {len(items)})")
    return items[found]


def _octets(text: str) -> list[Json]:
    return byte_list(octets(text))


def length(value: Json) -> int:
    """Of lists and maps, and of texts in bytes."""
    if isinstance(value, str):
        return len(octets(value))
    if isinstance(value, list) or (isinstance(value, dict) and not isinstance(value, (Opaque, Struct))):
        return len(value)
    raise LangError(f"invalid argument for len (type {type_name(value)})")


def sliced(base: Json, first: Json, last: Json) -> Json:
    """``base[first:last]``, of bytes where it is text."""
    if not isinstance(base, (list, str)):
        raise LangError(f"cannot slice {gotext.printed(first)}")
    size = length(base)
    start, end = as_int(first), as_int(last)
    start = max(start + size if start < 0 else start, 0)
    end = min(max(end + size if end < 0 else end, 0), size)
    start = min(start, end)
    if isinstance(base, str):
        return characters(octets(base)[start:end])
    return sublist(base, start, end)


def sublist(values: list[Json], start: int, end: int) -> list[Json]:
    """Some of the items; a list of the same type."""
    found = values[start:end]
    if not isinstance(values, Items):
        return found
    type = values.type
    if type.kind == "array" and type.element is not None:
        type = GoType("slice", f"[]{type.element}", type.element)
    return values if is_nil(values) else Items(found, type)


def items_of(value: Json) -> list[Json] | None:
    """What a predicate runs over: a list's items, a text's bytes; None for a map, whose items cannot be had.

    LangError for what has no length.
    """
    match value:
        case list():
            return value
        case str():
            return _octets(value)
        case dict() if not isinstance(value, (Opaque, Struct)):
            return None
        case _:
            raise LangError(f"reflect: call of reflect.Value.Len on {type_name(value)} Value")
