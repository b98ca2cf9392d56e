"""expr-lang's functions of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from wfsim.lang import gonumbers, gotypes
from wfsim.lang.errors import LangError
from wfsim.lang.functions import judging
from wfsim.lang.functions.signatures import Table, declare
from wfsim.lang.govalues import Opaque, Sized, type_name
from wfsim.lang.operators import as_float, is_number, is_whole, less, more, negated, whole
from wfsim.lang.values import Json

TABLE: Table = {}

__all__ = ["TABLE", "round_half_away", "to_float", "to_int", "whole"]


def _counted(value: Json) -> int | None:
    """The number in a type of its own, such as a span of time; None where there is none."""
    found = getattr(value, "value", None) if isinstance(value, Opaque) else None
    return found if isinstance(found, int) else None


def to_int(value: Json, name: str = "int") -> int:
    """Go's ``int``: of numbers and of decimal texts."""
    match value:
        case str():
            parsed = gonumbers.parse_int(value)
            if parsed is None:
                raise LangError(f"invalid operation: {name}({value})")
            return parsed
        case float():
            return whole(value)
        case int() if not isinstance(value, bool):
            return gonumbers.wrap(int(value))
        case None:
            raise LangError("reflect: call of reflect.Value.Type on zero Value")
        case _:
            counted = _counted(value)
            if counted is None:
                raise LangError(f"invalid operation: {name}({type_name(value)})")
            return counted


def to_float(value: Json, name: str = "float") -> float:
    """Go's ``float``: of numbers and of texts."""
    if isinstance(value, str):
        parsed = gonumbers.parse_float(value)
        if parsed is None:
            raise LangError(f"invalid operation: {name}({value})")
        return parsed
    if is_number(value):
        return float(value)  # type: ignore[arg-type]
    raise LangError(f"invalid operation: {name}({type_name(value)})")


def _takes(name: str, kinds: str, gives: gotypes.GoType | None) -> judging.Judge:
    return judging.takes(kinds, gives=gives, says=(f"invalid argument for {name} (type {{}})",))


def _of_number(name: str) -> judging.Judge:
    return _takes(name, "number", gotypes.FLOAT)


@declare(
    TABLE,
    "int",
    "(value: number|string) -> int",
    "A whole number from a number or a text.",
    judge=_takes("int", "number|string", gotypes.INT),
)
def _int(value: Json) -> Json:
    return to_int(value)


@declare(
    TABLE,
    "float",
    "(value: number|string) -> float",
    "A number from a number or a text.",
    judge=_takes("float", "number|string", gotypes.FLOAT),
)
def _float(value: Json) -> Json:
    return to_float(value)


@declare(TABLE, "abs", "(value: number) -> any", "The number without its sign.", judge=_takes("abs", "number", None))
def _abs(value: Json) -> Json:
    if isinstance(value, Sized):
        return value.negative() if value < 0 else value
    if is_number(value):
        return negated(value) if value < 0 else value  # type: ignore[operator]
    raise LangError(f"invalid argument for abs (type {type_name(value)})")


def _rounded(value: Json, name: str, how: Callable[[float], int]) -> float:
    if not is_number(value):
        raise LangError(f"invalid argument for {name} (type {type_name(value)})")
    number = as_float(value)
    if is_whole(value) or math.isinf(number) or math.isnan(number):
        return number
    return math.copysign(float(how(number)), number)


def round_half_away(value: float) -> int:
    """Halves go away from zero, as in Go."""
    cut = math.trunc(value)
    return cut + int(math.copysign(1, value)) if abs(value - cut) >= 0.5 else cut


@declare(
    TABLE,
    "ceil",
    "(value: number) -> float",
    "The next whole number upwards.",
    judge=_takes("ceil", "number", gotypes.FLOAT),
)
def _ceil(value: Json) -> Json:
    return _rounded(value, "ceil", math.ceil)


@declare(
    TABLE,
    "floor",
    "(value: number) -> float",
    "The next whole number downwards.",
    judge=_takes("floor", "number", gotypes.FLOAT),
)
def _floor(value: Json) -> Json:
    return _rounded(value, "floor", math.floor)


@declare(
    TABLE,
    "round",
    "(value: number) -> float",
    "The nearest whole number; halves away from zero.",
    judge=_takes("round", "number", gotypes.FLOAT),
)
def _round(value: Json) -> Json:
    return _rounded(value, "round", round_half_away)


# -- of several numbers ---------------------------------------------------------------------------------------------

Comparison = Callable[[Json, Json], bool]
DEEPEST = 100


def _deeper(depth: int) -> int:
    if depth > DEEPEST:
        raise LangError("recursion depth exceeded")
    return depth + 1


def _best(name: str, worse: Comparison, values: tuple[Json, ...] | list[Json], depth: int = 0) -> Json:
    """The best of all numbers, also in lists; a single thing that is neither is given back as it is."""
    found: Json = None
    for one in values:
        if isinstance(one, list):
            best = _best_of_list(name, worse, one, _deeper(depth))
        elif is_number(one) or _counted(one) is not None:
            best = one
        elif len(values) == 1:
            return one
        else:
            raise LangError(f"invalid argument for {name} (type {type_name(one)})")
        if best is not None and (found is None or worse(found, best)):
            found = best
    return found


def _best_of_list(name: str, worse: Comparison, values: list[Json], depth: int) -> Json:
    found: Json = None
    for one in values:
        best = _best_of_list(name, worse, one, _deeper(depth)) if isinstance(one, list) else one
        if isinstance(one, list) and best is None and type_name(values) == "[]interface {}":
            continue
        if not is_number(best):
            raise LangError(f"invalid argument for {name} (type {type_name(best)})")
        if found is None or worse(found, best):
            found = best
    return found


_SEVERAL = "(values...: number|list) -> any"


@declare(TABLE, "max", _SEVERAL, "The largest number, also of lists.", lenient=True, judge=judging.numbers("max"))
def _max(*values: Json) -> Json:
    return _best("max", less, values)


@declare(TABLE, "min", _SEVERAL, "The smallest number, also of lists.", lenient=True, judge=judging.numbers("min"))
def _min(*values: Json) -> Json:
    return _best("min", more, values)


def _summed(name: str, values: tuple[Json, ...] | list[Json], depth: int = 0) -> tuple[int, float]:
    """How many numbers there are, also in lists, and their sum."""
    count, total = 0, 0.0
    for one in values:
        if isinstance(one, list):
            inner, part = _summed(name, one, _deeper(depth))
            count, total = count + inner, total + part
            continue
        count, total = count + 1, total + _as_number(name, one)
    return count, total


def _as_number(name: str, value: Json) -> float:
    counted = _counted(value)
    if counted is None and not is_number(value):
        raise LangError(f"invalid argument for {name} (type {type_name(value)})")
    return as_float(value) if counted is None else float(counted)


def _flat(name: str, values: tuple[Json, ...] | list[Json], depth: int = 0) -> Iterator[float]:
    for one in values:
        if isinstance(one, list):
            yield from _flat(name, one, _deeper(depth))
        else:
            yield _as_number(name, one)


@declare(TABLE, "mean", _SEVERAL, "The mean of the numbers; 0 of none.", judge=judging.numbers("mean"))
def _mean(*values: Json) -> Json:
    count, total = _summed("mean", values)
    return total / count if count else 0.0


@declare(TABLE, "median", _SEVERAL, "The middle one of the numbers; 0 of none.", judge=judging.numbers("median"))
def _median(*values: Json) -> Json:
    found = sorted(_flat("median", values), key=lambda one: (one == one, one))
    middle = len(found) // 2
    if not found:
        return 0.0
    return found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


# -- bits -----------------------------------------------------------------------------------------------------------


def _whole(value: Json) -> int:
    if not is_whole(value):
        raise LangError(f"cannot use {type_name(value)} as argument (type int)")
    return gonumbers.wrap(int(value))  # type: ignore[arg-type]


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


def _bitwise(how: Callable[[int, int], int]) -> Callable[[Json, Json], Json]:
    return lambda first, second: gonumbers.wrap(how(_whole(first), _whole(second)))


for _name, (_how, _doc) in _BITS.items():
    declare(TABLE, _name, "(first: int, second: int) -> int", _doc, go="func(int, int) int")(_bitwise(_how))


@declare(TABLE, "bitnot", "(value: int) -> int", "Every bit turned around.", go="func(int) int")
def _bitnot(value: Json) -> Json:
    return ~_whole(value)
