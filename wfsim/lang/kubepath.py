"""kubectl's JSONPath templates, as ``valueFrom.jsonPath`` has them.

In: a template and an object. Out: the text that ``kubectl get -o jsonpath=…`` prints: texts as they stand, in braces
what the path finds, with blanks between. What is not there prints nothing; a template without braces is its own text.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from wfsim.lang import gojson, gotext
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.govalues import type_name
from wfsim.lang.kubepath_reading import (
    Constant,
    Filter,
    Named,
    Part,
    Recursive,
    Step,
    Steps,
    Text,
    Union,
    Wildcard,
    Word,
    parse,
)
from wfsim.lang.types import kind_of
from wfsim.lang.values import MISSING, Json, Nothing

MOST: Final = 100_000
# MISSING is what a template is applied to where there is no object at all: a range over nothing, a null in a range.
Value: TypeAlias = "Json | Nothing"
Values: TypeAlias = "list[Value]"


class _Failed(LangError):
    """A step that cannot be taken, with what the path had found so far: filters without operator look at that."""

    def __init__(self, message: str, found: Values) -> None:
        super().__init__(message)
        self.found = found


def evaluate(template: str, data: Json) -> str:
    """The text of a template for an object."""
    return "".join(" ".join(map(_shown, values)) for values in _Run(parse(template)).find(0, _object(data)))


def _object(value: Json) -> Value:
    return MISSING if value is None else value


def _shown(value: Value) -> str:
    if isinstance(value, Nothing):
        return "<no value>"
    if isinstance(value, (dict, list)):
        return gojson.render(value)
    return "null" if value is None else gotext.printed(value)


class _Run:
    """One evaluation: ``range`` runs the parts after it for each value, up to its ``end``."""

    def __init__(self, parts: tuple[Text | Steps, ...]) -> None:
        self.parts = parts
        self.beginning = 0
        self.inside = 0
        self.ending = 0
        self.last_end = -1
        self.steps = 0

    def find(self, start: int, data: Value) -> list[Values]:
        every: list[Values] = []
        at = start
        while at < len(self.parts):
            part = self.parts[at]
            found = self.follow([data], part.steps if isinstance(part, Steps) else (part,))
            if 0 < self.ending <= self.inside:
                self.ending -= 1
                self.last_end = at
                break
            if self.beginning > 0:
                self.beginning -= 1
                self.inside += 1
                for value in found:
                    if isinstance(value, Nothing):
                        raise LangError("reflect: call of reflect.Value.Interface on zero Value")
                    every += self.find(at + 1, _object(value))
                if not found:
                    self.find(at + 1, MISSING)
                self.inside -= 1
                at = max(at, self.last_end)
            else:
                every.append(found)
            at += 1
        return every

    def follow(self, values: Values, steps: tuple[Step, ...]) -> Values:
        for step in steps:
            values = self.take(values, step)
            self.steps += len(values)
            if self.steps > MOST:
                raise BudgetSpent("a JSONPath finds too much")
        return values

    def take(self, values: Values, step: Step) -> Values:
        match step:
            case Text():
                return [step.text]
            case Constant():
                return [step.value for _ in values]
            case Named():
                return [one[step.name] for one in values if isinstance(one, dict) and step.name in one]
            case Wildcard():
                return [below for one in values for below in _below(one)]
            case Recursive():
                return _all_below(values)
            case Part():
                return _parts(values, step)
            case Union():
                return [one for part in step.parts for one in self.follow(values, part.steps)]
            case Filter():
                return [item for one in values for item in self.filtered(one, step, values)]
            case Word():
                return self.loop(values, step)

    def loop(self, values: Values, word: Word) -> Values:
        if word.name == "range":
            self.beginning += 1
            return values
        if word.name != "end":
            raise _Failed(f"unrecognized identifier {word.name}", values)
        if self.inside == 0:
            raise _Failed("not in range, nothing to end", [])
        self.ending += 1
        return []

    def filtered(self, value: Value, step: Filter, values: Values) -> Values:
        if not isinstance(value, list):
            shown = "<invalid reflect.Value>" if isinstance(value, Nothing) else gotext.printed(value)
            raise _Failed(f"{shown} is not array or slice and cannot be filtered", values)
        return [item for item in value if self.holds(item, step, values)]

    def holds(self, item: Json, step: Filter, values: Values) -> bool:
        if step.operator == "exists":
            try:
                return bool(self.follow([item], step.left.steps))
            except _Failed as failed:
                return bool(failed.found)
        sides: Values = []
        for side in (step.left, step.right):
            found = self.follow([item], side.steps)
            if not found:
                return False
            if len(found) > 1:
                raise _Failed("can only compare one element at a time", values)
            sides += found
        return _compared(sides[0], step.operator, sides[1])


def _below(value: Value) -> Values:
    match value:
        case dict():
            return [value[key] for key in sorted(value)]
        case list():
            return [*value]
        case str():
            return [*value.encode("utf-8", "replace")]
        case _:
            return []


def _all_below(values: Values) -> Values:
    """Every map, list and text with something in it, outer before inner."""
    found: Values = []
    todo = values[::-1]
    while todo:
        here = todo.pop()
        inner = _below(here)
        if inner:
            found.append(here)
            todo.extend(() if isinstance(here, str) else reversed(inner))
        if len(found) > MOST:
            raise BudgetSpent("a JSONPath finds too much")
    return found


def _parts(values: Values, part: Part) -> Values:
    """The items of each list; a list of which nothing is asked ends it, whatever else was found."""
    found: Values = []
    for value in values:
        if value is None:
            continue
        items = _cut(value, part, values)
        if items is None:
            break
        found += items
    return found


def _cut(value: Value, part: Part, values: Values) -> Values | None:
    """The items of a list; None where none is asked for."""
    if isinstance(value, Nothing):
        raise LangError("reflect: call of reflect.Value.Type on zero Value")
    if not isinstance(value, list):
        raise _Failed(f"{type_name(value)} is not array or slice", values)
    first, last = part.first or 0, len(value) if part.last is None else part.last
    first += len(value) if first < 0 else 0
    last += len(value) if last < 0 or (last == 0 and part.single) else 0
    if first == last:
        return None
    for at, beyond in ((first, not 0 <= first < len(value)), (last - 1, not 0 <= last <= len(value))):
        if beyond:
            raise _Failed(f"array index out of bounds: index {at}, length {len(value)}", values)
    if first > last:
        raise _Failed(f"starting index {first} is greater than ending index {last}", values)
    if part.step is not None and part.step <= 0:
        raise _Failed("step must be > 0", values)
    return [*value[first : last : part.step or 1]]


_COMPARABLE: Final = (bool, int, float, str)


def _compared(left: Value, operator: str, right: Value) -> bool:
    if operator not in ("<", ">", "==", "!=", "<=", ">="):
        raise _Failed(f"unrecognized filter operator {operator}", [])
    if not (isinstance(left, _COMPARABLE) and isinstance(right, _COMPARABLE)):
        raise _Failed("invalid type for comparison", [])
    if kind_of(left) is not kind_of(right):
        raise _Failed("incompatible types for comparison", [])
    if operator in ("==", "!="):
        return (left == right) is (operator == "==")
    if isinstance(left, bool):
        raise _Failed("invalid type for comparison", [])
    less, same = left < right, left == right  # type: ignore[operator]
    return {"<": less, "<=": less or same, ">": not (less or same), ">=": not less}[operator]
