"""What jq's operators compute, of two values of any kind.

In: a budget, an input that does not matter, left and right. Out: a value, or an error in gojq's words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

from wfsim.lang.errors import BudgetSpent
from wfsim.lang.govalues import joined, octets
from wfsim.lang.jq import mistakes
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.encoding import preview
from wfsim.lang.jq.mistakes import JqError
from wfsim.lang.jq.order import compare
from wfsim.lang.jq.values import MOST_BITS, Number, Value, Written, as_float, clipped, number, to_float, true

LONGEST: Final = (1 << 31) - 1
_DEEPEST: Final = 150


def _cannot(verb: str, left: Value, right: Value) -> JqError:
    return JqError(f"cannot {verb}: {mistakes.described(left)} and {mistakes.described(right)}")


def _kept(value: Number) -> Number:
    """A number, unless it has too many digits."""
    if type(value) is int and value.bit_length() > MOST_BITS:
        raise BudgetSpent("a number of too many digits")
    return value


def _pair(left: Value, right: Value) -> tuple[Number, Number] | None:
    """Two numbers to compute with: both integers, or both floats."""
    if type(left) is float and type(right) is float:
        return left, right
    first, second = number(left), number(right)
    if first is None or second is None:
        return None
    if type(first) is type(second):
        return first, second
    return as_float(first), as_float(second)


def unsigned(budget: Budget, value: Value) -> Value:
    """``+value``."""
    if number(value) is None:
        raise JqError(f"cannot plus: {mistakes.described(value)}")
    return value


def negated(budget: Budget, value: Value) -> Value:
    """``-value``."""
    if isinstance(value, Written):
        return Written(value.text[1:] if value.text.startswith("-") else "-" + value.text)
    found = number(value)
    if found is None:
        raise JqError(f"cannot negate: {mistakes.described(value)}")
    return -found


def added(budget: Budget, _: Value, left: Value, right: Value) -> Value:
    """``left + right``."""
    if type(left) is float and type(right) is float:
        return left + right
    if type(left) is str and type(right) is str:
        return joined(left + right)
    if type(left) is list and type(right) is list:
        return [*left, *right] if left and right else left or right
    if type(left) is dict and type(right) is dict:
        return {**left, **right} if left and right else left or right
    pair = _pair(left, right)
    if pair is not None:
        return _kept(pair[0] + pair[1])
    if left is None or right is None:
        return right if left is None else left
    raise _cannot("add", left, right)


def total(budget: Budget, values: Sequence[Value]) -> Value:
    """The sum of values from the left."""
    some = [one for one in values if one is not None]
    kinds = {type(one) for one in some}
    if kinds == {str}:
        return joined("".join(some))  # type: ignore[arg-type]
    if kinds == {list}:
        budget.spend(sum(map(len, some)) >> 3)  # type: ignore[arg-type]
        return [item for one in some for item in one]  # type: ignore[union-attr]
    if kinds == {dict}:
        budget.spend(sum(map(len, some)))  # type: ignore[arg-type]
        return {key: item for one in some for key, item in one.items()}  # type: ignore[union-attr]
    found: Value = None
    for one in some:
        found = added(budget, None, found, one)
        budget.spend(1 + (len(found) >> 3 if isinstance(found, (str, list, dict)) else 0))
    return found


def subtracted(budget: Budget, _: Value, left: Value, right: Value) -> Value:
    """``left - right``."""
    pair = _pair(left, right)
    if pair is not None:
        return _kept(pair[0] - pair[1])
    if isinstance(left, list) and isinstance(right, list):
        budget.spend(len(left) * len(right) >> 1)
        return [one for one in left if all(compare(budget, one, other) for other in right)]
    raise _cannot("subtract", left, right)


def multiplied(budget: Budget, _: Value, left: Value, right: Value) -> Value:
    """``left * right``: also of a text and a number, and of two objects, merged to any depth."""
    pair = _pair(left, right)
    if pair is not None:
        return _product(*pair)
    if isinstance(left, dict) and isinstance(right, dict):
        return _merged(budget, left, right, 0)
    text, times = (left, to_float(right)) if isinstance(left, str) else (right, to_float(left))
    if isinstance(text, str) and times is not None:
        return _repeated(budget, text, times)
    raise _cannot("multiply", left, right)


def _product(left: Number, right: Number) -> Number:
    if type(left) is int and type(right) is int and left.bit_length() + right.bit_length() > MOST_BITS + 1:
        raise BudgetSpent("a number of too many digits")
    return left * right


def _merged(budget: Budget, left: dict[str, Value], right: dict[str, Value], depth: int) -> dict[str, Value]:
    if depth > _DEEPEST:
        raise BudgetSpent("objects are nested too deeply to be merged")
    budget.spend(1 + (len(left) >> 3) + len(right))
    found = {**left}
    for key, new in right.items():
        old = found.get(key)
        both = isinstance(old, dict) and isinstance(new, dict)
        found[key] = _merged(budget, old, new, depth + 1) if both else new  # type: ignore[arg-type]
    return found


def _repeated(budget: Budget, text: str, times: float) -> Value:
    if times < 0 or times != times:
        return None
    count = int(min(times, LONGEST))
    if len(octets(text)) * count >= LONGEST:
        raise JqError(f"repeat string result too large: {preview(text)} * {preview(times)}")
    budget.spend(len(text) * count >> 3)
    return joined(text * count)


def divided(budget: Budget, _: Value, left: Value, right: Value) -> Value:
    """``left / right``: also a text, cut at each occurrence of another one."""
    pair = _pair(left, right)
    if pair is not None:
        return _quotient(*pair)
    if isinstance(left, str) and isinstance(right, str):
        return [*split(left, right)] if left else []
    raise _cannot("divide", left, right)


def _quotient(left: Number, right: Number) -> Number:
    if right == 0:
        raise JqError(f"cannot divide {mistakes.described(left)} by: {mistakes.described(right)}")
    if type(left) is int and type(right) is int:
        return left // right if left % right == 0 else as_float(left) / as_float(right)
    return left / right


def split(text: str, by: str) -> list[str]:
    """The pieces of a text; its characters where it is cut by nothing."""
    if by:
        return text.split(by)
    return [*text]


def remainder(budget: Budget, _: Value, left: Value, right: Value) -> Value:
    """``left % right``, of whole numbers; the sign is the left one's."""
    pair = _pair(left, right)
    if pair is None:
        raise _cannot("modulo", left, right)
    if any(one != one for one in pair):
        return math.nan
    first, second = (one if type(one) is int else clipped(one) for one in pair)
    if second == 0:
        raise JqError(f"cannot modulo {mistakes.described(pair[0])} by: {mistakes.described(pair[1])}")
    found = abs(first) % abs(second)
    return -found if first < 0 else found


def _alternative(budget: Budget, _: Value, left: Value, right: Value) -> Value:
    return left if true(left) else right


def _comparison(holds: Callable[[int], bool]) -> Callable[..., Value]:
    def native(budget: Budget, _: Value, left: Value, right: Value) -> Value:
        return holds(compare(budget, left, right))

    return native


OPERATORS: Final[dict[str, Callable[..., Any]]] = {
    "+": added,
    "-": subtracted,
    "*": multiplied,
    "/": divided,
    "%": remainder,
    "//": _alternative,
    "==": _comparison(lambda order: order == 0),
    "!=": _comparison(lambda order: order != 0),
    ">": _comparison(lambda order: order > 0),
    "<": _comparison(lambda order: order < 0),
    ">=": _comparison(lambda order: order >= 0),
    "<=": _comparison(lambda order: order <= 0),
}
