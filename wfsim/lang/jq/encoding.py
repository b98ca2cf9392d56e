"""Values as JSON: as jq writes it (``tojson``), and as Argo stores the results.

In: values. Out: text. How much may be written is the business of a ``Budget``; ``preview`` writes what messages show.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from typing import Final

from wfsim.lang import gojson, gonumbers
from wfsim.lang.errors import LangError
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.values import Value, Written, sorted_keys

_SHOWN: Final = 30


def text(budget: Budget, value: Value) -> str:
    """Compact JSON: no number is null, infinity the largest number, no escapes for HTML."""
    return _joined(budget, _pieces(value, _plain_text, _plain_float))


def result(budget: Budget, value: Value) -> str:
    """JSON as Go's own encoder writes it. LangError for what is no number in JSON."""
    return _joined(budget, _pieces(value, _html_text, _strict_float))


def shown(value: Value) -> str:
    """JSON for a message: cut where it is endless."""
    return text(Budget(100_000), value)


def _joined(budget: Budget, pieces: Iterator[str]) -> str:
    found: list[str] = []
    for piece in pieces:
        budget.spend(1 + (len(piece) >> 4))
        found.append(piece)
    return "".join(found)


def preview(value: Value) -> str:
    """How a value begins, in at most thirty bytes."""
    found = bytearray()
    for piece in _pieces(value, lambda one: _plain_text(one[:_SHOWN]), _plain_float):
        found += piece.encode("utf-8", "replace")
        if len(found) >= _SHOWN + 2:
            break
    return _cut(found, _ENDINGS.get(type(value), " ..."))


_ENDINGS: Final[dict[type[object], str]] = {str: ' ..."', list: " ...]", dict: " ...}"}


def _cut(found: bytearray, ending: str) -> str:
    if len(found) <= _SHOWN:
        return found.decode("utf-8", "replace")
    kept = found[: _SHOWN - len(ending)]
    while kept and found[len(kept)] & 0xC0 == 0x80:  # in the middle of a character
        del kept[-1]
    return kept.decode("utf-8", "replace") + ending


def _pieces(value: Value, of_text: Callable[[str], str], of_float: Callable[[float], str]) -> Iterator[str]:
    """JSON piece by piece. Open containers are on a stack of our own, so that depth costs no recursion."""
    open_: list[tuple[Iterator[tuple[str, Value]], str]] = []
    here: Value = value
    while True:
        if isinstance(here, list):
            yield "["
            open_.append((_items(here), "]"))
        elif isinstance(here, dict):
            yield "{"
            open_.append((_members(here, of_text), "}"))
        else:
            yield _scalar(here, of_text, of_float)
        while open_:
            following = next(open_[-1][0], None)
            if following is not None:
                break
            yield open_.pop()[1]
        else:
            return
        yield following[0]
        here = following[1]


def _items(values: list[Value]) -> Iterator[tuple[str, Value]]:
    for index, item in enumerate(values):
        yield "," if index else "", item


def _members(value: dict[str, Value], of_text: Callable[[str], str]) -> Iterator[tuple[str, Value]]:
    for index, key in enumerate(sorted_keys(value)):
        yield f"{',' if index else ''}{of_text(key)}:", value[key]


def _scalar(value: Value, of_text: Callable[[str], str], of_float: Callable[[float], str]) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return of_float(value)
        case Written(digits):
            return digits
        case _:
            return of_text(str(value))


def _plain_text(value: str) -> str:
    return gojson.string(value, html=False).replace("\x7f", "\\u007f")


def _html_text(value: str) -> str:
    return gojson.string(value)


def _plain_float(value: float) -> str:
    if math.isnan(value):
        return "null"
    return gonumbers.in_json(min(max(value, -sys.float_info.max), sys.float_info.max))


def _strict_float(value: float) -> str:
    if not math.isfinite(value):
        raise LangError(f"json: unsupported value: {gonumbers.printed(value)}")
    return gonumbers.in_json(value)
