"""gjson paths (``status.conditions.0.type``) on plain data, as Argo's resource conditions use them.

Covered: names and indices joined by dots, escapes, ``#`` for the length, ``#.name`` for each item's field, ``*`` and
``?`` in names, and queries ``#(name=="x")``, with ``#(…)#`` for all. Modifiers and pipes are refused by name.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Final

from wfsim.lang import gojson, gotext
from wfsim.lang.errors import LangError
from wfsim.lang.operators import equal, less
from wfsim.lang.values import MISSING, Json, Nothing

_PART: Final = re.compile(r"#\((?:[^()\"]|\"[^\"]*\")*\)#?|(?:\\.|[^.\\])+|(?=\.)|$")
_QUERY: Final = re.compile(r"(?P<path>.*?)\s*(?P<sign>==|!=|<=|>=|!%|=|<|>|%)\s*(?P<value>.+)", re.S)


def get(value: Json, path: str) -> Json | Nothing:
    """The value under a path, or ``MISSING``."""
    if path[:1] == "@" or "|" in path.replace("\\|", ""):
        raise LangError(f"gjson path {gotext.quote(path)}: modifiers and pipes are not covered")
    return _get(value, _parts(path))


def _parts(path: str) -> list[str]:
    parts: list[str] = []
    at = 0
    while at <= len(path):
        found = _PART.match(path, at)
        part = found.group() if found else ""
        parts.append(part)
        at += len(part) + 1
    return parts


def _get(value: Json, parts: list[str]) -> Json | Nothing:
    here: Json = value
    for index, part in enumerate(parts):
        if isinstance(here, list) and part.startswith("#"):
            return _of_items(here, part, parts[index + 1 :])
        found = _step(here, part)
        if found is MISSING:
            return MISSING
        here = found
    return here


def _step(value: Json, part: str) -> Json | Nothing:
    name = re.sub(r"\\(.)", r"\1", part)
    if isinstance(value, list):
        return value[int(part)] if re.fullmatch(r"[0-9]{1,9}", part) and int(part) < len(value) else MISSING
    if not isinstance(value, dict):
        return MISSING
    if part == name and re.search(r"[*?]", part):
        matched = (value[key] for key in value if fnmatchcase(key, part.replace("[", "[[]")))
        return next(matched, MISSING)
    return value.get(name, MISSING)


def _of_items(items: list[Json], part: str, rest: list[str]) -> Json | Nothing:
    if part == "#":
        if not rest:
            return len(items)
        found = (_get(item, rest) for item in items)
        return [one for one in found if one is not MISSING]
    query = part.removeprefix("#(").removesuffix("#").removesuffix(")")
    matching = [item for item in items if _fits(item, query)]
    if part.endswith("#"):
        values = [_get(item, rest) for item in matching] if rest else matching
        return [one for one in values if one is not MISSING]
    if not matching:
        return MISSING
    return _get(matching[0], rest) if rest else matching[0]


def _fits(item: Json, query: str) -> bool:
    parts = _QUERY.fullmatch(query)
    if parts is None:
        return _get(item, _parts(query)) is not MISSING
    found = _get(item, _parts(parts["path"])) if parts["path"] else item
    if found is MISSING:
        return False
    wanted = _constant(parts["value"].strip())
    match parts["sign"]:
        case "=" | "==":
            return equal(found, wanted)
        case "!=":
            return not equal(found, wanted)
        case "%" | "!%":
            return fnmatchcase(_text(found), _text(wanted)) is (parts["sign"] == "%")
        case sign:
            return _ordered(found, wanted, sign)


def _ordered(left: Json, right: Json, sign: str) -> bool:
    try:
        return {"<": less(left, right), ">": less(right, left)}.get(sign) or (
            sign in ("<=", ">=") and (equal(left, right) or less(left, right) is (sign == "<="))
        )
    except LangError:
        return False


def _constant(text: str) -> Json:
    try:
        return gojson.parse(text)
    except LangError:
        return text


def _text(value: Json) -> str:
    return text_of(value)


def text_of(value: Json | Nothing) -> str:
    """A value as gjson's String: raw JSON for lists and maps, empty for nothing."""
    if value is MISSING or value is None:
        return ""
    if isinstance(value, (dict, list)):
        return gojson.render(value, html=False)
    return gotext.printed(value)
