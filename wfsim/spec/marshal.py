"""The JSON text that Argo's own types make of an object: fields in Go's order, those that are always written included.

In: normalised data and the name of their type. Out: the text, with the place of every string in it. ``validity`` looks
for tags in this text where it matters what stands next to what: which of several comes first, and what an open one
swallows. ``marshalled.json`` beside this file holds the order of the fields: ``!`` stands after those that are always
written, ``?`` after those that are written whenever they are there, and the others need a value.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

from wfsim.lang import gotext
from wfsim.spec.model import JsonObject
from wfsim.spec.types import Field, Form, Type, fields, parse
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Json
from wfsim.yamlio.nodes import Path

_Strings: TypeAlias = "list[tuple[int, Path]]"
_EMPTY: tuple[Json, ...] = ("", 0, False, [], {}, None)
_ZERO = {Form.TEXT: '""', Form.QUANTITY: '"0"', Form.BOOL: "false"}
_NUMBERS = (Form.WHOLE, Form.INT32, Form.UINT64, Form.INT_OR_TEXT)


class Marshalled(NamedTuple):
    """A text, and where each of its strings begins, keys of free mappings included, with its path in the data."""

    text: str
    strings: tuple[tuple[int, Path], ...]


def marshalled(data: Json | JsonObject, type_name: str) -> Marshalled:
    """The text of an object of a type; a mere text, whose type is ``text``, stays as it is."""
    if type_name == "text":
        return Marshalled(str(data), ((0, ()),))
    writer = _Writer()
    writer.value(data, parse(type_name), ())
    return Marshalled("".join(writer.parts), tuple(writer.strings))


class _Order(NamedTuple):
    """One field at its place: whether it is always written, or whenever it is there."""

    field: Field
    always: bool
    present: bool


@cache
def _table() -> dict[str, str]:
    with open(os.path.join(os.path.dirname(__file__), "marshalled.json"), encoding="utf-8") as file:
        table: dict[str, str] = json.load(file)
    return table


@cache
def _ordered(type_name: str) -> tuple[_Order, ...]:
    known = fields(type_name)
    words = _table().get(type_name, " ".join(known)).split()
    return tuple(_Order(known[word.rstrip("!?")], word.endswith("!"), word.endswith("?")) for word in words)


class _Writer:
    """The text so far."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0
        self.strings: _Strings = []

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text)

    def string(self, text: str, path: Path) -> None:
        self.strings.append((self.size, path))
        self.add(gotext.json(text))

    def value(self, data: Json | JsonObject, of: Type, path: Path) -> None:
        """A value of a type; null stands for the zero value."""
        match data:
            case None:
                self.zero(of, path)
            case str():
                self.string(data, path)
            case Mapping() if of.form is Form.STRUCT:
                self.struct(data, of.name, path)
            case Mapping():
                self.mapping(data, of.inside if of.form is Form.MAP else Type(Form.ANY), path)
            case list():
                self.listed(data, of.inside if of.form is Form.LIST else Type(Form.ANY), path)
            case _:
                self.add(gotext.json(data))

    def zero(self, of: Type, path: Path) -> None:
        if of.form is Form.STRUCT:
            self.struct({}, of.name, path)
        else:
            self.add(_ZERO.get(of.form, "0" if of.form in _NUMBERS else "null"))

    def struct(self, data: JsonObject, type_name: str, path: Path) -> None:
        self.add("{")
        comma = ""
        for field, always, present in _ordered(type_name):
            found = data.get(field.name)
            if always or (found is not None if present else found not in _EMPTY):
                self.add(f'{comma}"{field.name}":')
                self.value(found, field.type, (*path, field.name))
                comma = ","
        self.add("}")

    def mapping(self, data: JsonObject, of: Type, path: Path) -> None:
        self.add("{")
        for index, key in enumerate(sorted(data)):
            self.add("," if index else "")
            self.string(key, (*path, key))
            self.add(":")
            self.value(data[key], of, (*path, key))
        self.add("}")

    def listed(self, data: list[Json], of: Type, path: Path) -> None:
        self.add("[")
        for index, one in enumerate(data):
            self.add("," if index else "")
            self.value(one, of, (*path, index))
        self.add("]")
