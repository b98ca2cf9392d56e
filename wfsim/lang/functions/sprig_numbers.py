"""sprig's functions of numbers: anything becomes a number, and what is none is 0.

In: values. Out: the table for ``table``. Whole numbers are ``int64``, which is another type than ``int``: a function
that takes an ``int`` does not take what these give.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import reduce

from wfsim.lang import gomath, gonumbers, gotypes, operators
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.functions.numbers import whole
from wfsim.lang.functions.signatures import Table, exact
from wfsim.lang.functions.sprig_texts import text_of
from wfsim.lang.govalues import Int64, Items
from wfsim.lang.moments.values import Named
from wfsim.lang.values import Json

TABLE: Table = {}
declare = exact(TABLE)

_DECIMAL = re.compile(r"([-+]?[0-9]*)\.[0-9]*")
_LARGEST = 1_000_000


def int_of(value: Json) -> int:
    """A whole number as spf13/cast makes one; what is none is 0."""
    match value:
        case int():
            return int(value)
        case Named():
            return value.value
        case float():
            return whole(value)
        case str():
            cut = _DECIMAL.fullmatch(value)
            return gonumbers.parse_int_any_base(value if cut is None else cut[1]) or 0
        case _:
            return 0


def float_of(value: Json) -> float:
    """A number as spf13/cast makes one; what is none is 0."""
    if isinstance(value, str):
        return gonumbers.parse_float(value) or 0.0
    if isinstance(value, Named):
        return float(value.value)
    return float(value) if isinstance(value, (int, float)) else 0.0


def _int64(value: int) -> Json:
    return Int64(gonumbers.wrap(value))


@declare("int", "(value: any) -> int", "A whole number, 0 where it is none.")
def _int(value: Json) -> Json:
    return int_of(value)


@declare("int64", "(value: any) -> int64", "A whole number, 0 where it is none.")
def _to_int64(value: Json) -> Json:
    return _int64(int_of(value))


@declare("float64", "(value: any) -> float", "A number, 0 where it is none.")
def _float64(value: Json) -> Json:
    return float_of(value)


@declare("atoi", "(text: string) -> int", "A whole number, 0 where it is none.")
def _atoi(text: str) -> Json:
    return clipped(text)


def clipped(text: str) -> int:
    """A decimal number: 0 where the text is none, the largest where it is larger."""
    found = gonumbers.parse_int(text)
    if found is None and gonumbers.atoi_problem(text) == "value out of range":
        return gonumbers.INT_MIN if text[0] == "-" else gonumbers.INT_MAX
    return found or 0


@declare("toDecimal", "(value: any) -> int64", "A number from its octal digits, 0 where there are none.")
def _to_decimal(value: Json) -> Json:
    digits = text_of(value)
    found = int(digits, 8) if re.fullmatch(r"[+-]?[0-7]{1,100}", digits, re.ASCII) else 0
    return Int64(found if gonumbers.INT_MIN <= found <= gonumbers.INT_MAX else 0)


# -- whole numbers --------------------------------------------------------------------------------------------------


@declare("add", "(values...: any) -> int64", "The sum of whole numbers.")
def _add(*values: Json) -> Json:
    return _int64(sum(map(int_of, values)))


@declare("add1", "(value: any) -> int64", "One more.")
def _add1(value: Json) -> Json:
    return _int64(int_of(value) + 1)


@declare("sub", "(first: any, second: any) -> int64", "The first less the second.")
def _sub(first: Json, second: Json) -> Json:
    return _int64(int_of(first) - int_of(second))


@declare("mul", "(first: any, values...: any) -> int64", "The product of whole numbers.")
def _mul(first: Json, *values: Json) -> Json:
    return _int64(reduce(lambda total, one: gonumbers.wrap(total * int_of(one)), values, int_of(first)))


def _parted(first: Json, second: Json) -> tuple[int, int]:
    left, right = int_of(first), int_of(second)
    if right == 0:
        raise LangError("runtime error: integer divide by zero")
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    return quotient, left - quotient * right


@declare("div", "(first: any, second: any) -> int64", "The whole quotient.")
def _div(first: Json, second: Json) -> Json:
    return _int64(_parted(first, second)[0])


@declare("mod", "(first: any, second: any) -> int64", "What a division leaves.")
def _mod(first: Json, second: Json) -> Json:
    return _int64(_parted(first, second)[1])


def _largest(first: Json, *values: Json) -> Json:
    return Int64(max(map(int_of, (first, *values))))


declare("max", "(first: any, values...: any) -> int64", "The largest whole number.")(_largest)
declare("biggest", "(first: any, values...: any) -> int64", "The largest whole number.")(_largest)


@declare("min", "(first: any, values...: any) -> int64", "The smallest whole number.")
def _min(first: Json, *values: Json) -> Json:
    return Int64(min(map(int_of, (first, *values))))


# -- other numbers --------------------------------------------------------------------------------------------------


def _extreme(values: tuple[Json, ...], sign: float) -> float:
    """Go's math.Max, or math.Min for a sign of -1: an infinity before no number, and 0 before -0."""
    found = [float_of(one) * sign for one in values]
    if math.inf in found:
        return math.inf * sign
    if any(map(math.isnan, found)):
        return math.nan
    largest = max(found)
    return (
        0.0 * sign if largest == 0 and any(math.copysign(1, one) > 0 for one in found if one == 0) else largest * sign
    )


@declare("maxf", "(first: any, values...: any) -> float", "The largest number.")
def _maxf(first: Json, *values: Json) -> Json:
    return _extreme((first, *values), 1.0)


@declare("minf", "(first: any, values...: any) -> float", "The smallest number.")
def _minf(first: Json, *values: Json) -> Json:
    return _extreme((first, *values), -1.0)


def _stepped(value: float, how: Callable[[float], int]) -> float:
    """To a whole number, which keeps the sign of a zero."""
    return math.copysign(float(how(value)), value) if math.isfinite(value) else value


@declare("ceil", "(value: any) -> float", "The next whole number upwards.")
def _ceil(value: Json) -> Json:
    return _stepped(float_of(value), math.ceil)


@declare("floor", "(value: any) -> float", "The next whole number downwards.")
def _floor(value: Json) -> Json:
    return _stepped(float_of(value), math.floor)


@declare(
    "round", "(value: any, digits: int, up...: float) -> float", "The number with so many digits; down below zero."
)
def _round(value: Json, digits: int, *up: float) -> Json:
    scale = gomath.power(10.0, float(digits))
    scaled = scale * float_of(value)
    over = math.modf(scaled)[0] if math.isfinite(scaled) else math.nan
    rounded = _stepped(scaled, math.ceil if over >= (up[0] if up else 0.5) else math.floor)
    return operators.divided(rounded, scale)


Decimal = tuple[int, int]  # a whole number, and the power of ten that it is multiplied by


def _decimal(value: Json) -> Decimal:
    """The shortest decimal number of a float."""
    number = float_of(value)
    if not math.isfinite(number):
        raise LangError(f"Cannot create a Decimal from {gonumbers.printed(number)}")
    mantissa, _, exponent = repr(number).partition("e")
    digits, _, fraction = mantissa.partition(".")
    return int(digits + fraction), int(exponent or 0) - len(fraction)


def _aligned(left: Decimal, right: Decimal) -> tuple[int, int, int]:
    least = min(left[1], right[1])
    return left[0] * 10 ** (left[1] - least), right[0] * 10 ** (right[1] - least), least


def _sum(left: Decimal, right: Decimal) -> Decimal:
    first, second, exponent = _aligned(left, right)
    return first + second, exponent


def _quotient(left: Decimal, right: Decimal) -> Decimal:
    """With sixteen places; halves go away from zero."""
    first, second, _ = _aligned(left, right)
    if second == 0:
        raise LangError("decimal division by 0")
    found, rest = divmod(abs(first) * 10**16, abs(second))
    found += 2 * rest >= abs(second)
    return (found if (first < 0) == (second < 0) else -found), -16


def _computed(how: Callable[[Decimal, Decimal], Decimal], values: tuple[Json, ...]) -> float:
    number, exponent = reduce(how, map(_decimal, values))
    try:
        return float(number * 10**exponent) if exponent >= 0 else number / 10**-exponent
    except OverflowError:
        return math.inf if number > 0 else -math.inf


_DECIMALS: dict[str, tuple[Callable[[Decimal, Decimal], Decimal], str]] = {
    "subf": (lambda left, right: _sum(left, (-right[0], right[1])), "The first number less the others."),
    "mulf": (lambda left, right: (left[0] * right[0], left[1] + right[1]), "The product of numbers."),
    "divf": (_quotient, "The first number divided by the others."),
}


def _of_all(how: Callable[[Decimal, Decimal], Decimal]) -> Callable[..., Json]:
    return lambda *values: _computed(how, values)


for _name, (_how, _doc) in _DECIMALS.items():
    declare(_name, "(first: any, values...: any) -> float", _doc)(_of_all(_how))


@declare("addf", "(values...: any) -> float", "The sum of numbers.")
def _addf(*values: Json) -> Json:
    return _computed(_sum, (0, *values))


@declare("add1f", "(value: any) -> float", "One more.")
def _add1f(value: Json) -> Json:
    return _computed(_sum, (value, 1))


# -- rows of numbers ------------------------------------------------------------------------------------------------


def _steps(start: int, stop: int, step: int) -> list[Json]:
    if step == 0 or (stop < start) != (step < 0):
        return []
    if abs(stop - start) // abs(step) > _LARGEST:
        raise BudgetSpent("memory budget exceeded")
    return [*range(start, stop, step)]


@declare("until", "(count: int) -> []int", "The numbers from 0 up to this.")
def _until(count: int) -> Json:
    return Items(_steps(0, count, 1 if count >= 0 else -1), gotypes.INTS)


@declare("untilStep", "(start: int, stop: int, step: int) -> []int", "The numbers from start to stop by steps.")
def _until_step(start: int, stop: int, step: int) -> Json:
    return Items(_steps(start, stop, step), gotypes.INTS)


@declare("seq", "(numbers...: int) -> string", "The numbers to, from to, or from by to, with blanks between.")
def _seq(*numbers: int) -> Json:
    if not 0 < len(numbers) < 4:
        return ""
    start, end = (numbers[0], numbers[-1]) if len(numbers) > 1 else (1, numbers[0])
    beyond = -1 if end < start else 1
    step = numbers[1] if len(numbers) == 3 else beyond
    if beyond < 0 < step:
        return ""
    return " ".join(map(str, _steps(start, gonumbers.wrap(end + beyond), step)))
