"""A scalar's text → the value that Argo's decoder (go-yaml v2) takes it for.

In: the text of a scalar and its tag. Out: null, bool, int, float or text. ``builder`` calls it for every plain scalar.
YAML 1.1 with Go's habits: ``y`` and ``no`` are booleans, ``010`` is 8, ``1e3`` a number, ``1:30`` and dates are text.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

Value = bool | int | float | str | None

_TAG = "tag:yaml.org,2002:"
STR_TAG, BINARY_TAG, MERGE_TAG = _TAG + "str", _TAG + "binary", _TAG + "merge"

_WORDS: dict[str, Value] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_INT = re.compile(r"([+-]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BASES = {"x": 16, "b": 2, "o": 8}
_NUMERIC = frozenset("+-.0123456789")
_MOST = 2**64  # Go reads whole numbers as int64, then as uint64
_WHOLE = 1e21  # below it Go's JSON prints a whole float without an exponent


class BadScalar(ValueError):
    """The text does not fit the tag that was put before it (``!!int x``)."""


@lru_cache(maxsize=65536)
def plain_value(text: str) -> Value:
    """The value of an unquoted scalar without a tag."""
    if text in _WORDS:
        return _WORDS[text]
    return _number(text) if text[0] in _NUMERIC else text


def _number(text: str) -> Value:
    digits = text if text[0] == "." else text.replace("_", "")
    if digits and (found := _INT.fullmatch(digits)):
        value = _whole(found[1], found[2])
        if -_MOST // 2 <= value < _MOST:
            return value
    if _FLOAT.fullmatch(digits):
        number = float(digits)
        return text if math.isinf(number) else as_json(number)
    return text


def _whole(sign: str, digits: str) -> int:
    """A whole number in Go's notation: ``0x``, ``0b``, ``0o`` and a leading 0 for octal."""
    base = 10
    if digits[0] == "0" and len(digits) > 1:
        base = _BASES.get(digits[1].lower(), 8)
        digits = digits[2:] if digits[1].isalpha() else digits[1:]
    if len(digits) > 64:  # out of Go's range in any base
        return _MOST
    return -int(digits, base) if sign == "-" else int(digits, base)


def as_json(value: float) -> int | float:
    """A float as it arrives through JSON: 1000.0 is written ``1000`` and so is whole again."""
    negative_zero = value == 0 and math.copysign(1, value) < 0
    return int(value) if value.is_integer() and abs(value) < _WHOLE and not negative_zero else value


def tagged_value(tag: str, text: str) -> Value:
    """The value under an explicit tag; unknown tags leave the text. BadScalar where text and tag disagree."""
    kind = tag.removeprefix(_TAG)
    if kind == "binary":
        return _binary(text)
    if kind not in _FITS:
        return text
    value = plain_value(text) if kind != "timestamp" else text
    if kind == "float" and isinstance(value, float) and not math.isfinite(value):
        return value
    if not isinstance(value, _FITS[kind]) or (isinstance(value, bool) and kind != "bool"):
        raise BadScalar(f"`{text}` is no {_TAGGED[kind]}, as the tag !!{kind} says")
    return value


_FITS: dict[str, type | tuple[type, ...]] = {
    "bool": bool,
    "int": int,
    "float": (int, float),
    "null": type(None),
    "timestamp": str,
}
_TAGGED = {"bool": "boolean", "int": "whole number", "float": "number", "null": "null", "timestamp": "date"}


def _binary(text: str) -> str:
    import base64

    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except ValueError as error:
        raise BadScalar("the text after !!binary is not base64") from error
    return data.decode("utf-8", "replace")


def key_text(value: Value) -> str | None:
    """The name that a key of this value gets in JSON; None where Argo's decoder refuses it (null)."""
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return None
        case float():
            return _short(value)
        case _:
            return str(value)


def _short(value: float) -> str:
    """A float as a key: the shortest digits that a 32-bit float needs."""
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    return f"{value:.7g}"
