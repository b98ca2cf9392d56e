"""The types of the small languages' values, with the names that Go prints for them.

A value is plain data wherever Go's is: ``int``, ``float64``, ``string``, ``bool``, ``[]interface {}``,
``map[string]interface {}``. What functions give of other types is of a class below: plain data that knows its Go type.
A text holds the bytes that are no UTF-8 as surrogates (``surrogateescape``); ``octets`` and ``characters`` go between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import ClassVar, Final, NamedTuple

from wfsim.lang.values import Json


class Kind(Enum):
    """What a value is; the values are Go's names."""

    ANY = "unknown"
    NIL = "nil"
    BOOL = "bool"
    INT = "int"
    FLOAT = "float64"
    STRING = "string"
    LIST = "[]interface {}"
    MAP = "map[string]interface {}"
    STRUCT = "struct"


class Struct(dict[str, "Json"]):
    """A map with fixed names: to ask for another one is an error."""

    __slots__ = ()
    kind: ClassVar[Kind] = Kind.STRUCT


class Opaque(Struct):
    """A Go value that is no plain data, a point in time for one: it says itself how it is printed and written."""

    __slots__ = ()
    go: ClassVar[str] = "struct"
    go_kind: ClassVar[str] = "struct"

    def text(self) -> str:
        """As ``%v`` prints it."""
        raise NotImplementedError

    def json(self) -> str:
        """As encoding/json writes it."""
        raise NotImplementedError


class AnyMap(dict[str, "Json"]):
    """A map that Go keeps under keys of any type: it can be looked into, but not written as JSON."""

    __slots__ = ()
    go: ClassVar[str] = "map[interface {}]interface {}"


class Mapping(dict[str, "Json"]):
    """A map that is not ``map[string]interface {}``, or one that is nil: empty, and null as JSON."""

    __slots__ = ("go", "nil")

    def __init__(self, items: dict[str, Json], go: str = Kind.MAP.value, nil: bool = False) -> None:
        super().__init__(items)
        self.go = go
        self.nil = nil


class Slice(list["Json"]):
    """A list that is not ``[]interface {}``, or one that is nil: empty, and null as JSON."""

    __slots__ = ("go", "nil")

    def __init__(self, items: Iterable[Json] = (), go: str = Kind.LIST.value, nil: bool = False) -> None:
        super().__init__(items)
        self.go = go
        self.nil = nil

    def like(self, items: Iterable[Json]) -> Slice:
        """Other items of the same type."""
        return Slice(items, self.go)


class Sized(int):
    """A whole number that is no ``int``; operations make ``int`` of it."""

    go: ClassVar[str] = "int64"
    kind: ClassVar[Kind] = Kind.INT


class Int64(Sized):
    """What sprig's arithmetic gives."""


class Uint64(Sized):
    """A part of a version."""

    go = "uint64"


class Uint8(Sized):
    """A byte of a text."""

    go = "uint8"


class Named(int):
    """A whole number under a type of its own, with words for it: arithmetic has its own rules for it, or none."""

    go: ClassVar[str] = ""
    go_kind: ClassVar[str] = "int"
    kind: ClassVar[Kind] = Kind.STRUCT

    def text(self) -> str:
        """As ``%v`` prints it."""
        raise NotImplementedError


STRINGS: Final = "[]string"
INTS: Final = "[]int"


def strings(items: Iterable[Json]) -> Slice:
    """A ``[]string``."""
    return Slice(items, STRINGS)


class Type(NamedTuple):
    """A kind, and for a list what it holds (None: anything). ``go`` is its name where that is not the kind's."""

    kind: Kind
    element: Type | None = None
    go: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.INT, Kind.FLOAT)

    def __str__(self) -> str:
        return self.go or self.kind.value


ANY = Type(Kind.ANY)
NIL = Type(Kind.NIL)
BOOL = Type(Kind.BOOL)
INT = Type(Kind.INT)
FLOAT = Type(Kind.FLOAT)
STRING = Type(Kind.STRING)
LIST = Type(Kind.LIST)
MAP = Type(Kind.MAP)
STRUCT = Type(Kind.STRUCT)

_KINDS: Final = {
    bool: Kind.BOOL,
    int: Kind.INT,
    float: Kind.FLOAT,
    str: Kind.STRING,
    list: Kind.LIST,
    dict: Kind.MAP,
    Slice: Kind.LIST,
    Struct: Kind.STRUCT,
}


def kind_of(value: Json) -> Kind:
    """The kind of a value."""
    if value is None:
        return Kind.NIL
    found = _KINDS.get(type(value))
    return found if found is not None else getattr(value, "kind", Kind.MAP)


def type_of(value: Json) -> Type:
    """The type of a variable's value, as far as the languages look into it before they run."""
    return Type(kind_of(value))


def go_name(value: Json) -> str:
    """What ``%T`` prints for a value."""
    if value is None:
        return "<nil>"
    go: str | None = getattr(value, "go", None)
    return kind_of(value).value if go is None else go


def is_nil(value: Json) -> bool:
    """Whether it is nothing, or a list or map that was never made."""
    return value is None or getattr(value, "nil", False)


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
_INVALID: Final = re.compile("[\ud800-\udfff]")


def valid(text: str) -> str:
    """The text with a replacement character for each byte that is no UTF-8."""
    return text if text.isascii() else _INVALID.sub("\ufffd", text)
