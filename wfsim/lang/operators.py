"""What the operators of expressions do with values.

In: values. Out: values, or a LangError in expr-lang's words. Integers have 64 bits and wrap around, ``/`` and ``**``
give floats, numbers of any type are compared as numbers, and points in time have an arithmetic of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from wfsim.lang import gomath, gonumbers, regex
from wfsim.lang.deepequal import alike
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.gomath.rounding import divided as divided
from wfsim.lang.gotypes import BYTES, GoType
from wfsim.lang.govalues import (
    Items,
    Opaque,
    Sized,
    characters,
    is_nil,
    joined,
    octets,
    type_name,
    type_of,
)
from wfsim.lang.values import Json

if TYPE_CHECKING:
    from wfsim.lang.moments.values import Duration, Time

LONGEST: Final = 10_000_000  # of a text that an expression makes
Operation = Callable[[Json, Json], Json]


def is_number(value: object) -> bool:
    """Whether a value is a number; truth values and spans of time are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_whole(value: object) -> bool:
    """Whether a value is an integer of any size."""
    return isinstance(value, int) and not isinstance(value, bool)


def equal(left: Json, right: Json) -> bool:
    """Equality of JSON data: numbers by value, wherever they stand."""
    if is_number(left) and is_number(right):
        return left == right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    return type(left) is type(right) and left == right


# -- equality -------------------------------------------------------------------------------------------------------


def same(left: Json, right: Json) -> bool:
    """``==``: numbers by value; lists item by item; everything else has to be of one type, deep down."""
    if is_number(left) and is_number(right):
        return _same_number(left, right)
    if isinstance(left, list) and isinstance(right, list) and _itemwise(left, right):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, Opaque) and isinstance(right, Opaque):
        return _same_opaque(left, right)
    return (is_nil(left) and is_nil(right)) or alike(left, right)


def _same_number(left: Any, right: Any) -> bool:
    if isinstance(left, float) or isinstance(right, float):
        return float(left) == float(right)
    return bool(left == right)


def _same_opaque(left: Opaque, right: Opaque) -> bool:
    from wfsim.lang.moments.values import Time

    if isinstance(left, Time) and isinstance(right, Time):
        return left.instant == right.instant
    return alike(left, right)


def _itemwise(left: list[Json], right: list[Json]) -> bool:
    """Whether two lists are compared item by item: lists of anything, and those of one plain type."""
    one, other = type_of(left), type_of(right)
    if not _is_any(one):
        return _plain(one) and (one == other or _is_any(other))
    return _is_any(other) or _plain(other)


def _is_any(type: GoType | None) -> bool:
    return type is not None and type.name == "[]interface {}"


def _plain(type: GoType | None) -> bool:
    element = None if type is None or type.kind != "slice" else type.element
    return element is not None and (element.is_integer or element.is_float or element.name == "string")


# -- order ----------------------------------------------------------------------------------------------------------


def _ordering(sign: str, holds: Callable[[Any, Any], bool]) -> Callable[[Json, Json], bool]:
    def operation(left: Json, right: Json) -> bool:
        if isinstance(left, str) and isinstance(right, str):
            plain = left.isascii() and right.isascii()
            return holds(left, right) if plain else holds(octets(left), octets(right))
        if is_number(left) and is_number(right):
            floats = isinstance(left, float) or isinstance(right, float)
            return holds(float(left), float(right)) if floats else holds(left, right)  # type: ignore[arg-type]
        if isinstance(left, Opaque) and isinstance(right, Opaque):
            one, other = _measure(left), _measure(right)
            if one is not None and other is not None and type(left) is type(right):
                return holds(one, other)
        raise LangError(f"invalid operation: {type_name(left)} {sign} {type_name(right)}")

    return operation


def _measure(value: Opaque) -> Any:
    """What points and spans of time are ordered by; None for anything else."""
    from wfsim.lang.moments.values import Duration, Time

    match value:
        case Time():
            return value.instant
        case Duration():
            return value.value
        case _:
            return None


less: Final = _ordering("<", lambda left, right: left < right)
more: Final = _ordering(">", lambda left, right: left > right)
at_most: Final = _ordering("<=", lambda left, right: left <= right)
at_least: Final = _ordering(">=", lambda left, right: left >= right)


# -- arithmetic -----------------------------------------------------------------------------------------------------


def _mismatch(left: Json, operator: str, right: Json) -> LangError:
    return LangError(f"invalid operation: {type_name(left)} {operator} {type_name(right)}")


def _computed(how: Callable[[Any, Any], int | float], left: Any, right: Any) -> Json:
    """Arithmetic on two numbers: on floats where either is one, in 64 bits otherwise."""
    if isinstance(left, float) or isinstance(right, float):
        return how(float(left), float(right))
    found = how(int(left), int(right))
    return gonumbers.wrap(found) if isinstance(found, int) else found


def add(left: Json, right: Json) -> Json:
    """``+``."""
    if isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > LONGEST:
            raise BudgetSpent("memory budget exceeded")
        return joined(left, right)
    if is_number(left) and is_number(right):
        return _computed(lambda one, other: one + other, left, right)
    if isinstance(left, Opaque) and isinstance(right, Opaque):
        found = _time_sum(left, right)
        if found is not None:
            return found
    raise _mismatch(left, "+", right)


def _time_sum(left: Opaque, right: Opaque) -> Time | Duration | None:
    from wfsim.lang.moments.values import Duration, Time

    match left, right:
        case Time(), Duration():
            return left.later(right.value)
        case Duration(), Time():
            return right.later(left.value)
        case Duration(), Duration():
            return Duration(left.value + right.value)
        case _:
            return None


def subtract(left: Json, right: Json) -> Json:
    """``-``."""
    if is_number(left) and is_number(right):
        return _computed(lambda one, other: one - other, left, right)
    from wfsim.lang.moments.values import Duration, Time

    match left, right:
        case Time(), Time():
            return left.since(right)
        case Time(), Duration():
            return left.later(Duration(-right.value).value)
        case Duration(), Duration():
            return Duration(left.value - right.value)
        case _:
            raise _mismatch(left, "-", right)


def multiply(left: Json, right: Json) -> Json:
    """``*``; a span of time is multiplied as a number by a float, and the result is a float."""
    if is_number(left) and is_number(right):
        return _computed(lambda one, other: one * other, left, right)
    from wfsim.lang.moments.values import Duration

    values: list[Any] = []
    for one in (left, right):
        if not isinstance(one, Duration) and not is_number(one):
            raise _mismatch(left, "*", right)
        values.append(one.value if isinstance(one, Duration) else one)
    if any(isinstance(one, float) for one in values):
        return float(values[0]) * float(values[1])
    return Duration(values[0] * values[1])


def divide(left: Json, right: Json) -> Json:
    """``/``: always a float."""
    if is_number(left) and is_number(right):
        return divided(float(left), float(right))  # type: ignore[arg-type]
    raise _mismatch(left, "/", right)


def remainder(left: Json, right: Json) -> Json:
    """``%``, with the sign of the left."""
    if not (is_whole(left) and is_whole(right)):
        raise _mismatch(left, "%", right)
    one, other = int(left), int(right)  # type: ignore[arg-type]
    if other == 0:
        raise LangError("runtime error: integer divide by zero")
    return -(-one % abs(other)) if one < 0 else one % abs(other)


def as_float(value: Json) -> float:
    """A float from a number."""
    if is_number(value):
        return float(value)  # type: ignore[arg-type]
    raise LangError(f"invalid operation: float({type_name(value)})")


def power(left: Json, right: Json) -> Json:
    """``**``."""
    return gomath.power(as_float(left), as_float(right))


def whole(value: float) -> int:
    """A float cut to 64 bits; what does not fit is the smallest integer, as on amd64."""
    return int(value) if -(2.0**63) <= value < 2.0**63 else gonumbers.INT_MIN


def as_int(value: Json) -> int:
    """A whole number from a number."""
    if is_whole(value):
        return gonumbers.wrap(int(value))  # type: ignore[arg-type]
    if isinstance(value, float):
        return whole(value)
    raise LangError(f"invalid operation: int({type_name(value)})")


def negated(value: Json) -> Json:
    """A number's opposite, of the same type."""
    if isinstance(value, Sized):
        return value.negative()
    if is_number(value):
        return gonumbers.wrap(-value) if isinstance(value, int) else -value  # type: ignore[operator]
    raise LangError(f"invalid operation: - {type_name(value)}")


def truth(value: Json) -> bool:
    """A truth value where one is needed."""
    if isinstance(value, bool):
        return value
    shown = "nil" if value is None else type_name(value)
    raise LangError(f"interface conversion: interface {{}} is {shown}, not bool")


# -- texts ----------------------------------------------------------------------------------------------------------


def text_of(value: Json) -> str:
    """A text where one is needed."""
    if isinstance(value, str):
        return value
    shown = "nil" if value is None else type_name(value)
    raise LangError(f"interface conversion: interface {{}} is {shown}, not string")


def _of_texts(how: Callable[[str, str], bool]) -> Operation:
    """Nothing contains nothing: with nil on either side it is false."""

    def operation(left: Json, right: Json) -> Json:
        if is_nil(left) or is_nil(right):
            return False
        part = text_of(right)
        return how(text_of(left), part)

    return operation


contains: Final = _of_texts(lambda left, right: right in left)
starts_with: Final = _of_texts(str.startswith)
ends_with: Final = _of_texts(str.endswith)


def matches(left: Json, right: Json) -> Json:
    """``matches``: bytes may match, too."""
    if is_nil(left) or is_nil(right):
        return False
    if isinstance(left, Items) and left.type == BYTES:
        return regex.matches(text_of(right), characters(bytes(left)))
    text = text_of(left) if not isinstance(left, str) else left
    return regex.matches(text_of(right), text)
