"""The types of the small languages' values, with the names that Go prints for them."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from wfsim.lang.values import Json


class Struct(dict[str, "Json"]):
    """A map with fixed names: to ask for another one is an error."""

    __slots__ = ()


class AnyMap(dict[str, "Json"]):
    """A map that Go keeps under keys of any type: it can be looked into, but not written as JSON."""

    __slots__ = ()


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


class Type(NamedTuple):
    """A kind, and for a list what it holds (None: anything)."""

    kind: Kind
    element: Type | None = None

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.INT, Kind.FLOAT)

    def __str__(self) -> str:
        return self.kind.value


ANY = Type(Kind.ANY)
NIL = Type(Kind.NIL)
BOOL = Type(Kind.BOOL)
INT = Type(Kind.INT)
FLOAT = Type(Kind.FLOAT)
STRING = Type(Kind.STRING)
LIST = Type(Kind.LIST)
MAP = Type(Kind.MAP)
STRUCT = Type(Kind.STRUCT)

_KINDS = {bool: Kind.BOOL, int: Kind.INT, float: Kind.FLOAT, str: Kind.STRING, list: Kind.LIST, Struct: Kind.STRUCT}


def kind_of(value: Json) -> Kind:
    """The kind of a value."""
    if value is None:
        return Kind.NIL
    return _KINDS.get(type(value), Kind.MAP)


def type_of(value: Json) -> Type:
    """The type of a variable's value, as far as the languages look into it before they run."""
    return Type(kind_of(value))


def go_name(value: Json) -> str:
    """What ``%T`` prints for a value."""
    return "<nil>" if value is None else kind_of(value).value
