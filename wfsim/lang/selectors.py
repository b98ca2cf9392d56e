"""Conditions of resource templates: label selectors whose keys are gjson paths into the live object.

In: ``status.phase == Succeeded, status.replicas > 2`` and the object. Out: whether every requirement holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from wfsim.lang import gjson, gonumbers, gotext
from wfsim.lang.errors import LangError
from wfsim.lang.values import MISSING, Json


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition: a key, an operator, and the values it names."""

    key: str
    operator: str
    values: tuple[str, ...]


_SET: Final = re.compile(r"\s*(?P<key>[^\s,()=!<>]+)\s+(?P<operator>in|notin)\s*\((?P<values>[^()]*)\)\s*")
_COMPARED: Final = re.compile(r"\s*(?P<key>[^\s,()=!<>]+)\s*(?P<operator>==|!=|=|<|>)\s*(?P<value>[^\s,()=!<>]*)\s*")
_EXISTS: Final = re.compile(r"\s*(?P<not>!)?\s*(?P<key>[^\s,()=!<>]+)\s*")


@lru_cache(maxsize=512)
def parse(text: str) -> tuple[Requirement, ...]:
    """The requirements of a selector. LangError where it is none."""
    found: list[Requirement] = []
    at = 0
    while at < len(text.rstrip()):
        one, at = _requirement(text, at)
        found.append(one)
        if at < len(text):
            if text[at] != ",":
                raise LangError(f"unable to parse requirement: found {gotext.quote(text[at:])[1:-1]!r}", at, len(text))
            at += 1
            if at >= len(text.rstrip()):
                raise LangError("unable to parse requirement: found '', expected: identifier after ','", at, at)
    return tuple(found)


def _requirement(text: str, at: int) -> tuple[Requirement, int]:
    if found := _SET.match(text, at):
        values = tuple(sorted(one.strip() for one in found["values"].split(",")))
        return Requirement(found["key"], found["operator"], values), found.end()
    if found := _COMPARED.match(text, at):
        operator = "==" if found["operator"] == "=" else found["operator"]
        if operator in ("<", ">") and gonumbers.parse_int(found["value"]) is None:
            raise LangError("for 'Gt', 'Lt' operators, the value must be an integer", at, found.end())
        return Requirement(found["key"], operator, (found["value"],)), found.end()
    if found := _EXISTS.match(text, at):
        return Requirement(found["key"], "!" if found["not"] else "exists", ()), found.end()
    raise LangError(f"unable to parse requirement: found {text[at:]!r}, expected: identifier", at, len(text))


def matches(condition: str, value: Json) -> bool:
    """Whether every requirement holds of an object."""
    return all(_holds(one, value) for one in parse(condition))


def _holds(one: Requirement, value: Json) -> bool:
    found = gjson.get(value, one.key)
    has, text = found is not MISSING, gjson.text_of(found)
    match one.operator:
        case "==" | "in":
            return has and text in one.values
        case "!=" | "notin":
            return not has or text not in one.values
        case "exists":
            return has
        case "!":
            return not has
        case _:
            return has and _compared(text, one)


def _compared(text: str, one: Requirement) -> bool:
    left, right = gonumbers.parse_int(text), gonumbers.parse_int(one.values[0])
    if left is None or right is None:
        return False
    return left < right if one.operator == "<" else left > right


def texts(condition: str) -> Iterator[tuple[str, str]]:
    """The keys and values that a condition asks to be equal: what an object must hold to please it."""
    return ((one.key, one.values[0]) for one in parse(condition) if one.operator in ("==", "in") and one.values)
