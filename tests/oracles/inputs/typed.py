"""Expressions of a type, from a grammar: every function and operator of the language, nested, with names in scope.

In: chance, a type, how deep. Out: a text. ``FORMS`` holds the grammar: a hole such as ``<int>`` stands for an expression of
the type, ``<int?>`` for a condition on an item that is an int, ``<int→str>`` for what makes a str of such an item. Now and
then a hole is filled with another type, since errors have to agree as well.
"""

from __future__ import annotations

import re
from random import Random
from typing import Final

from tests.oracles.inputs.forms import FORMS, LEAVES, TYPES, VARIABLES

_HOLE: Final = re.compile(r"<(?P<type>[a-z]+)(?:(?P<test>\?)|→(?P<to>[a-z]+))?>")
_ITEMS: Final = {"ints": "int", "strs": "str", "nums": "num", "list": "any", "maps": "map", "bools": "bool"}
_WRONG: Final = 0.012


def written(random: Random, type: str, depth: int) -> str:
    """An expression of a type."""
    writer = Writer(random)
    return writer.write(type, depth)


class Writer:
    """What may be spoken of: items of the predicates around, and variables of ``let``."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.items: list[tuple[str, str]] = []  # type and function of the predicate
        self.bound: list[tuple[str, str]] = []

    def write(self, type: str, depth: int) -> str:
        if self.random.random() < _WRONG:
            type = self.random.choice(TYPES)
        near = self.near(type)
        if near and self.random.random() < (0.5 if depth > 0 else 0.8):
            return near
        if depth <= 0 or type not in FORMS or self.random.random() < 0.12:
            return self.leaf(type)
        if depth > 1 and self.random.random() < 0.04:
            return self.let(type, depth)
        return self.filled(self.random.choice(FORMS[type]), depth - 1)

    def leaf(self, type: str) -> str:
        names = VARIABLES.get(type, ())
        if names and self.random.random() < 0.25:
            return self.random.choice(names)
        return LEAVES[type](self.random)

    def near(self, type: str) -> str:
        """The item, its index or a variable, where one has the type."""
        found = [name for name, kind in self.bound if kind == type]
        if self.items:
            item, function = self.items[-1]
            found += ["#", "#"] if item == type else []
            found += ["#index"] if type == "int" and function in ("map", "reduce") else []
            found += ["#acc"] if type == item and function == "reduce" else []
            found += ["#.a", ".a", "#['a']"] if item == "map" and type == "any" else []
        return self.random.choice(found) if found else ""

    def let(self, type: str, depth: int) -> str:
        inner = self.random.choice(("int", "str", "ints", "bool", "map", type))
        name = f"v{len(self.bound)}"
        value = self.write(inner, depth - 1)
        self.bound.append((name, inner))
        body = self.write(type, depth - 1)
        self.bound.pop()
        return f"(let {name} = {value}; {body})"

    def filled(self, form: str, depth: int) -> str:
        parts: list[str] = []
        at = 0
        function = form[: form.find("(")] if "(" in form else ""
        for hole in _HOLE.finditer(form):
            parts.append(form[at : hole.start()])
            parts.append(self.hole(hole, function.split(" ")[-1], depth))
            at = hole.end()
        return "".join([*parts, form[at:]])

    def hole(self, hole: re.Match[str], function: str, depth: int) -> str:
        if not hole["test"] and not hole["to"]:
            return self.write(hole["type"], depth)
        self.items.append((hole["type"], function))
        body = self.write(hole["to"] or "bool", min(depth, 2))
        self.items.pop()
        return f"{{{body}}}" if self.random.random() < 0.25 else body


__all__ = ["TYPES", "Writer", "written"]
