"""What is known of a value before anything runs: its kind, what is in it, sometimes all that it can be.

In: nothing (pure data). Out: ``Shape``. ``scope`` says which names have which shape, ``infer`` works out the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from wfsim.lang.gotypes import INTEGERS, GoType
from wfsim.lang.govalues import Items, type_name
from wfsim.lang.types import Kind, Type, kind_of
from wfsim.lang.values import Json
from wfsim.text.records import NamedTuple


class Shape(NamedTuple):
    """A kind and what is known beside it.

    ``early``: expr-lang knows the kind as well, and refuses before a run what does not fit; of variables it knows
    nothing. ``fields`` are the named members of a map, ``rest`` is what any other member is (None: there is none), and
    ``element`` the member of a list. ``values``: all that it can be. ``lacks``: what is said before the name of a field
    that is missing. ``go``: the name of its type in Go where that is not the kind's own, ``?`` where nobody knows it.
    """

    kind: Kind
    early: bool = False
    element: Shape | None = None
    fields: Mapping[str, Shape] | None = None
    rest: Shape | None = None
    values: tuple[Json, ...] | None = None
    lacks: str = ""
    go: str = ""

    @property
    def type_name(self) -> str:
        """The name of its type in Go; ``?`` where it is not known."""
        return self.go or ("?" if self.kind in (Kind.ANY, Kind.STRUCT) else self.kind.value)

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.INT, Kind.FLOAT)

    @property
    def unknown(self) -> bool:
        """Nothing can be said of it; nothing at all (nil) may stand for anything."""
        return self.kind in (Kind.ANY, Kind.NIL)

    @property
    def late(self) -> Shape:
        """The same, where expr-lang knows nothing of it before a run."""
        return self._replace(early=False, element=None if self.element is None else self.element.late)

    @property
    def words(self) -> str:
        """What it is, for people."""
        return _GO_WORDS.get(self.go) or _WORDS[self.kind]


_WORDS: Final = {
    Kind.ANY: "unknown",
    Kind.NIL: "nothing",
    Kind.BOOL: "true or false",
    Kind.INT: "a number",
    Kind.FLOAT: "a number",
    Kind.STRING: "text",
    Kind.LIST: "a list",
    Kind.MAP: "a map",
    Kind.STRUCT: "a record",
}

_GO_WORDS: Final = {
    "int64": "an int64",
    "uint8": "a byte",
    "map[string]string": "a map of texts",
    "time.Time": "a point in time",
    "time.Duration": "a span of time",
    "*semver.Version": "a version",
}

UNKNOWN: Final = Shape(Kind.ANY)
TEXT: Final = Shape(Kind.STRING)
NUMBER: Final = Shape(Kind.INT)
BOOL: Final = Shape(Kind.BOOL, early=True)
ANY_MAP: Final = Shape(Kind.MAP, fields={}, rest=UNKNOWN)


def words_of(values: Iterable[str]) -> Shape:
    """A text that is one of these."""
    return Shape(Kind.STRING, values=tuple(values))


def constant(value: Json) -> Shape:
    """A literal."""
    known = (value,) if isinstance(value, (bool, int, float, str)) else None
    go = type_name(value) if isinstance(value, Items) else ""  # a literal of bytes
    return Shape(kind_of(value), early=True, values=known, go=go)


def of_type(type_: Type) -> Shape:
    """What a function is declared to give."""
    element = of_type(type_.element) if type_.element is not None else None
    return Shape(type_.kind, early=type_.kind is not Kind.ANY, element=element)


def of_go(type_: GoType) -> Shape:
    """What a function gives whose types are Go's. Of what is no plain data only the type is known."""
    kind = _GO_KINDS.get("named" if type_.named else type_.kind, Kind.ANY)
    go = "" if type_.name == kind.value or type_.kind in ("interface", "func") else type_.name
    inner = None if type_.element is None else of_go(type_.element)
    match kind:
        case Kind.LIST:
            return Shape(kind, element=inner, go=go)
        case Kind.MAP:
            return Shape(kind, fields={}, rest=inner, go=go)
        case _:
            return Shape(kind, go=go)


_GO_KINDS: Final = {
    "bool": Kind.BOOL,
    "string": Kind.STRING,
    "float64": Kind.FLOAT,
    "slice": Kind.LIST,
    "array": Kind.LIST,
    "map": Kind.MAP,
    **dict.fromkeys(INTEGERS, Kind.INT),
}


def map_of(fields: Mapping[str, Shape], *, rest: Shape | None = None, lacks: str = "") -> Shape:
    """A map with these fields, and no others unless ``rest`` says what they are."""
    return Shape(Kind.MAP, fields=fields, rest=rest, lacks=lacks)


def of_value(value: Json) -> Shape:
    """The shape of a variable's value; a map has the fields that it has."""
    if isinstance(value, Mapping):
        return map_of({name: of_value(inner) for name, inner in value.items()})
    return Shape(kind_of(value))
