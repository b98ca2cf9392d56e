"""sprig's functions of any value: what it is, whether it is empty, a choice between values, JSON.

In: values. Out: the table for ``table``.
"""

from __future__ import annotations

from collections.abc import Callable

from wfsim.lang import gojson
from wfsim.lang.deepequal import alike
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.functions.signatures import Table, exact
from wfsim.lang.govalues import Opaque, Struct, type_name, type_of
from wfsim.lang.moments.values import Named
from wfsim.lang.values import Json

TABLE: Table = {}
declare = exact(TABLE)


def is_empty(value: Json) -> bool:
    """Whether a value is nothing, zero or without content. A record never is."""
    if isinstance(value, Named):
        return value.value == 0
    if isinstance(value, (Struct, Opaque)):
        return False
    return value is None or (isinstance(value, (bool, int, float, str, list, dict)) and not value)


@declare("empty", "(value: any) -> bool", "Whether it is nothing, zero or without content.")
def _empty(value: Json) -> Json:
    return is_empty(value)


@declare("default", "(fallback: any, values...: any) -> any", "The value, or the fallback where it is empty.")
def _default(fallback: Json, *values: Json) -> Json:
    return fallback if not values or is_empty(values[0]) else values[0]


@declare("coalesce", "(values...: any) -> any", "The first value that is not empty.")
def _coalesce(*values: Json) -> Json:
    return next((one for one in values if not is_empty(one)), None)


@declare("all", "(values...: any) -> bool", "Whether no value is empty.")
def _all(*values: Json) -> Json:
    return not any(map(is_empty, values))


@declare("any", "(values...: any) -> bool", "Whether some value is not empty.")
def _any(*values: Json) -> Json:
    return not all(map(is_empty, values))


@declare("ternary", "(yes: any, no: any, which: bool) -> any", "One of two values.")
def _ternary(yes: Json, no: Json, which: bool) -> Json:
    return yes if which else no


# -- types ----------------------------------------------------------------------------------------------------------


def go_kind(value: Json) -> str:
    """What Go's reflect calls the kind of a value."""
    found = type_of(value)
    return "invalid" if found is None else found.kind


declare("typeOf", "(value: any) -> string", "The name of the value's type.")(type_name)
declare("kindOf", "(value: any) -> string", "The kind of the value: slice, map, string and so on.")(go_kind)


@declare("kindIs", "(kind: string, value: any) -> bool", "Whether the value is of a kind.")
def _kind_is(kind: str, value: Json) -> Json:
    return go_kind(value) == kind


@declare("typeIs", "(type: string, value: any) -> bool", "Whether the value is of a type.")
def _type_is(type: str, value: Json) -> Json:
    return type_name(value) == type


@declare("typeIsLike", "(type: string, value: any) -> bool", "Whether the value is of a type, or points to one.")
def _type_is_like(type: str, value: Json) -> Json:
    return type_name(value) in (type, f"*{type}")


@declare("deepEqual", "(first: any, second: any) -> bool", "Whether two values are the same, types included.")
def _deep_equal(first: Json, second: Json) -> Json:
    return alike(first, second)


# -- JSON -----------------------------------------------------------------------------------------------------------


@declare("mustFromJson", "(text: string) -> any", "The value of a JSON text.")
def _must_from_json(text: str) -> Json:
    return gojson.parse(text, floats=True)


@declare("fromJson", "(text: string) -> any", "The value of a JSON text, nothing where it is none.")
def _from_json(text: str) -> Json:
    return gojson.parse_leniently(text)


def _or_nothing(how: Callable[[Json], str]) -> Callable[[Json], Json]:
    """Empty text for what cannot be written."""

    def written(value: Json) -> Json:
        try:
            return how(value)
        except BudgetSpent:
            raise
        except LangError:
            return ""

    return written


def _raw(value: Json) -> str:
    return gojson.render(value, html=False)


_FORMS: dict[str, tuple[Callable[[Json], Json], str]] = {
    "toJson": (_or_nothing(gojson.render), "The value as JSON on one line, empty text where it has none."),
    "mustToJson": (gojson.render, "The value as JSON on one line."),
    "toPrettyJson": (_or_nothing(gojson.indented), "The value as JSON on several lines, or empty text."),
    "mustToPrettyJson": (gojson.indented, "The value as JSON on several lines."),
    "toRawJson": (_raw, "The value as JSON with <, > and & as they are."),
    "mustToRawJson": (_raw, "The same as `toRawJson`."),
}
for _name, (_how, _doc) in _FORMS.items():
    declare(_name, "(value: any) -> string", _doc)(_how)
