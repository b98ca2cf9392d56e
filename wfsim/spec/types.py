"""The table of Argo's and Kubernetes' types: their fields, the fields' types, which are required.

In: ``types.json`` beside this file, read once at first use. Out: ``fields(type_name)``. ``shape`` decodes by it; docs
and schemas may read it. The notation of the table: ``Name`` is another type, ``[x]`` a list, ``{x}`` a mapping with
free keys, a trailing ``!`` says required; the other words (``text``, ``whole`` …) are the members of ``Form``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache

from wfsim.text.records import NamedTuple


class Form(Enum):
    """What a field's value looks like; the value is the word in the table."""

    TEXT = "text"
    WHOLE = "whole"
    INT32 = "int32"
    UINT64 = "uint64"
    BOOL = "bool"
    ANY_TEXT = "any-text"  # Argo's AnyString: text, number or boolean
    INT_OR_TEXT = "int-or-string"
    QUANTITY = "quantity"
    TIME = "time"
    BYTES = "bytes"
    ANY = "any"
    PLUGIN = "plugin"
    OBJECT = "object"  # a mapping that nobody looks into
    LIST = "list"
    MAP = "map"
    STRUCT = "struct"


class Type(NamedTuple):
    """The type of a value. ``of``: what a list or a map holds; ``name``: which struct."""

    form: Form
    of: Type | None = None
    name: str = ""

    @property
    def inside(self) -> Type:
        """The type of the values that a list or a map holds."""
        if self.of is None:
            raise TypeError(f"{self} holds nothing")
        return self.of

    def __str__(self) -> str:
        match self.form:
            case Form.LIST:
                return f"[{self.of}]"
            case Form.MAP:
                return f"{{{self.of}}}"
            case Form.STRUCT:
                return self.name
            case _:
                return str(self.form.value)


class Field(NamedTuple):
    """One field of a struct."""

    name: str
    type: Type
    required: bool


_WORDS = {form.value: form for form in Form if form not in (Form.LIST, Form.MAP, Form.STRUCT)}


@cache
def table() -> dict[str, dict[str, str]]:
    """The table as it is written: type → field → notation."""
    import json
    import os

    with open(os.path.join(os.path.dirname(__file__), "types.json"), encoding="utf-8") as file:
        loaded: dict[str, dict[str, str]] = json.load(file)
    return loaded


@cache
def parse(notation: str) -> Type:
    """The type that a notation (without ``!``) stands for."""
    if notation[0] == "[":
        return Type(Form.LIST, parse(notation[1:-1]))
    if notation[0] == "{":
        return Type(Form.MAP, parse(notation[1:-1]))
    form = _WORDS.get(notation)
    return Type(form) if form else Type(Form.STRUCT, name=notation)


@cache
def fields(type_name: str) -> Mapping[str, Field]:
    """The fields of a type by name. KeyError for a type that the table does not have."""
    return {
        name: Field(name, parse(notation.removesuffix("!")), notation.endswith("!"))
        for name, notation in table()[type_name].items()
    }


@cache
def folded(type_name: str) -> Mapping[str, Field]:
    """The fields of a type by lower-case name, for Go's lenient matching of letter case."""
    return {name.lower(): field for name, field in fields(type_name).items()}
