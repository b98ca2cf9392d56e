"""Computes the scripts inside of Argo's JSONPath.

In: a script, the document, the value that ``@`` stands for, and what follows a path. Out: a value; ``Unfit`` where the
library has an error, which conditions take for "no". Operands are compared as numbers where their texts are numbers,
else as texts; texts that a path finds stand in single quotes, others as they were written. Called by ``jsonpath``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from wfsim.lang import gojson, gonumbers, gotext, regex
from wfsim.lang.errors import LangError
from wfsim.lang.jsonpath_operators import Operand, Operation, Path, Script
from wfsim.lang.operators import divided, power
from wfsim.lang.values import Json

Follow = Callable[[Json, Json, tuple[Any, ...]], Json]
_TRUTHS: Final = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}
_NOTHING: Final = ("nil", "null")


class Unfit(LangError):
    """A step or an operation that does not fit its value: what is asked of several values goes on without it."""


def _invalid(what: str) -> Unfit:
    return Unfit(f"invalid argument. {what}")


def holds(value: Json) -> bool:
    """Whether a condition takes this value for a yes: anything that is not empty."""
    if isinstance(value, str):
        return value not in ("", "''", '""')
    return value is not None and value is not False and value not in (0, [], {})


def whole(value: Json) -> int | None:
    """A whole number as 64 bits hold it, or None where it is none."""
    if isinstance(value, float) and not math.isnan(value):
        if math.isfinite(value) and value != math.trunc(value):
            return None
        return int(value) if -(2.0**63) <= value < 2.0**63 else gonumbers.INT_MIN
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def evaluate(script: Script, root: Json, current: Json, follow: Follow) -> Json:
    """The value of a script."""
    if script.tree is not None:
        return _Run(root, current, follow).value(script.tree)
    if script.text in _NOTHING:
        return None
    number = _number_of(script.text)
    return _TRUTHS.get(script.text, script.text) if number is None else number


def _number_of(value: Json) -> float | None:
    """The number that a value is when it is printed."""
    match value:
        case bool() | None | list() | dict():
            return None
        case str():
            return gonumbers.parse_float(value)
        case _:
            return float(value)


class _Run:
    """One evaluation."""

    def __init__(self, root: Json, current: Json, follow: Follow) -> None:
        self.root = root
        self.current = current
        self.follow = follow

    def value(self, operand: Operand) -> Json:
        match operand:
            case Operation():
                return _OPERATIONS[operand.operator](self, operand)
            case Path():
                found = self.follow(self.root, self.current, operand.steps)
                return _quoted(found) if isinstance(found, str) else found
            case str() if operand in _NOTHING:
                return None
            case _:
                return operand

    def number(self, operand: Operand) -> float:
        number = _number_of(self.value(operand))
        if number is None:
            raise _invalid("expected number")
        return number

    def integer(self, operand: Operand) -> int:
        value = self.value(operand)
        number = None if isinstance(value, (list, dict)) else gonumbers.parse_int(gotext.printed(value))
        if number is None:
            raise _invalid("expected integer")
        return number

    def truth(self, operand: Operand) -> bool:
        value = self.value(operand)
        if value is None:
            return False
        truth = None if isinstance(value, (list, dict)) else _TRUTHS.get(gotext.printed(value))
        if truth is None:
            raise _invalid("expected boolean")
        return truth

    def same(self, operation: Operation) -> bool:
        values = self.value(operation.left), self.value(operation.right)
        left, right = map(_number_of, values)
        if left is not None and right is not None:
            return left == right
        first, second = map(_text_of, values)
        return first == second

    def member(self, operation: Operation) -> bool:
        """Whether a list or a map holds a value; texts that a path found are in no list, for they stand in quotes."""
        try:
            value = self.value(operation.left)
        except Unfit:
            sought: Json = None
        else:
            number = _number_of(value)
            sought = _text_of(value) if number is None else number
        elements = _elements(self.value(operation.right))
        return sought is not None and any(type(one) is type(sought) and one == sought for one in elements)

    def matches(self, operation: Operation) -> bool:
        text, pattern = (_unquoted(_text_of(self.value(one))) for one in (operation.left, operation.right))
        try:
            return regex.matches(pattern, text)
        except LangError:
            raise _invalid("expected a valid regexp") from None


def _quoted(text: str) -> str:
    return text if _in_quotes(text, "'") else f"'{text}'"


def _in_quotes(text: str, mark: str) -> bool:
    return len(text) > 1 and text[0] == text[-1] == mark


def _unquoted(text: str) -> str:
    return text[1:-1] if _in_quotes(text, "'") else text


def _text_of(value: Json) -> str:
    """A value as text: double quotes become single ones."""
    if isinstance(value, str):
        return f"'{value[1:-1]}'" if _in_quotes(value, '"') else value
    return gotext.printed(value)


def _elements(value: Json) -> list[Json]:
    if isinstance(value, str) and value[:1] + value[-1:] in ("[]", "{}"):
        try:
            value = gojson.parse(value, floats=True)
        except LangError:
            raise Unfit("invalid argument") from None
    match value:
        case list():
            return value
        case dict():
            return [*value.values()]
        case None:
            raise _invalid("is nil")
        case _:
            raise _invalid("expected array, map, or slice")


def _remainder(left: int, right: int) -> int:
    if right == 0:
        raise LangError("runtime error: integer divide by zero")
    size = abs(left) % abs(right)
    return -size if left < 0 else size


def _of_numbers(how: Callable[[float, float], Json]) -> Callable[[_Run, Operation], Json]:
    return lambda run, operation: how(run.number(operation.left), run.number(operation.right))


def _of_truths(how: Callable[[bool, bool], bool]) -> Callable[[_Run, Operation], Json]:
    """Both sides are computed, whatever the first one is."""
    return lambda run, operation: how(run.truth(operation.left), run.truth(operation.right))


_OPERATIONS: Final[dict[str, Callable[[_Run, Operation], Json]]] = {
    "||": _of_truths(lambda left, right: left or right),
    "&&": _of_truths(lambda left, right: left and right),
    "==": _Run.same,
    "!=": lambda run, operation: not run.same(operation),
    "<=": _of_numbers(lambda left, right: left <= right),
    ">=": _of_numbers(lambda left, right: left >= right),
    "<": _of_numbers(lambda left, right: left < right),
    ">": _of_numbers(lambda left, right: left > right),
    "=~": _Run.matches,
    "!": lambda run, operation: not run.truth(operation.right),
    "+": _of_numbers(lambda left, right: left + right),
    "-": _of_numbers(lambda left, right: left - right),
    "**": _of_numbers(power),
    "*": _of_numbers(lambda left, right: left * right),
    "/": _of_numbers(divided),
    "%": lambda run, operation: _remainder(run.integer(operation.left), run.integer(operation.right)),
    "not in": lambda run, operation: not run.member(operation),
    "in": _Run.member,
}
