"""Text as Go and Argo write it: AnyString, quoting, ``%v``, JSON, hashes, aggregates of loops.

In: values. Out: text. Called wherever a value becomes text: parameters, node names, messages, tags.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from wfsim.lang import gojson, gonumbers, jsontext
from wfsim.lang.errors import LangError
from wfsim.lang.goquote import quote, quoted_inner
from wfsim.lang.govalues import UNBOUNDED, Opaque, entries
from wfsim.lang.values import Json

__all__ = [
    "SPACES",
    "aggregate_members",
    "aggregate_parameters",
    "aggregate_results",
    "any_string",
    "fnv32a",
    "json",
    "printed",
    "quote",
    "quoted_inner",
]

# What unicode.IsSpace calls a blank.
SPACES: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000"
)


def any_string(value: Json) -> str:
    """A value of a parameter as text: numbers without exponent, null, lists and maps as empty text."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            try:
                return gonumbers.plain(float(value))
            except OverflowError:
                raise LangError(f"strconv.ParseFloat: parsing {quote(str(value))}: value out of range") from None
        case _:
            return ""


def json(value: Json) -> str:
    """Compact JSON, keys sorted, HTML escaped."""
    return gojson.render(value)


def printed(value: Json) -> str:
    """As ``fmt`` prints it with ``%v``: ``map[a:1 b:2]``, ``[1 2]``, ``<nil>``."""
    parts = gojson.Parts(gojson.MOST_PARTS)
    _print(value, parts, 0)
    return "".join(parts)


def _print(value: Json, parts: gojson.Parts, depth: int) -> None:
    if depth > 200:
        raise LangError("value is nested too deeply to be printed")
    parts.check()
    match value:
        case None:
            parts.append("<nil>")
        case str():
            parts.append(value)
        case bool():
            parts.append("true" if value else "false")
        case float():
            parts.append(gonumbers.printed(value))
        case Opaque():
            parts.append(value.printed())
        case list():
            parts.append("[")
            for index, item in enumerate(value):
                parts.append(" " if index else "")
                _print(item, parts, depth + 1)
            parts.append("]")
        case dict():
            parts.append("map[")
            for index, (key, inner) in enumerate(entries(value)):
                parts.append(" " if index else "")
                _print(key, parts, depth + 1)
                parts.append(":")
                _print(inner, parts, depth + 1)
            parts.append("]")
        case _:
            parts.append(str(value))


def fnv32a(text: str) -> int:
    """The 32-bit FNV-1a hash of the text's UTF-8, which ends node ids and pod names."""
    digest = 2166136261
    for byte in text.encode("utf-8", "surrogatepass"):
        digest = (digest ^ byte) * 16777619 & 0xFFFFFFFF
    return digest


def aggregate_results(results: Iterable[str]) -> str:
    """``outputs.result`` of a loop: the members' results, JSON as it was written. LangError where one is not JSON."""
    return f"[{','.join(map(_as_written, results))}]"


def _as_written(text: str) -> str:
    gojson.parse(text)
    return jsontext.html_safe(jsontext.compact(gojson.whole(text)))


def aggregate_parameters(values: Iterable[str]) -> str:
    """``outputs.parameters.NAME`` of a loop: a list of texts, or of lists and maps where all values are those."""
    texts = list(values)
    parsed: list[Json] = []
    for text in texts:
        try:
            value = gojson.parse(text, floats=True)
        except LangError:
            return gojson.render([*texts], most=UNBOUNDED)
        if not isinstance(value, (list, dict)):
            return gojson.render([*texts], most=UNBOUNDED)
        parsed.append(value)
    return gojson.render(parsed, most=UNBOUNDED)


def aggregate_members(members: Iterable[Mapping[str, str]]) -> str:
    """``outputs.parameters`` of a loop: a list with one map of name to value for each member."""
    return gojson.render([dict(member) for member in members], most=UNBOUNDED)
