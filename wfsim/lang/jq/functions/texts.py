"""Functions of texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from wfsim.lang import gotext
from wfsim.lang.govalues import octets, valid
from wfsim.lang.jq import encoding, formats, operators
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.functions.rows import Function
from wfsim.lang.jq.mistakes import unfit
from wfsim.lang.jq.values import Value, kind, sorted_keys, to_int


def _of_text(name: str, how: Callable[[str], Value]) -> Callable[[Budget, Value], Value]:
    """A function that takes a text."""

    def call(budget: Budget, value: Value) -> Value:
        if not isinstance(value, str):
            raise unfit(name, value)
        return how(value)

    return call


def _of_texts(name: str, how: Callable[[str, str], Value]) -> Callable[[Budget, Value, Value], Value]:
    """A function that takes a text and another one."""

    def call(budget: Budget, value: Value, argument: Value) -> Value:
        if not isinstance(value, str) or not isinstance(argument, str):
            raise unfit(name, value, argument)
        return how(value, argument)

    return call


def _explode(text: str) -> Value:
    return [ord(one) for one in valid(text)]


def _implode(budget: Budget, value: Value) -> Value:
    if not isinstance(value, list):
        raise unfit("implode", value)
    found: list[str] = []
    for one in value:
        code = to_int(one)
        if code is None:
            raise unfit("implode", value)
        found.append(chr(code) if 0 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd")
    return "".join(found)


def _split(budget: Budget, value: Value, by: Value) -> Value:
    for one in (value, by):
        if not isinstance(one, str):
            raise unfit("split", one)
    return [*operators.split(str(value), str(by))]


def _join(budget: Budget, value: Value, by: Value) -> Value:
    if isinstance(value, dict):
        items: list[Value] = [value[key] for key in sorted_keys(value)]
    elif isinstance(value, list):
        items = value
    else:
        raise unfit("join", value, by)
    if not items:
        return ""
    parts: list[Value] = [""]
    for item in items:
        parts.append(encoding.text(budget, item) if kind(item) in ("boolean", "number") else item)
        parts.append(by)
    return operators.total(budget, parts[:-1])


def _lower(text: str) -> str:
    return text.translate(_LOWER)


def _upper(text: str) -> str:
    return text.translate(_UPPER)


_LOWER: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_UPPER: Final = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}


def _trimmed(text: str, other: str) -> str:
    return text.removeprefix(other).removesuffix(other)


ROWS: Final = (
    Function("tostring", 0, "A text as it is, anything else as JSON.", formats.text),
    Function(
        "utf8bytelength", 0, "How many bytes a text has.", _of_text("utf8bytelength", lambda one: len(octets(one)))
    ),
    Function("ascii_downcase", 0, "Small letters instead of capitals A to Z.", _of_text("ascii_downcase", _lower)),
    Function("ascii_upcase", 0, "Capitals instead of small letters a to z.", _of_text("ascii_upcase", _upper)),
    Function("explode", 0, "The code points of a text.", _of_text("explode", _explode)),
    Function("implode", 0, "The text of code points.", _implode),
    Function("startswith", 1, "Whether a text begins with another one.", _of_texts("startswith", str.startswith)),
    Function("endswith", 1, "Whether a text ends with another one.", _of_texts("endswith", str.endswith)),
    Function("ltrimstr", 1, "A text without another one at its beginning.", _of_texts("ltrimstr", str.removeprefix)),
    Function("rtrimstr", 1, "A text without another one at its end.", _of_texts("rtrimstr", str.removesuffix)),
    Function("trimstr", 1, "A text without another one at both ends.", _of_texts("trimstr", _trimmed)),
    Function(
        "ltrim", 0, "A text without blanks at its beginning.", _of_text("ltrim", lambda one: one.lstrip(gotext.SPACES))
    ),
    Function("rtrim", 0, "A text without blanks at its end.", _of_text("rtrim", lambda one: one.rstrip(gotext.SPACES))),
    Function("trim", 0, "A text without blanks at both ends.", _of_text("trim", lambda one: one.strip(gotext.SPACES))),
    Function("split", 1, "The pieces of a text between the occurrences of another one.", _split),
    Function("join", 1, "The items of an array as one text, with another one between.", _join),
)
