"""What the operators of expressions do with values.

In: values. Out: values, or a LangError in expr-lang's words. Integers have 64 bits and wrap around, ``/`` and ``**``
give floats, and only numbers are compared across kinds.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from wfsim.lang import gonumbers, gotext, regex
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.govalues import Struct, type_name
from wfsim.lang.values import Json

LARGEST: Final = 1_000_000
Operation = Callable[[Json, Json], Json]


def is_number(value: Json) -> bool:
    """Whether a value is a number; truth values are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def equal(left: Json, right: Json) -> bool:
    """Equality as expressions have it."""
    if is_number(left) and is_number(right):
        return left == right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    return type(left) is type(right) and left == right


def _mismatch(left: Json, operator: str, right: Json) -> LangError:
    return LangError(f"invalid operation: {type_name(left)} {operator} {type_name(right)}")


def less(left: Json, right: Json, operator: str = "<") -> bool:
    """Whether one comes before the other: numbers, or texts by code points."""
    if (is_number(left) and is_number(right)) or (isinstance(left, str) and isinstance(right, str)):
        return left < right  # type: ignore[operator]
    raise _mismatch(left, operator, right)


def _at_most(left: Json, right: Json, operator: str) -> bool:
    if (is_number(left) and is_number(right)) or (isinstance(left, str) and isinstance(right, str)):
        return left <= right  # type: ignore[operator]
    raise _mismatch(left, operator, right)


def _numbers(left: Json, operator: str, right: Json) -> tuple[int | float, int | float]:
    if isinstance(left, (int, float)) and isinstance(right, (int, float)) and is_number(left) and is_number(right):
        return left, right
    raise _mismatch(left, operator, right)


def _add(left: Json, right: Json) -> Json:
    if isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > LARGEST * 10:
            raise BudgetSpent("memory budget exceeded")
        return left + right
    first, second = _numbers(left, "+", right)
    return _kept(first + second)


def _kept(value: int | float) -> int | float:
    return gonumbers.wrap(value) if isinstance(value, int) else value


def _subtract(left: Json, right: Json) -> Json:
    first, second = _numbers(left, "-", right)
    return _kept(first - second)


def _multiply(left: Json, right: Json) -> Json:
    first, second = _numbers(left, "*", right)
    return _kept(first * second)


def divided(left: float, right: float) -> float:
    """IEEE division: by zero gives infinity or no number."""
    if right != 0:
        return left / right
    return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1.0, right)


def _divide(left: Json, right: Json) -> Json:
    first, second = _numbers(left, "/", right)
    return divided(float(first), float(second))


def _remainder(left: Json, right: Json) -> Json:
    if not isinstance(left, int) or not isinstance(right, int) or isinstance(left, bool) or isinstance(right, bool):
        raise _mismatch(left, "%", right)
    if right == 0:
        raise LangError("integer divide by zero")
    return int(math.copysign(1, left)) * (abs(left) % abs(right))


def _as_float(value: Json) -> float:
    if isinstance(value, (int, float)) and is_number(value):
        return float(value)
    raise LangError(f"invalid operation: float({type_name(value)})")


def power(left: float, right: float) -> float:
    """Go's math.Pow: infinities where the result is too large, and no number where there is none."""
    try:
        return math.pow(left, right)
    except OverflowError:
        return -math.inf if left < 0 and right % 2 == 1 else math.inf
    except ValueError:
        if left != 0:
            return math.nan
        return math.copysign(math.inf, left) if right % 2 == 1 else math.inf


def as_int(value: Json) -> int:
    """A whole number from a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float):
        return int(value) if -(2.0**63) <= value < 2.0**63 else gonumbers.INT_MIN
    raise LangError(f"invalid operation: int({type_name(value)})")


def _range(left: Json, right: Json) -> Json:
    first, last = as_int(left), as_int(right)
    if last - first >= LARGEST:
        raise BudgetSpent("memory budget exceeded")
    return list(range(first, last + 1))


def _in(left: Json, right: Json) -> Json:
    match right:
        case None:
            return False
        case list():
            return any(equal(one, left) for one in right)
        case Struct():
            return isinstance(left, str) and left in right
        case dict():
            if left is not None and not isinstance(left, str):
                raise LangError(f"cannot use {type_name(left)} as a key of a map")
            return (left or "") in right
        case _:
            raise LangError(f'operator "in" not defined on {type_name(right)}')


def _text(value: Json) -> str:
    if isinstance(value, str):
        return value
    raise LangError(f"interface conversion: interface {{}} is {type_name(value)}, not string")


def _of_texts(how: Callable[[str, str], bool]) -> Operation:
    """Nothing contains nothing: with nil on either side it is false."""

    def operation(left: Json, right: Json) -> Json:
        return False if left is None or right is None else how(_text(left), _text(right))

    return operation


def among_texts(left: Json, texts: frozenset[str]) -> bool:
    """``in`` a list of constant texts: nothing counts as empty text there, and anything else is an error."""
    if left is not None and not isinstance(left, str):
        message = f"reflect.Value.MapIndex: value of type {type_name(left)} is not assignable to type string"
        raise LangError(message)
    return (left or "") in texts


OPERATIONS: Final[dict[str, Operation]] = {
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": less,
    ">": lambda left, right: _reversed_less(left, right),
    "<=": lambda left, right: _at_most(left, right, "<="),
    ">=": lambda left, right: _at_least(left, right),
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "%": _remainder,
    "**": lambda left, right: power(_as_float(left), _as_float(right)),
    "..": _range,
    "in": _in,
    "contains": _of_texts(lambda left, right: right in left),
    "startsWith": _of_texts(str.startswith),
    "endsWith": _of_texts(str.endswith),
    "matches": _of_texts(lambda left, right: regex.matches(right, left)),
}


def _reversed_less(left: Json, right: Json) -> bool:
    try:
        return less(right, left)
    except LangError:
        raise _mismatch(left, ">", right) from None


def _at_least(left: Json, right: Json) -> bool:
    try:
        return _at_most(right, left, ">=")
    except LangError:
        raise _mismatch(left, ">=", right) from None


def truth(value: Json) -> bool:
    """A truth value where one is needed."""
    if isinstance(value, bool):
        return value
    shown = "nil" if value is None else type_name(value)
    raise LangError(f"interface conversion: interface {{}} is {shown}, not bool")


def negated(value: Json) -> Json:
    """A number's opposite."""
    if isinstance(value, (int, float)) and is_number(value):
        return _kept(-value)
    raise LangError(f"invalid operation: - {type_name(value)}")


def fetched(base: Json, key: Json) -> Json:
    """``base[key]``: nothing for a key that a map has not, an error for an index that a list has not."""
    match base:
        case None:
            raise LangError(f"cannot fetch {_shown(key)} from <nil>")
        case Struct():
            if not isinstance(key, str) or key not in base:
                raise LangError(f"cannot fetch {_shown(key)} from struct")
            found: Json = base[key]
            return found
        case dict():
            if key is not None and not isinstance(key, str):
                raise LangError(
                    f"reflect.Value.MapIndex: value of type {type_name(key)} is not assignable to type string"
                )
            return base.get(key or "")
        case list() | str():
            return _at(base, as_int(key))
        case _:
            raise LangError(f"cannot fetch {_shown(key)} from {type_name(base)}")


def _shown(key: Json) -> str:
    return gotext.printed(key)


def _at(base: list[Json] | str, index: int) -> Json:
    items: list[Json] = [*base.encode("utf-8", "replace")] if isinstance(base, str) else base
    found = index + len(items) if index < 0 else index
    if not 0 <= found < len(items):
        raise LangError(f"index out of range: {found} (array length is {len(items)})")
    return items[found]


def sliced(base: Json, first: Json, last: Json) -> Json:
    """``base[first:last]``, of bytes where it is text; ``last`` None is the end."""
    if not isinstance(base, (list, str)):
        raise LangError(f"cannot slice {_shown(first)}")
    items = base.encode("utf-8", "replace") if isinstance(base, str) else base
    size = len(items)
    start, end = as_int(first), size if last is None else as_int(last)
    start = max(start + size if start < 0 else start, 0)
    end = min(max(end + size if end < 0 else end, 0), size)
    found = items[min(start, end) : end]
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else found
