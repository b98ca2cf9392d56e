"""Functions of any value: kinds, lengths, numbers of texts, JSON, errors, operators by name."""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn

from wfsim.lang import gojson
from wfsim.lang.errors import BudgetSpent
from wfsim.lang.govalues import valid
from wfsim.lang.jq import encoding, formats, operators
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.functions.rows import Function
from wfsim.lang.jq.mistakes import Halted, JqError, Thrown, failed, unfit
from wfsim.lang.jq.values import Value, Written, kind, parse_number, to_int

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_BLANKS: Final = " \t\r\n"


def _length(budget: Budget, value: Value) -> Value:
    if value is None:
        return 0
    if isinstance(value, (str, list, dict)):
        return len(value)
    return _size("length", value)


def _abs(budget: Budget, value: Value) -> Value:
    return _size("abs", value)


def _size(name: str, value: Value) -> Value:
    if isinstance(value, Written):
        return Written(value.text.removeprefix("-"))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise unfit(name, value)
    return abs(value)


def _tonumber(budget: Budget, value: Value) -> Value:
    if kind(value) == "number":
        return value
    if not isinstance(value, str):
        raise unfit("tonumber", value)
    if not _NUMBER.fullmatch(value):
        raise failed("invalid number", "tonumber", value)
    return parse_number(value)


def _toboolean(budget: Budget, value: Value) -> Value:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise unfit("toboolean", value)
    if value not in ("true", "false"):
        raise failed("invalid boolean", "toboolean", value)
    return value == "true"


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


_DECODER: Final = json.JSONDecoder(parse_int=Written, parse_float=Written, parse_constant=_refuse)


def _fromjson(budget: Budget, value: Value) -> Value:
    """Numbers stay as they are written."""
    if not isinstance(value, str):
        raise unfit("fromjson", value)
    text = gojson.whole(valid(value))
    begin = len(text) - len(text.lstrip(_BLANKS))
    try:
        found, end = _DECODER.raw_decode(text, begin)
    except RecursionError:
        raise BudgetSpent("a JSON text is nested too deeply") from None
    except ValueError:
        raise failed(gojson.first_problem(value) or "EOF", "fromjson", value) from None
    if text[end:].strip(_BLANKS):
        raise unfit("fromjson", value)
    return found  # type: ignore[no-any-return]


def _tojson(budget: Budget, value: Value) -> Value:
    return encoding.text(budget, value)


def _format(budget: Budget, value: Value, name: Value) -> Value:
    if not isinstance(name, str):
        raise unfit("format", name)
    return formats.named(f"@{name}")(budget, value)


def _error(budget: Budget, value: Value, *message: Value) -> Value:
    raise Thrown(message[0] if message else value)


def _halt(budget: Budget, value: Value) -> Value:
    raise Halted(None)


def _halt_error(budget: Budget, value: Value, *code: Value) -> Value:
    if code and to_int(code[0]) is None:
        raise unfit("halt_error", code[0])
    raise Halted(value)


def _modulemeta(budget: Budget, value: Value) -> Value:
    if not isinstance(value, str):
        raise unfit("modulemeta", value)
    raise JqError(f"cannot load module: {formats.quoted(value)}")


_OPERATORS: Final = {
    "_add": "+",
    "_subtract": "-",
    "_multiply": "*",
    "_divide": "/",
    "_modulo": "%",
    "_alternative": "//",
    "_equal": "==",
    "_notequal": "!=",
    "_greater": ">",
    "_less": "<",
    "_greatereq": ">=",
    "_lesseq": "<=",
}


ROWS: Final = (
    Function("type", 0, "What kind of value it is.", lambda budget, value: kind(value)),
    Function("length", 0, "Characters of a text, items of a container, the size of a number.", _length),
    Function("abs", 0, "A number without its sign.", _abs),
    Function("tonumber", 0, "The number that a text is.", _tonumber),
    Function("toboolean", 0, "The truth value that a text is.", _toboolean),
    Function("tojson", 0, "A value as JSON.", _tojson),
    Function("fromjson", 0, "The value of a JSON text.", _fromjson),
    Function("format", 1, "A value in the format of a name, without its sign.", _format),
    Function("error", 0, "Fails with the value.", _error),
    Function("error", 1, "Fails with another value.", _error),
    Function("halt", 0, "Ends everything; for Argo that is an error.", _halt),
    Function("halt_error", 0, "Ends everything with the value as an error.", _halt_error),
    Function("halt_error", 1, "The same, with an exit code, which Argo does not see.", _halt_error),
    Function("modulemeta", 0, "Fails: there are no modules to load.", _modulemeta),
    Function("_plus", 0, "A number as it is.", operators.unsigned),
    Function("_negate", 0, "A number with the other sign.", operators.negated),
    *(Function(name, 2, f"The operator {sign}.", operators.OPERATORS[sign]) for name, sign in _OPERATORS.items()),
    *(
        Function(name, 0, f"The format {sign}.", formats.FORMATS[sign])
        for name, sign in (
            ("_tohtml", "@html"),
            ("_touri", "@uri"),
            ("_tourid", "@urid"),
            ("_tocsv", "@csv"),
            ("_totsv", "@tsv"),
            ("_tosh", "@sh"),
            ("_tobase64", "@base64"),
            ("_tobase64d", "@base64d"),
        )
    ),
)
