"""Where the keys of a resource template's conditions lead: ``status.conditions.0.type``.

In: plain data and a key. Out: the value there, or ``MISSING``, and a value's text. Argo looks keys up by gjson; what a
label's key may hold leaves of gjson's paths the names and indices joined by dots, so there is nothing else here.
"""

from __future__ import annotations

from typing import Final

from wfsim.lang import gojson, gonumbers
from wfsim.lang.values import MISSING, Json, Nothing

_WRAPS: Final = 1 << 64
_DIGITS: Final = frozenset("0123456789")


def get(value: Json, path: str) -> Json | Nothing:
    """The value under a path, or ``MISSING``."""
    here = value
    for part in path.split("."):
        found = _step(here, part)
        if found is MISSING:
            return MISSING
        here = found
    return here


def _step(value: Json, part: str) -> Json | Nothing:
    match value:
        case dict():
            return value.get(part, MISSING)
        case list() if part and _DIGITS.issuperset(part) and _place(part) < len(value):
            return value[_place(part)]
        case _:
            return MISSING


def _place(digits: str) -> int:
    """An index, which wraps around: ten to the power of 64 is a multiple of two to that power."""
    return int(digits[-64:]) % _WRAPS


def text_of(value: Json | Nothing) -> str:
    """A value as gjson's String: raw JSON for lists and maps, empty for nothing."""
    match value:
        case bool():
            return "true" if value else "false"
        case None | Nothing():
            return ""
        case str():
            return value
        case float():
            return gonumbers.plain(value)
        case int():
            return str(value)
        case _:
            return gojson.render(value, html=False)
