"""JSONPath: kubectl's templates for resource outputs, and the lookup of the function ``jsonpath``.

In: a path and plain data. Out: text or a value. Covered: ``$``, ``.name``, ``..name``, ``['name']``, ``[0]``, ``[-1]``,
``[1:3]``, ``[0,2]``, ``[*]`` and filters ``[?(@.name=="x" && @.n>1)]``; anything else is a LangError that names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from wfsim.lang import gotext, jsonpath_filter
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.values import MISSING, Json, Nothing

MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: from a value to values. ``single``: at most one of them; ``shown`` as written."""

    take: Callable[[Json], list[Json]]
    single: bool
    shown: str
    key: str = ""


_NAME: Final = re.compile(r"(?P<deep>\.\.)?\.?(?P<name>\*|(?:[\w$-]|\\.)+)")
_QUOTED: Final = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_INDEX: Final = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_SLICE: Final = re.compile(r"(-?[0-9]{1,9})?:(-?[0-9]{1,9})?(?::(-?[0-9]{1,9})?)?", re.ASCII)
_FILTER: Final = re.compile(r"\?\s*\((.*)\)", re.S)


@lru_cache(maxsize=512)
def steps(path: str) -> tuple[Step, ...]:
    """The steps of a path."""
    text = path.strip()
    at = 1 if text[:1] in ("$", "@") else 0
    found: list[Step] = []
    while at < len(text):
        if text[at] == "[":
            end = _closing(text, at)
            found.append(_bracket(text[at + 1 : end].strip(), path))
            at = end + 1
            continue
        name = _NAME.match(text, at)
        if name is None or (found and text[at] != ".") or text[at:] == ".":
            raise LangError(f"invalid JSONPath {gotext.quote(path)}: {text[at:]!r} is not covered")
        found.append(_named(name["name"].replace("\\", ""), name["deep"] is not None))
        at = name.end()
    return tuple(found)


def _closing(text: str, at: int) -> int:
    depth, quote = 0, ""
    for place in range(at, len(text)):
        character = text[place]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "[]":
            depth += 1 if character == "[" else -1
            if depth == 0:
                return place
    raise LangError(f"unterminated array in {gotext.quote(text)}")


def _named(name: str, deep: bool) -> Step:
    if name == "*":
        return Step(lambda value: [*_below(value)] if not deep else [*_all_below(value)], False, name)
    if deep:
        return Step(lambda value: [one[name] for one in _maps(value) if name in one], False, f"..{name}")
    return Step(lambda value: _field(value, name), True, f".{name}", name)


def _field(value: Json, name: str) -> list[Json]:
    return [value[name]] if isinstance(value, dict) and name in value else []


def _below(value: Json) -> list[Json]:
    match value:
        case dict():
            return [value[key] for key in sorted(value)]
        case list():
            return value
        case _:
            return []


def _all_below(value: Json) -> Iterator[Json]:
    todo = [value]
    count = 0
    while todo:
        here = todo.pop()
        count += 1
        if count > MOST:
            raise BudgetSpent("a JSONPath finds too much")
        yield here
        todo.extend(reversed(_below(here)))


def _maps(value: Json) -> Iterator[dict[str, Json]]:
    return (one for one in _all_below(value) if isinstance(one, dict))


def _bracket(inner: str, path: str) -> Step:
    if inner == "*":
        return _named("*", False)
    if _QUOTED.fullmatch(inner):
        return _named(_unquoted(inner), False) if inner[1:-1] != "*" else Step(lambda v: _field(v, "*"), True, inner)
    if _INDEX.fullmatch(inner):
        return Step(lambda value: _item(value, int(inner)), True, f"[{inner}]")
    parts = _SLICE.fullmatch(inner)
    if parts is not None:
        edges = slice(*(int(one) if one else None for one in parts.groups()))
        if edges.step is not None and edges.step <= 0:
            raise LangError(f"invalid JSONPath {gotext.quote(path)}: step must be > 0")
        return Step(lambda value: value[edges] if isinstance(value, list) else [], False, inner)
    condition = _FILTER.fullmatch(inner)
    if condition is not None:
        return _filter(condition[1])
    if "," in inner and not inner.startswith("?"):
        several = [_bracket(one.strip(), path) for one in inner.split(",")]
        return Step(lambda value: [found for one in several for found in one.take(value)], False, inner)
    raise LangError(f"invalid JSONPath {gotext.quote(path)}: [{inner}] is not covered")


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def _item(value: Json, index: int) -> list[Json]:
    if not isinstance(value, list) or not -len(value) <= index < len(value):
        return []
    return [value[index]]


def _filter(condition: str) -> Step:
    holds = jsonpath_filter.parse(condition, _follow)
    return Step(lambda value: [one for one in _below(value) if holds(one)], False, condition)


def _follow(path: str) -> Callable[[Json], Json | Nothing]:
    """What stands under a path below an item: its first value."""
    inside = steps(path)
    return lambda item: next(iter(_walked(item, inside)), MISSING)


def _walked(value: Json, path: tuple[Step, ...]) -> list[Json]:
    found = [value]
    for step in path:
        found = [one for here in found for one in step.take(here)]
        if len(found) > MOST:
            raise BudgetSpent("a JSONPath finds too much")
    return found


def lookup(value: Json, path: str) -> Json:
    """What Argo's function ``jsonpath`` gives: a value for a path to one place, else a list."""
    if not path.strip().startswith("$"):
        raise LangError(f"unexpected token {gotext.quote(path[:1])} at index 0")
    found = [value]
    single = True
    for step in steps(path):
        below = [one for here in found for one in step.take(here)]
        if single and step.single and not below:
            if step.key:
                raise LangError(f"key: invalid token key '{step.key}' not found")
            raise LangError(f"index: invalid token out of range {step.shown}")
        single = single and step.single
        found = below
    return found[0] if single else found


def evaluate(path: str, data: Json) -> str:
    """What ``kubectl get -o jsonpath=…`` prints: text with paths in braces; fields that are not there print nothing."""
    from wfsim.lang import kubepath  # the other of the two, only where it is asked for

    return kubepath.evaluate(path, data)
