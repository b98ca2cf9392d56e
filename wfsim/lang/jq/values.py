"""The values that jq computes with, and their order.

In: values. Out: their kind, numbers as Go counts with them, comparison. Texts are bytes, as Go's; what is no UTF-8 is
in a Python text as the half characters of ``surrogateescape``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from wfsim.lang import gonumbers
from wfsim.lang.errors import BudgetSpent
from wfsim.lang.govalues import octets, valid
from wfsim.text.records import NamedTuple


class Written(NamedTuple):
    """A number that stays as a JSON text wrote it (``fromjson``) until something is computed of it."""

    text: str


Value: TypeAlias = "bool | int | float | str | Written | list[Value] | dict[str, Value] | None"
Number: TypeAlias = int | float

MOST_DIGITS: Final = 4_000
MOST_BITS: Final = 13_000
INT_MIN: Final = gonumbers.INT_MIN
INT_MAX: Final = gonumbers.INT_MAX

_HALF: Final = re.compile("[\ud800-\udfff]")
_KINDS: Final[dict[type[Any], str]] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    float: "number",
    Written: "number",
    str: "string",
    list: "array",
    dict: "object",
}


def kind(value: Value) -> str:
    """What ``type`` says."""
    return _KINDS[type(value)]


def true(value: Value) -> bool:
    """Whether a condition holds: nothing and ``false`` do not."""
    return value is not None and value is not False


def parse_number(text: str) -> Number:
    """The number of a text that reads as one: an integer of any size, a float, or infinity."""
    if not any(one in text for one in ".eE"):
        if len(text) > MOST_DIGITS:
            raise BudgetSpent("a number of too many digits")
        return int(text)
    found = gonumbers.parse_float(text)
    if found is None:
        return -math.inf if text.startswith("-") else math.inf
    return found


def number(value: Value) -> Number | None:
    """A number to compute with; None for anything else."""
    match value:
        case bool():
            return None
        case int() | float():
            return value
        case Written(text):
            return parse_number(text)
        case _:
            return None


def to_float(value: Value) -> float | None:
    """A number as a float; None for anything else."""
    if type(value) is float:
        return value
    if isinstance(value, Written):
        return gonumbers.parse_float(value.text)
    found = number(value)
    return None if found is None else as_float(found)


def as_float(value: Number) -> float:
    """The nearest float; infinity for an integer that is too large."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def to_int(value: Value) -> int | None:
    """A number cut to 64 bits, as indices are; None for anything else."""
    found = number(value)
    if found is None:
        return None
    return clipped(found)


def clipped(value: Number) -> int:
    """A number cut to 64 bits."""
    if value != value:
        return INT_MIN
    if INT_MIN <= value < INT_MAX:
        return int(value)
    return INT_MAX if value > 0 else INT_MIN


def to_int_up(value: Value) -> int | None:
    """The same, rounded up."""
    return to_int(float(math.ceil(value)) if isinstance(value, float) and math.isfinite(value) else value)


def sorted_keys(value: dict[str, Value]) -> list[str]:
    """The keys of an object in the order of their bytes."""
    keys = list(value)
    return sorted(keys, key=octets) if _broken(keys) else sorted(keys)


def _broken(texts: Iterable[str]) -> bool:
    """Whether any text holds what is no UTF-8."""
    return any(not one.isascii() and _HALF.search(one) for one in texts)


def taken(data: Any) -> Value:
    """JSON data as a filter gets it: every number a float, as Go decodes it."""
    if isinstance(data, dict):
        return {valid(key): taken(item) for key, item in data.items()}
    if isinstance(data, list):
        return [taken(item) for item in data]
    if isinstance(data, str):
        return valid(data)
    return as_float(data) if isinstance(data, (int, float)) and not isinstance(data, bool) else data
