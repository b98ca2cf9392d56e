"""The items of loops: ``withItems``, ``withParam`` and ``withSequence``.

In: plain data, the text of a JSON list, or the fields of a sequence. Out: ``Item``: what stands in the node's name and
which variables the item gives. Everything is worked out on the JSON text of the item, because Argo keeps it: numbers
stay as they were written and escapes stay escapes in names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from wfsim.lang import gojson, gonumbers, goprintf, gotext, jsontext
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.values import Json
from wfsim.text.records import dataclass

MOST_ITEMS: Final = 2_000_000


class ItemKind(StrEnum):
    """What Argo takes an item for."""

    STRING = "string"
    NUMBER = "number"
    BOOL = "bool"
    MAP = "map"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: ``suffix`` follows the index in ``name(index:suffix)``; ``variables`` are ``item`` and ``item.KEY``."""

    kind: ItemKind
    suffix: str
    variables: Mapping[str, Json]


def expand(items: Iterable[Json]) -> tuple[Item, ...]:
    """The items of ``withItems``."""
    return tuple(_item(gojson.render(value, html=False)) for value in items)


def from_param(text: str) -> tuple[Item, ...]:
    """The items of ``withParam``: the text is a JSON list; ``null`` is an empty one."""
    text = text.strip()
    try:
        kind = _list_problem(text)
        if kind is None:
            return tuple(map(_item, _elements(text)))
    except LangError as error:
        kind = error.message
    raise LangError(f"withParam value could not be parsed as a JSON list: {text}: {kind}")


def _list_problem(text: str) -> str | None:
    found = gojson.problem(text) if not gojson.valid(text) else None
    if found is not None or text[:1] in ("[", "n"):
        return found
    kinds = {'"': "string", "{": "object", "t": "bool", "f": "bool"}
    return f"json: cannot unmarshal {kinds.get(text[0], 'number')} into Go value of type []v1alpha1.Item"


def sequence(
    count: str | int | None = None,
    start: str | int | None = None,
    end: str | int | None = None,
    format: str | None = None,
) -> tuple[Item, ...]:
    """The items of ``withSequence``; ``end`` wins over ``count``. Items are texts."""
    first = _number(start, 0)
    if end is not None:
        last = _number(end, 0)
    elif count is not None:
        size = _number(count, 0)
        if size == 0:
            return ()
        last = first + size - 1
    else:
        raise LangError("neither end nor count was specified in withSequence")
    if abs(last - first) >= MOST_ITEMS:
        raise BudgetSpent(f"a loop over more than {MOST_ITEMS} items")
    numbers = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    return tuple(_counted(number, format or "%d") for number in numbers)


def _number(given: str | int | None, default: int) -> int:
    if given is None:
        return default
    value = gonumbers.parse_int(str(given))
    if value is None:
        text = str(given)
        raise LangError(f"strconv.Atoi: parsing {gotext.quote(text)}: {gonumbers.atoi_problem(text)}")
    return value


def _counted(number: int, format: str) -> Item:
    raw = f'"{goprintf.sprintf(format, [number])}"' if format != "%d" else f'"{number}"'
    if format != "%d" and not gojson.valid(raw):
        raise LangError(gojson.problem(raw) or "invalid JSON")
    return _item(raw)


def _refuse(word: str) -> float:
    raise ValueError(word)


_READ: Final = json.JSONDecoder(parse_constant=_refuse).raw_decode
_SPACE: Final = re.compile(r"[ \t\n\r]*")


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _end(text: str, at: int) -> int:
    try:
        end: int = _READ(text, at)[1]
    except RecursionError:
        raise LangError("exceeded max depth") from None
    return end


def _elements(text: str) -> Iterable[str]:
    """The elements of a valid JSON list as they are written; none for ``null``."""
    at = _skip(text, 1)
    while at < len(text) and text[0] == "[" and text[at] != "]":
        end = _end(text, at)
        yield text[at:end]
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _members(text: str) -> dict[str, str]:
    """The values of a valid JSON object as they are written, by key."""
    found: dict[str, str] = {}
    at = _skip(text, 1)
    while text[at] != "}":
        key_end = _end(text, at)
        key = gojson.parse(text[at:key_end])
        at = _skip(text, _skip(text, key_end) + 1)
        end = _end(text, at)
        found[str(key)] = text[at:end]
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found


def _shown(raw: str) -> str:
    """An item inside a name or as ``item.KEY``: a string loses its quotes and keeps its escapes."""
    return raw[1:-1] if raw[0] == '"' else jsontext.compact(raw)


_PARENTHESES: Final = str.maketrans("", "", "()")


def _item(raw: str) -> Item:
    match raw[0]:
        case '"':
            value = raw[1:-1] if "\\" not in raw else gojson.parse(raw)
            return _scalar(ItemKind.STRING, raw, value)
        case "t" | "f":
            return _scalar(ItemKind.BOOL, raw, raw)
        case "{":
            return _map(raw)
        case "[" | "n":
            return _list(raw)
        case _ if gonumbers.parse_float(raw) is None:
            return _scalar(ItemKind.STRING, raw, "")
        case _:
            return _scalar(ItemKind.NUMBER, raw, raw)


def _scalar(kind: ItemKind, raw: str, value: Json) -> Item:
    return Item(kind, _shown(raw).translate(_PARENTHESES), {"item": value})


def _map(raw: str) -> Item:
    members = _members(raw)
    variables: dict[str, Json] = {f"item.{key}": _shown(value) for key, value in members.items()}
    written = {key: jsontext.html_safe(jsontext.compact(value)) for key, value in members.items()}
    variables["item"] = f"{{{','.join(f'{gojson.string(key)}:{written[key]}' for key in sorted(members))}}}"
    suffix = ",".join(sorted(f"{key}:{_shown(value)}" for key, value in members.items()))
    return Item(ItemKind.MAP, suffix.translate(_PARENTHESES), variables)


def _list(raw: str) -> Item:
    suffix = f"[{' '.join(map(_shown, _elements(raw)))}]"
    return Item(ItemKind.LIST, suffix.translate(_PARENTHESES), {"item": jsontext.html_safe(jsontext.compact(raw))})
