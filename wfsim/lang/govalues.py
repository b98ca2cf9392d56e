"""The values of Go for which Python has no type of its own, and the type of every value.

In: plain Python values. Out: values that know their Go type. Numbers, texts, truth values, lists of anything and maps
from text to anything are Python's own; everything else that a function may give is here, of a class that code which
knows of JSON only takes for the nearest thing. A text holds bytes that are no UTF-8 as surrogates
(``surrogateescape``); ``octets`` and ``characters`` go between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Final, NamedTuple

from wfsim.lang import gotypes
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.gotypes import GoType
from wfsim.lang.values import Json

MOST_MADE: Final = 1_000_000  # items of a value that an expression makes anew
UNBOUNDED: Final = 1 << 62


class Sized(int):
    """An integer that is no ``int``: arithmetic makes an int of it, its type shows where Go looks at types."""

    type: ClassVar[GoType] = gotypes.INT
    bits: ClassVar[int] = 64
    signed: ClassVar[bool] = True

    def negative(self) -> Sized:
        """Its opposite, in as many bits."""
        value = -int(self) % (1 << self.bits)
        return type(self)(value - (1 << self.bits) if self.signed and value >> (self.bits - 1) else value)


class Int64(Sized):
    """What sprig's arithmetic gives."""

    type = gotypes.INT64


class Uint64(Sized):
    """A part of a version."""

    type = gotypes.go("uint64")
    signed = False


class Uint32(Sized):
    """A sum of bits."""

    type = gotypes.go("uint32")
    bits = 32
    signed = False


class Uint8(Sized):
    """A byte of a text."""

    type = gotypes.UINT8
    bits = 8
    signed = False


class Items(list[Any]):
    """A slice or array of another type than ``[]interface {}``."""

    __slots__ = ("type",)

    def __init__(self, values: Iterable[Any], type: GoType) -> None:
        super().__init__(values)
        self.type = type


class NoItems(Items):
    """A slice that was never made: it is empty, and equal to nil."""

    __slots__ = ()

    def __init__(self, type: GoType = gotypes.LIST) -> None:
        super().__init__((), type)


class Keyed(dict[Any, Any]):
    """A map of another type than ``map[string]interface {}``; keys of any type are as ``key_of`` makes them."""

    __slots__ = ("type",)

    def __init__(self, values: Any, type: GoType) -> None:
        super().__init__(values)
        self.type = type


class NoMap(Keyed):
    """A map that was never made: it is empty, and equal to nil."""

    __slots__ = ()

    def __init__(self, type: GoType = gotypes.MAP) -> None:
        super().__init__({}, type)


class Struct(dict[str, Any]):
    """A record with fixed names: to ask for another one is an error."""

    __slots__ = ("type",)

    def __init__(self, values: Any, type: GoType) -> None:
        super().__init__(values)
        self.type = type


class Opaque(dict[str, Json]):
    """A value that is no JSON data: a point in time, a function. To code that knows of JSON only it is an empty map."""

    __slots__ = ()
    type: GoType

    def printed(self) -> str:
        """What ``%v`` prints."""
        raise NotImplementedError

    def in_json(self) -> Json:
        """What stands for it in JSON; LangError where nothing does."""
        raise LangError(f"json: unsupported type: {self.type}")

    def method(self, name: str) -> Bound | None:
        """A method, bound to the value; None where it has none of this name."""
        return None

    def key(self) -> object:
        """What is equal where two values are the same key of a map."""
        raise LangError(f"runtime error: hash of unhashable type {self.type}")

    def content(self) -> object:
        """What is equal where two values have the same in them."""
        return self.key()

    def followed(self) -> Opaque:
        """What a pointer points to."""
        return self

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.key() == other.key()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:  # type: ignore[override]
        return hash((self.type.name, self.key()))

    def __bool__(self) -> bool:
        return True


class Cost(NamedTuple):
    """How many steps of an evaluation a function counts for: a call, and every 16 characters or every item given."""

    call: int = 0
    each: int = 1


class Bound(Opaque):
    """A function as a value: a method of a value, or one that a name stands for."""

    __slots__ = ("call", "cost", "name", "type")

    def __init__(
        self, name: str, type: GoType, call: Callable[[Sequence[Json]], Json], cost: Cost | None = None
    ) -> None:
        super().__init__()
        self.name = name
        self.type = type
        self.call = call
        self.cost = Cost() if cost is None else cost

    def printed(self) -> str:
        raise LangError(f"{self.name} is a function, and what Go prints for one is a place in memory")


def type_of(value: object) -> GoType | None:
    """The type of a value; None for nil, which has none."""
    found = _TYPES.get(type(value))
    if found is not None or value is None:
        return found
    declared: GoType | None = getattr(value, "type", None)
    if declared is not None:
        return declared
    return gotypes.MAP if isinstance(value, dict) else gotypes.LIST  # a branch of an environment, for one


_TYPES: Final[dict[type, GoType]] = {
    bool: gotypes.BOOL,
    int: gotypes.INT,
    float: gotypes.FLOAT,
    str: gotypes.STRING,
    list: gotypes.LIST,
    dict: gotypes.MAP,
}


def type_name(value: object) -> str:
    """What ``%T`` prints for a value."""
    found = type_of(value)
    return "<nil>" if found is None else found.name


def is_nil(value: object) -> bool:
    """Whether Go would call it nil."""
    return value is None or isinstance(value, (NoItems, NoMap))


def key_of(value: Json) -> Any:
    """A value as the key of a map whose keys are of any type. LangError for one that cannot be a key."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, Opaque):
        return (value.type, value.key(), value)
    if isinstance(value, (list, dict)):
        raise LangError(f"runtime error: hash of unhashable type {type_name(value)}")
    if isinstance(value, float) and value != value:
        return (gotypes.FLOAT, object(), value)  # no number is not even equal to itself
    return (type_of(value), value, value)


def value_of_key(key: Any) -> Json:
    """What ``key_of`` made the key of."""
    found: Json = key[2] if isinstance(key, tuple) else key
    return found


def in_order(keys: Iterable[str]) -> list[str]:
    """Texts as Go orders them, by their bytes."""
    found = sorted(keys)
    return found if all(map(str.isascii, found)) else sorted(found, key=octets)


def entries(values: dict[str, Any]) -> list[tuple[Any, Any]]:
    """Keys and values of a map, in the order in which Go prints them."""
    if not isinstance(values, Keyed):
        return [(key, values[key]) for key in in_order(values)]
    return [(value_of_key(key), value) for key, value in sorted(values.items(), key=lambda one: _rank(one[0]))]


def _rank(key: Any) -> tuple[Any, ...]:
    """Nothing first, then by type: which type comes first is a matter of addresses in Go."""
    if key is None:
        return ("",)
    if not isinstance(key, tuple):
        return (gotypes.STRING.name, key)
    value = key[2]
    return (key[0].name, key[1] if isinstance(value, Opaque) else (value == value, value))


def byte_list(data: bytes) -> Items:
    """Bytes as Go's ``[]byte``."""
    return Items(map(Uint8, data), gotypes.BYTES)


def strings(values: Iterable[str]) -> Items:
    """A ``[]string``."""
    return Items(values, gotypes.STRINGS)


def octets(text: str) -> bytes:
    """The bytes of a text."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a pair, which no Go text has
        return _LONE.sub("\ufffd", text).encode("utf-8", "surrogateescape")


def characters(data: bytes) -> str:
    """The text of bytes, whatever they are."""
    return data.decode("utf-8", "surrogateescape")


_LONE: Final = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_STRAY: Final = re.compile("[\udc80-\udcff]")
_INVALID: Final = re.compile("[\ud800-\udfff]")


def joined(*parts: str) -> str:
    """Texts one behind the other; bytes that make a character together become that character."""
    text = "".join(parts)
    return text if text.isascii() or not _STRAY.search(text) else characters(octets(text))


def valid(text: str) -> str:
    """The text with a replacement character for each byte that is no UTF-8."""
    return text if text.isascii() else _INVALID.sub("\ufffd", text)


def copied(value: Json, opaque: Callable[[Opaque], Opaque] = lambda one: one, *, most: int = MOST_MADE) -> Json:
    """The value again, lists and maps made anew all the way down, of ``most`` items. ``opaque``: what stands for what
    is no data."""
    return _Maker(str, opaque, most).made(value, 0)


def readable(value: Json) -> Json:
    """The value as it leaves an expression: a replacement character stands for each byte that is no UTF-8."""
    return _Maker(valid, lambda one: one, UNBOUNDED).made(value, 0)


_DEEPEST: Final = 200


class _Maker:
    """Makes values anew, within bounds: a value may hold another many times over, or itself."""

    def __init__(self, text: Callable[[str], str], opaque: Callable[[Opaque], Opaque], most: int) -> None:
        self.text = text
        self.opaque = opaque
        self.left = most

    def made(self, value: Json, depth: int) -> Json:
        match value:
            case str():
                return self.text(value)
            case Opaque():
                return self.opaque(value)
            case Struct() | NoItems() | NoMap():
                return value
            case list():
                self.within(len(value), depth)
                items = [self.made(one, depth + 1) for one in value]
                return Items(items, value.type) if isinstance(value, Items) else items
            case dict():
                self.within(len(value), depth)
                pairs = {key: self.made(one, depth + 1) for key, one in value.items()}
                return Keyed(pairs, value.type) if isinstance(value, Keyed) else pairs
            case _:
                return value

    def within(self, size: int, depth: int) -> None:
        self.left -= size
        if self.left < 0:
            raise BudgetSpent("memory budget exceeded")
        if depth > _DEEPEST:
            raise BudgetSpent("value is nested too deeply")
