"""expr-lang's functions of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from wfsim.lang import gonumbers
from wfsim.lang.errors import LangError
from wfsim.lang.functions.signatures import Table, declare
from wfsim.lang.govalues import type_name
from wfsim.lang.values import Json

TABLE: Table = {}


def whole(value: float) -> int:
    """A float cut to 64 bits; what does not fit is the smallest integer, as on amd64."""
    return int(value) if -(2.0**63) <= value < 2.0**63 else gonumbers.INT_MIN


def to_int(value: Json, name: str = "int") -> int:
    """Go's ``int``: of numbers and of decimal texts."""
    match value:
        case bool():
            raise LangError(f"invalid operation: {name}(bool)")
        case int():
            return value
        case float():
            return whole(value)
        case str():
            parsed = gonumbers.parse_int(value)
            if parsed is None:
                raise LangError(f"invalid operation: {name}({value})")
            return parsed
        case _:
            raise LangError(f"invalid operation: {name}({type_name(value)})")


def to_float(value: Json, name: str = "float") -> float:
    """Go's ``float``: of numbers and of texts."""
    match value:
        case bool():
            raise LangError(f"invalid operation: {name}(bool)")
        case int() | float():
            return float(value)
        case str():
            parsed = gonumbers.parse_float(value)
            if parsed is None:
                raise LangError(f"invalid operation: {name}({value})")
            return parsed
        case _:
            raise LangError(f"invalid operation: {name}({type_name(value)})")


@declare(TABLE, "int", "(value: number|string) -> int", "A whole number from a number or a text.")
def _int(value: Json) -> Json:
    return to_int(value)


@declare(TABLE, "float", "(value: number|string) -> float", "A number from a number or a text.")
def _float(value: Json) -> Json:
    return to_float(value)


@declare(TABLE, "abs", "(value: number) -> any", "The number without its sign.")
def _abs(value: int | float) -> Json:
    return gonumbers.wrap(abs(value)) if isinstance(value, int) else abs(value)


def _rounded(value: int | float, how: Callable[[float], int]) -> float:
    number = float(value)
    return number if math.isinf(number) or math.isnan(number) else math.copysign(float(how(number)), number)


def round_half_away(value: float) -> int:
    """Halves go away from zero, as in Go."""
    cut = math.trunc(value)
    return cut + int(math.copysign(1, value)) if abs(value - cut) >= 0.5 else cut


@declare(TABLE, "ceil", "(value: number) -> float", "The next whole number upwards.")
def _ceil(value: int | float) -> Json:
    return _rounded(value, math.ceil)


@declare(TABLE, "floor", "(value: number) -> float", "The next whole number downwards.")
def _floor(value: int | float) -> Json:
    return _rounded(value, math.floor)


@declare(TABLE, "round", "(value: number) -> float", "The nearest whole number; halves away from zero.")
def _round(value: int | float) -> Json:
    return _rounded(value, round_half_away)


def flat_numbers(name: str, values: tuple[Json, ...]) -> Iterator[int | float]:
    """The numbers among the arguments and in their lists."""
    todo = [*reversed(values)]
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            todo.extend(reversed(one))
        elif isinstance(one, (int, float)) and not isinstance(one, bool):
            yield one
        else:
            raise LangError(f"invalid argument for {name} (type {type_name(one)})")


def _some(name: str, values: tuple[Json, ...]) -> list[int | float]:
    if not values:
        raise LangError(f"not enough arguments to call {name}")
    return list(flat_numbers(name, values))


def _alone(values: tuple[Json, ...]) -> bool:
    """A single argument that is neither number nor list comes back as it is."""
    return len(values) == 1 and (isinstance(values[0], bool) or not isinstance(values[0], (int, float, list)))


@declare(TABLE, "max", "(values...: number|list) -> any", "The largest number, also of lists.", lenient=True)
def _max(*values: Json) -> Json:
    return values[0] if _alone(values) else max(_some("max", values), default=None)


@declare(TABLE, "min", "(values...: number|list) -> any", "The smallest number, also of lists.", lenient=True)
def _min(*values: Json) -> Json:
    return values[0] if _alone(values) else min(_some("min", values), default=None)


@declare(TABLE, "mean", "(values...: number|list) -> any", "The mean of the numbers; 0 of none.")
def _mean(*values: Json) -> Json:
    found = _some("mean", values)
    return sum(map(float, found)) / len(found) if found else 0.0


@declare(TABLE, "median", "(values...: number|list) -> any", "The middle one of the numbers; 0 of none.")
def _median(*values: Json) -> Json:
    found = sorted(map(float, _some("median", values)))
    middle = len(found) // 2
    if not found:
        return 0.0
    return found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


def _shift(count: int) -> int:
    if count < 0:
        raise LangError(f"invalid operation: negative shift count {count} (type int)")
    return min(count, 64)


_BITS: dict[str, tuple[Callable[[int, int], int], str]] = {
    "bitand": (lambda a, b: a & b, "Bits that both have."),
    "bitor": (lambda a, b: a | b, "Bits that either has."),
    "bitxor": (lambda a, b: a ^ b, "Bits that only one has."),
    "bitnand": (lambda a, b: a & ~b, "Bits of the first that the second has not."),
    "bitshl": (lambda a, b: a << _shift(b), "Shifted left."),
    "bitshr": (lambda a, b: a >> _shift(b), "Shifted right, keeping the sign."),
    "bitushr": (lambda a, b: a % (1 << 64) >> _shift(b), "Shifted right, filled with zeros."),
}


def _bitwise(how: Callable[[int, int], int]) -> Callable[[int, int], Json]:
    return lambda first, second: gonumbers.wrap(how(first, second))


for _name, (_how, _doc) in _BITS.items():
    declare(TABLE, _name, "(first: int, second: int) -> int", _doc)(_bitwise(_how))


@declare(TABLE, "bitnot", "(value: int) -> int", "Every bit turned around.")
def _bitnot(value: int) -> Json:
    return ~value
