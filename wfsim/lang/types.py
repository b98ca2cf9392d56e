"""The kinds of values that the small languages tell apart; ``gotypes`` has the exact types of Go.

In: values. Out: kinds, which the table of functions and static types are written in.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from wfsim.lang.govalues import Opaque, Struct
from wfsim.lang.values import Json
from wfsim.text.records import NamedTuple


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

_KINDS: Final = {
    bool: Kind.BOOL,
    int: Kind.INT,
    float: Kind.FLOAT,
    str: Kind.STRING,
    list: Kind.LIST,
    dict: Kind.MAP,
}


def kind_of(value: Json) -> Kind:
    """The kind of a value."""
    if value is None:
        return Kind.NIL
    found = _KINDS.get(type(value))
    if found is None:
        match value:
            case Struct() | Opaque():
                return Kind.STRUCT
            case list():
                return Kind.LIST
            case dict():
                return Kind.MAP
            case _:
                return Kind.INT
    return found


def type_of(value: Json) -> Type:
    """The type of a variable's value, as far as the languages look into it before they run."""
    return Type(kind_of(value))
