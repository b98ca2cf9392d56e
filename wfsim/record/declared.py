"""Whether JSON data is what the field of an event or a command holds.

In: a field's declared type as it is written in its class, and a value. Out: yes or no. A journal may have been edited.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from wfsim.yamlio.nodes import Json

_LAST_MS: Final = 253_402_300_799_999  # the end of the year 9999: no later instant can be written


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_whole(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_texts(value: Json) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_none(value: Json) -> bool:
    return value is None


def _is_object(value: Json) -> bool:
    return isinstance(value, dict)


def _each(fits: Callable[[Json], bool]) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, dict) and all(map(fits, value.values()))


_FITS: Final[Mapping[str, tuple[Callable[[Json], bool], str]]] = {
    "int": (_is_whole, "a whole number"),
    "str": (_is_text, "text"),
    "bool": (lambda value: isinstance(value, bool), "true or false"),
    "None": (_is_none, "null"),
    "Json": (lambda value: True, "anything"),
    "JsonObject": (_is_object, "an object"),
    "tuple[str, ...]": (_is_texts, "a list of texts"),
    "Mapping[str, str]": (_each(_is_text), "an object of texts"),
    "Mapping[str, int]": (_each(_is_whole), "an object of whole numbers"),
    "Mapping[str, JsonObject]": (_each(_is_object), "an object of objects"),
    "Mapping[str, Mapping[str, str]]": (_each(_each(_is_text)), "an object of objects of texts"),
}


def wrong(name: str, declared: str, value: Json) -> str:
    """What is wrong with the value of a field, "" where nothing is."""
    rows = [_FITS[one] for one in declared.split(" | ")]
    if not any(fits(value) for fits, _ in rows):
        return f"{name!r} is not {' or '.join(what for _, what in rows)}"
    if name.endswith("_ms") and isinstance(value, int) and not 0 <= value <= _LAST_MS:
        return f"{name!r} is no instant that there is"
    return ""
