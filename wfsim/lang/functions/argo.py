"""The functions that Argo adds to expressions. They are variables to the language: to call one is to call a value."""

from __future__ import annotations

from wfsim.lang import gojson
from wfsim.lang.functions.numbers import to_float, to_int
from wfsim.lang.functions.signatures import Table, declare
from wfsim.lang.values import Json

TABLE: Table = {}
_ANY = "func(interface {}) interface {}"


@declare(TABLE, "asInt", "(value: any) -> any", "A whole number from a number or a text.", gives="int", go=_ANY)
def _as_int(value: Json) -> Json:
    return to_int(value)


@declare(TABLE, "asFloat", "(value: any) -> any", "A number from a number or a text.", gives="float", go=_ANY)
def _as_float(value: Json) -> Json:
    return to_float(value)


@declare(
    TABLE,
    "jsonpath",
    "(text: string, path: string) -> any",
    "What a JSONPath finds in a JSON text.",
    go="func(string, string) interface {}",
)
def _jsonpath(text: str, path: str) -> Json:
    from wfsim.lang import jsonpath  # only where it is called

    return jsonpath.lookup(gojson.parse(text, floats=True), path)


@declare(TABLE, "toJson", "(value: any) -> string", "The value as JSON on one line.", go="func(interface {}) string")
def _to_json(value: Json) -> Json:
    return gojson.render(value)
