"""What a condition comes to: govaluate's evaluation, type checks and messages.

In: text or tree. Out: a truth value. Numbers are floats; numbers, texts and truth values are never equal to each other;
``&&``, ``||``, ``?`` and ``:`` do not look at what they do not need.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, TypeAlias

from wfsim.lang import gomath, gotext, regex
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.syntax import Access, Binary, Group, Literal, Node, Pattern, Unary
from wfsim.lang.values import Json
from wfsim.lang.when.parsing import first_word, parse
from wfsim.text.records import dataclass


def evaluate_fully(text: str) -> bool:
    """Whether a condition holds, by its tree."""
    return _truth(text, parse(text))


def evaluate_without_words(text: str) -> bool:
    """The same where a bare word is no string but a name, and no name has a value (``when`` of a CronWorkflow)."""
    tree = parse(text)
    name = first_word(text)
    if name:
        raise LangError(f"Failed to evaluate 'when' expresion '{text}': No parameter '{name}' found.", 0, len(text))
    return _truth(text, tree)


def _truth(text: str, tree: Node) -> bool:
    try:
        value = _value(tree)
    except BudgetSpent:
        raise
    except LangError as error:
        message = f"Failed to evaluate 'when' expresion '{text}': {error.message}"
        raise LangError(message, error.start, error.end) from None
    if not isinstance(value, bool):
        raise LangError(f"Expected boolean evaluation for '{text}'. Got {gotext.printed(value)}", 0, len(text))
    return value


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A pattern as a value."""

    text: str


_Value: TypeAlias = "Json | _Compiled"
_BOOL: Final = "Value '{0}' cannot be used with the logical operator '{1}', it is not a bool"
_NUMBER: Final = "Value '{0}' cannot be used with the modifier '{1}', it is not a number"
_COMPARED: Final = "Value '{0}' cannot be used with the comparator '{1}', it is not a number"
_TERNARY: Final = "Value '{0}' cannot be used with the ternary operator '{1}', it is not a bool"
_PREFIXED: Final = "Value '{0}' cannot be used with the prefix '{1}'"


def _value(node: Node) -> Json:
    found = _any(node)
    return found.text if isinstance(found, _Compiled) else found


def _any(node: Node) -> _Value:
    match node:
        case Literal():
            return node.value
        case Pattern():
            return _Compiled(node.text)
        case Group():
            return _any(node.inner)
        case Binary():
            return _binary(node)
        case Unary():
            return _unary(node)
        case Access():
            if node.argument is not None:
                _any(node.argument)
            raise LangError(f"No parameter '{node.names[0]}' found.", node.start, node.end)
        case _:
            return None


def _unary(node: Unary) -> _Value:
    value = _any(node.operand)
    match node.operator, value:
        case "!", bool():
            return not value
        case "-", float():
            return -value
        case "~", float():
            return float(~_int64(value))
        case _:
            raise LangError(_PREFIXED.format(_text(value), node.operator), node.start, node.end)


def _text(value: _Value) -> str:
    return value.text if isinstance(value, _Compiled) else gotext.printed(value)


def _binary(node: Binary) -> _Value:
    """Left-leaning chains are followed by a loop, so that a long condition needs no deep stack."""
    chain: list[Binary] = []
    here: Node = node
    while isinstance(here, Binary):
        chain.append(here)
        here = here.left
    value = _any(here)
    for one in reversed(chain):
        value = _applied(one, value)
    return value


def _applied(node: Binary, left: _Value) -> _Value:
    operator = node.operator
    if operator in _SHORT:
        if _SHORT[operator](left):
            return None if operator == "?" else left
        right = _any(node.right)
    else:
        right = _any(node.right)
    try:
        return _OPERATIONS[operator](left, right, operator)
    except LangError as error:
        raise LangError(error.message, node.start, node.end) from None


_SHORT: Final[dict[str, Callable[[_Value], bool]]] = {
    "&&": lambda left: left is False,
    "||": lambda left: left is True,
    "?": lambda left: left is False,
    ":": lambda left: left is not None,
    "??": lambda left: left is not None,
}


def _require(fits: bool, complaint: str, value: _Value, operator: str) -> None:
    if not fits:
        raise LangError(complaint.format(_text(value), operator))


def _logic(left: _Value, right: _Value, operator: str) -> _Value:
    _require(isinstance(left, bool), _BOOL, left, operator)
    _require(isinstance(right, bool), _BOOL, right, operator)
    return right


def _then(left: _Value, right: _Value, operator: str) -> _Value:
    _require(isinstance(left, bool), _TERNARY, left, operator)
    return right


def _else(left: _Value, right: _Value, operator: str) -> _Value:
    return right


def _equal(left: _Value, right: _Value) -> bool:
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_equal, left, right))
    return type(left) is type(right) and left == right


def _same(left: _Value, right: _Value, operator: str) -> _Value:
    return _equal(left, right) is (operator == "==")


def _ordered(left: _Value, right: _Value, operator: str) -> _Value:
    if isinstance(left, float) and isinstance(right, float):
        return _compared(left, right, operator)
    if isinstance(left, str) and isinstance(right, str):
        return _compared(left, right, operator)
    raise LangError(_COMPARED.format(_text(left), operator))


def _compared(left: float | str, right: float | str, operator: str) -> bool:
    match operator:
        case "<":
            return left < right  # type: ignore[operator]
        case "<=":
            return left <= right  # type: ignore[operator]
        case ">":
            return left > right  # type: ignore[operator]
        case _:
            return left >= right  # type: ignore[operator]


def _found(left: _Value, right: _Value, operator: str) -> _Value:
    _require(isinstance(left, str), _COMPARED, left, operator)
    _require(isinstance(right, (str, _Compiled)), _COMPARED, right, operator)
    pattern = _text(right)
    try:
        matched = regex.matches(pattern, str(left))
    except LangError as error:
        raise LangError(f"Unable to compile regexp pattern '{pattern}': {error.message}") from None
    return matched is (operator == "=~")


def _within(left: _Value, right: _Value, operator: str) -> _Value:
    if not isinstance(right, list):
        raise LangError(_COMPARED.format(_text(right), operator))
    for one in right:
        if isinstance(left, list) and isinstance(one, list):
            raise LangError("runtime error: comparing uncomparable type []interface {}")
        if _equal(left, one):
            return True
    return False


def _listed(left: _Value, right: _Value, operator: str) -> _Value:
    first, second = _plain(left), _plain(right)
    return [*first, second] if isinstance(first, list) else [first, second]


def _plain(value: _Value) -> Json:
    return value.text if isinstance(value, _Compiled) else value


def _sum(left: _Value, right: _Value, operator: str) -> _Value:
    if isinstance(left, float) and isinstance(right, float):
        return left + right
    _require(isinstance(left, str) or isinstance(right, str), _NUMBER, left, operator)
    return _text(left) + _text(right)


def _arithmetic(left: _Value, right: _Value, operator: str) -> _Value:
    if not isinstance(left, float):
        raise LangError(_NUMBER.format(_text(left), operator))
    if not isinstance(right, float):
        raise LangError(_NUMBER.format(_text(right), operator))
    return _NUMERIC[operator](left, right)


def _divided(left: float, right: float) -> float:
    if right != 0:
        return left / right
    return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1.0, right)


def _remainder(left: float, right: float) -> float:
    return math.nan if right == 0 or math.isinf(left) else math.fmod(left, right)


def _int64(value: float) -> int:
    """A float cut to 64 bits; what does not fit is the smallest integer, as on amd64."""
    if math.isnan(value) or not -(2.0**63) <= value < 2.0**63:
        return -(1 << 63)
    return int(value)


def _uint64(value: float) -> int:
    if not math.isnan(value) and 2.0**63 <= value < 2.0**64:
        return int(value)
    return _int64(value) % (1 << 64)


_NUMERIC: Final[dict[str, Callable[[float, float], float]]] = {
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _divided,
    "%": _remainder,
    "**": gomath.power,
    "&": lambda left, right: float(_int64(left) & _int64(right)),
    "|": lambda left, right: float(_int64(left) | _int64(right)),
    "^": lambda left, right: float(_int64(left) ^ _int64(right)),
    "<<": lambda left, right: float(_uint64(left) << min(_uint64(right), 64) & (1 << 64) - 1),
    ">>": lambda left, right: float(_uint64(left) >> min(_uint64(right), 64)),
}
_OPERATIONS: Final[dict[str, Callable[[_Value, _Value, str], _Value]]] = {
    **dict.fromkeys(("&&", "||"), _logic),
    "?": _then,
    **dict.fromkeys((":", "??"), _else),
    **dict.fromkeys(("==", "!="), _same),
    **dict.fromkeys(("<", "<=", ">", ">="), _ordered),
    **dict.fromkeys(("=~", "!~"), _found),
    "in": _within,
    ",": _listed,
    "+": _sum,
    **dict.fromkeys(_NUMERIC, _arithmetic),
}
