"""What is known of a part of an expression before it runs: a Go type, nothing at all, or that it is nil.

In: types. Out: ``Nature``s, and which operators take which. Called by ``checking``.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from wfsim.lang import gotypes
from wfsim.lang.gotypes import GoType
from wfsim.lang.govalues import type_of
from wfsim.lang.values import Json


class Nature(NamedTuple):
    """A type, None where nothing is known. ``inner``: what is known of a list's items, beyond its type."""

    type: GoType | None = None
    inner: Nature | None = None
    nil: bool = False

    @property
    def unknown(self) -> bool:
        return not self.nil if self.type is None else self.type == gotypes.ANY

    @property
    def kind(self) -> str:
        return "" if self.type is None else self.type.kind

    @property
    def is_integer(self) -> bool:
        return self.type is not None and self.type.is_integer

    @property
    def is_number(self) -> bool:
        return self.type is not None and (self.type.is_integer or self.type.is_float)

    @property
    def is_array(self) -> bool:
        return self.type is not None and self.type.is_array

    @property
    def element(self) -> Nature:
        """What a list's items or a map's values are."""
        if self.type is None:
            return UNKNOWN
        if self.inner is not None and self.type.is_array:
            return self.inner
        return Nature(self.type.element)

    @property
    def listed(self) -> Nature:
        """A list of such."""
        return Nature(gotypes.LIST, self)

    def fits(self, other: Nature) -> bool:
        """Whether it may be assigned to the other."""
        if self.nil and other.kind in _NILABLE:
            return True
        if self.type is None or other.type is None:
            return False
        return other.type.takes(self.type)

    def comparable(self, other: Nature) -> bool:
        """Whether the two may be equal."""
        return (
            self.unknown
            or other.unknown
            or self.nil
            or other.nil
            or (self.is_number and other.is_number)
            or (self.is_array and other.is_array)
            or self.fits(other)
        )

    def __str__(self) -> str:
        return "unknown" if self.type is None else self.type.name


_NILABLE: Final = frozenset(("ptr", "interface", "func", "map", "slice"))

UNKNOWN: Final = Nature()
NIL: Final = Nature(nil=True)
BOOL: Final = Nature(gotypes.BOOL)
INT: Final = Nature(gotypes.INT)
FLOAT: Final = Nature(gotypes.FLOAT)
STRING: Final = Nature(gotypes.STRING)
LIST: Final = Nature(gotypes.LIST)
MAP: Final = Nature(gotypes.MAP)
BYTES: Final = Nature(gotypes.BYTES)
TIME: Final = Nature(gotypes.TIME)
DURATION: Final = Nature(gotypes.DURATION)


def of(value: Json) -> Nature:
    """The nature of a variable with this value."""
    return NIL if value is None else Nature(type_of(value))


def _is_string(one: Nature) -> bool:
    return one.kind == "string"


def _is_bool(one: Nature) -> bool:
    return one.kind == "bool"


def _is_time(one: Nature) -> bool:
    return one.type == gotypes.TIME


def _is_span(one: Nature) -> bool:
    return one.type == gotypes.DURATION


# For each operator what both sides may be, so long as one of them is known.
_SIDES: Final = {
    **dict.fromkeys(("and", "or"), (_is_bool,)),
    **dict.fromkeys(("<", ">", "<=", ">="), (lambda one: one.is_number, _is_string, _is_time, _is_span)),
    "+": (lambda one: one.is_number, _is_string, _is_time, _is_span),
    "-": (lambda one: one.is_number, _is_time, _is_span),
    "*": (lambda one: one.is_number, _is_span),
    **dict.fromkeys(("/", "**"), (lambda one: one.is_number,)),
    **dict.fromkeys(("%", ".."), (lambda one: one.is_integer,)),
    **dict.fromkeys(("matches", "contains", "startsWith", "endsWith"), (_is_string,)),
}
_LOGICAL: Final = frozenset(("and", "or", "<", ">", "<=", ">=", "matches", "contains", "startsWith", "endsWith"))
_TIMES: Final = {
    ("-", "time.Time", "time.Time"): DURATION,
    ("-", "time.Time", "time.Duration"): TIME,
    ("-", "time.Duration", "time.Duration"): DURATION,
    ("+", "time.Time", "time.Duration"): TIME,
    ("+", "time.Duration", "time.Time"): TIME,
    ("+", "time.Duration", "time.Duration"): DURATION,
    ("*", "time.Duration", "time.Duration"): DURATION,
    **{(sign, name, name): BOOL for sign in ("<", ">", "<=", ">=") for name in ("time.Time", "time.Duration")},
}


def result(operator: str, left: Nature, right: Nature) -> Nature | None:
    """What an operation gives, or None where there is none such."""
    if left.unknown or right.unknown:
        known = right if left.unknown else left
        if known.unknown or any(fits(known) for fits in _SIDES[operator]):
            return _of_unknown(operator)
        return None
    if left.is_number and right.is_number and operator not in ("%", ".."):
        return _of_numbers(operator, left, right)
    return _of_known(operator, left, right)


def _of_unknown(operator: str) -> Nature:
    if operator in _LOGICAL:
        return BOOL
    return {"/": FLOAT, "**": FLOAT, "%": INT, "..": INT.listed}.get(operator, UNKNOWN)


def _of_numbers(operator: str, left: Nature, right: Nature) -> Nature | None:
    if operator in ("<", ">", "<=", ">="):
        return BOOL
    if operator in ("/", "**"):
        return FLOAT
    if operator not in ("+", "-", "*"):
        return None
    return INT if left.is_integer and right.is_integer else FLOAT


def _of_known(operator: str, left: Nature, right: Nature) -> Nature | None:
    if operator in ("%", ".."):
        return _of_unknown(operator) if left.is_integer and right.is_integer else None
    if _is_string(left) and _is_string(right) and operator in (_LOGICAL - {"and", "or"} | {"+"}):
        return STRING if operator == "+" else BOOL
    if operator in ("and", "or"):
        return BOOL if _is_bool(left) and _is_bool(right) else None
    if operator == "matches" and left.type == gotypes.BYTES and _is_string(right):
        return BOOL
    if operator == "*" and ((left.is_number and _is_span(right)) or (_is_span(left) and right.is_number)):
        return DURATION
    return _TIMES.get((operator, str(left), str(right)))
