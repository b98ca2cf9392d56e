"""JSON as Go's encoding/json writes and reads it.

In: values or JSON text. Out: compact text with sorted keys and HTML escapes, or values, or Go's own words for what is
wrong with a text. Called by ``gotext``, ``items``, ``template`` and the functions.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final, NoReturn

from wfsim.lang import gonumbers, gotypes
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.goquote import quoted_byte
from wfsim.lang.govalues import Items, Keyed, Opaque, in_order, is_nil, type_name
from wfsim.lang.govalues import valid as readable
from wfsim.lang.values import Json

_HTML: Final = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
_ALWAYS: Final = re.compile("[\u2028\u2029\ud800-\udfff]")
_DEEPEST: Final = 10_000
MOST_PARTS: Final = 3_000_000  # a value that holds another many times over is written as often


def string(text: str, html: bool = True) -> str:
    """A JSON string literal; ``<``, ``>`` and ``&`` escaped where ``html``."""
    quoted = _quote(text)
    return (_HTML if html else _ALWAYS).sub(_escaped, quoted)


_quote = json.JSONEncoder(ensure_ascii=False).encode


def _escaped(found: re.Match[str]) -> str:
    code = ord(found.group())
    return "\\ufffd" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"


class Parts(list[str]):
    """The pieces of a text; ``most``: how many there may be. It is asked at every list and map."""

    __slots__ = ("most",)

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def check(self) -> None:
        """BudgetSpent where there are more."""
        if len(self) > self.most:
            raise BudgetSpent("memory budget exceeded")


def render(value: Json, *, html: bool = True, most: int = MOST_PARTS) -> str:
    """Compact JSON with sorted keys. BudgetSpent where it has more pieces than ``most``."""
    parts = Parts(most)
    _write(value, parts, html, 0)
    return "".join(parts)


def _within(parts: Parts, depth: int) -> None:
    if depth > 200:
        raise LangError("json: unsupported value: nested too deeply")
    parts.check()


def _write(value: Json, parts: Parts, html: bool, depth: int) -> None:
    _within(parts, depth)
    match value:
        case str():
            parts.append(string(value, html))
        case Opaque():
            _write(value.in_json(), parts, html, depth)
        case dict():
            _check_keys(value)
            parts.append("null") if is_nil(value) else _write_map(value, parts, html, depth)
        case Items() if is_nil(value):
            parts.append("null")
        case Items() if value.type == gotypes.BYTES:
            parts.append(_base64(value))
        case list():
            parts.append("[")
            for index, item in enumerate(value):
                if index:
                    parts.append(",")
                _write(item, parts, html, depth + 1)
            parts.append("]")
        case _:
            parts.append(_scalar(value))


def _write_map(value: dict[str, Json], parts: Parts, html: bool, depth: int) -> None:
    parts.append("{")
    for index, key in enumerate(in_order(value)):
        if index:
            parts.append(",")
        parts.append(string(key, html))
        parts.append(":")
        _write(value[key], parts, html, depth + 1)
    parts.append("}")


def _check_keys(value: dict[str, Json]) -> None:
    """Keys of any type are none that JSON has."""
    if isinstance(value, Keyed) and value.type.key != gotypes.STRING:
        raise LangError(f"json: unsupported type: {type_name(value)}")


def _base64(octets: Items) -> str:
    from base64 import b64encode

    return f'"{b64encode(bytes(octets)).decode("ascii")}"'


def _scalar(value: int | float | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):
        raise LangError(f"json: unsupported value: {gonumbers.printed(value)}")
    return gonumbers.in_json(value)


def indented(value: Json, step: str = "  ") -> str:
    """JSON on several lines, as json.MarshalIndent writes it."""
    parts = Parts(MOST_PARTS)
    _indent(value, parts, step, 0)
    return "".join(parts)


def _indent(value: Json, parts: Parts, step: str, depth: int) -> None:
    _within(parts, depth)
    inner = "\n" + step * (depth + 1)
    match value:
        case dict() if value and not isinstance(value, Opaque):
            _check_keys(value)
            for index, key in enumerate(in_order(value)):
                parts.append(("," if index else "{") + inner + string(key) + ": ")
                _indent(value[key], parts, step, depth + 1)
            parts.append("\n" + step * depth + "}")
        case list() if value and not (isinstance(value, Items) and value.type == gotypes.BYTES):
            for index, item in enumerate(value):
                parts.append(("," if index else "[") + inner)
                _indent(item, parts, step, depth + 1)
            parts.append("\n" + step * depth + "]")
        case _:
            _write(value, parts, True, depth)


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _integer(text: str) -> int | float:
    """Integers that 64 bits hold stay integers; ``-0`` keeps its sign."""
    return float(text) if text == "-0" or gonumbers.parse_int(text) is None else int(text)


_LOADS: Final = json.JSONDecoder(parse_constant=_refuse, parse_int=_integer)
_FLOATS: Final = json.JSONDecoder(parse_constant=_refuse, parse_int=float, parse_float=float)


class _TooLarge(Exception):
    """A number that no float holds."""


def _finite(text: str) -> float:
    value = float(text)
    if value in (math.inf, -math.inf):
        raise _TooLarge(text)
    return value


def _finite_or_none(text: str) -> float | None:
    value = float(text)
    return None if value in (math.inf, -math.inf) else value


_MAY_BE_LARGE: Final = re.compile(r"[eE]\+?[0-9]{3}|[0-9]{309}", re.ASCII)
_FINITE: Final = json.JSONDecoder(parse_constant=_refuse, parse_int=_finite, parse_float=_finite)
_LENIENT: Final = json.JSONDecoder(parse_constant=_refuse, parse_int=_finite_or_none, parse_float=_finite_or_none)

_LONE: Final = (
    r"(?s)\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)"
)


def _paired(found: re.Match[str]) -> str:
    """Half a character of an escaped pair is none; Go puts the replacement character."""
    return "\\ufffd" if found["lone"] else found.group()


def parse(text: str, *, floats: bool = False) -> Json:
    """The value of a JSON text; every number a float where ``floats`` (as Go decodes into ``any``).

    LangError in Go's words where it is none.
    """
    try:
        return _parsed(text, (_FINITE if _MAY_BE_LARGE.search(text) else _FLOATS) if floats else _LOADS)
    except _TooLarge as number:
        raise LangError(f"json: cannot unmarshal number {number} into Go value of type float64") from None


def parse_leniently(text: str) -> Json:
    """The value of a JSON text with floats, nothing where it is none, and nothing for each number that is too large."""
    try:
        return _parsed(text, _LENIENT if _MAY_BE_LARGE.search(text) else _FLOATS)
    except LangError:
        return None


def whole(text: str) -> str:
    """A JSON text without halves of characters, written out or as escapes."""
    text = readable(text)
    return re.sub(_LONE, _paired, text) if "\\ud" in text or "\\uD" in text else text


def _parsed(text: str, decoder: json.JSONDecoder) -> Json:
    text = whole(text)
    try:
        value: Json = decoder.decode(text)
    except RecursionError:
        raise LangError("exceeded max depth") from None
    except ValueError:
        raise LangError(problem(text) or "invalid JSON") from None
    return value


def valid(text: str) -> bool:
    """Whether Go calls the text valid JSON."""
    try:
        _FLOATS.decode(text)
    except (ValueError, RecursionError):
        return False
    return True


_SPACE: Final = re.compile(r"[ \t\n\r]*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
# Where the end of the text is as wrong as a blank would be; Go tries one to see.
_BROKEN: Final = ("in literal", "in numeric", "after decimal", "in exponent", "in string escape", "in \\u")
_ESCAPES: Final = frozenset('"\\/bfnrt')


class _Scan:
    """Walks a JSON text as Go's scanner does and says in its words what is the first thing wrong."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def fail(self, context: str) -> NoReturn:
        if self.at < len(self.text):
            raise ValueError(f"invalid character {quoted_byte(self.text[self.at])} {context}")
        if context.startswith(_BROKEN):
            raise ValueError(f"invalid character ' ' {context}")
        raise ValueError("unexpected end of JSON input")

    def space(self) -> str:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def document(self) -> None:
        self.value()
        if self.space():
            self.fail("after top-level value")

    def value(self) -> None:
        """One value; containers are kept on a stack of their own, so that depth costs no recursion."""
        open_: list[str] = []
        while True:
            first = self.space()
            if first in ("{", "["):
                self.at += 1
                if self.space() == ("}" if first == "{" else "]"):
                    self.at += 1
                else:
                    if len(open_) >= _DEEPEST:
                        raise ValueError("exceeded max depth")
                    open_.append(first)
                    if first == "{":
                        self.key("looking for beginning of object key string")
                    continue
            else:
                self.scalar(first)
            if not self.close(open_):
                return

    def close(self, open_: list[str]) -> bool:
        """After a value: whether another one follows in an open container."""
        while open_:
            here = self.space()
            if here == ",":
                self.at += 1
                if open_[-1] == "{":
                    self.key("looking for beginning of object key string")
                return True
            if here != ("}" if open_[-1] == "{" else "]"):
                self.fail("after object key:value pair" if open_[-1] == "{" else "after array element")
            self.at += 1
            open_.pop()
        return False

    def key(self, context: str) -> None:
        if self.space() != '"':
            self.fail(context)
        self.string()
        if self.space() != ":":
            self.fail("after object key")
        self.at += 1

    def scalar(self, first: str) -> None:
        if first == '"':
            self.string()
        elif first and first in "tfn":
            self.word({"t": "true", "f": "false", "n": "null"}[first])
        elif first and (first == "-" or "0" <= first <= "9"):
            self.number()
        else:
            self.fail("looking for beginning of value")

    def word(self, word: str) -> None:
        for expected in word:
            if self.text[self.at : self.at + 1] != expected:
                self.fail(f"in literal {word} (expecting {quoted_byte(expected)})")
            self.at += 1

    def number(self) -> None:
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            self.at += 1
            self.fail("in numeric literal")
        self.at = found.end()
        here, following = self.text[self.at : self.at + 1], self.text[self.at + 1 : self.at + 2]
        if here == "." and "." not in found.group() and "e" not in found.group().lower():
            self.at += 1
            self.fail("after decimal point in numeric literal")
        if here and here in "eE" and "e" not in found.group().lower():
            self.at += 2 if following and following in "+-" else 1
            self.fail("in exponent of numeric literal")

    def string(self) -> None:
        self.at += 1
        while (here := self.text[self.at : self.at + 1]) != '"':
            if not here or here < " ":
                self.fail("in string literal")
            self.at += 1
            if here == "\\":
                self.escape()
        self.at += 1

    def escape(self) -> None:
        here = self.text[self.at : self.at + 1]
        if here == "u":
            for _ in range(4):
                self.at += 1
                if self.text[self.at : self.at + 1] not in _HEX:
                    self.fail("in \\u hexadecimal character escape")
        elif here not in _ESCAPES:
            self.fail("in string escape code")
        self.at += 1


_HEX: Final[frozenset[Any]] = frozenset("0123456789abcdefABCDEF")


def problem(text: str) -> str | None:
    """What Go says is wrong with a JSON text, or None where nothing is."""
    try:
        _Scan(text).document()
    except ValueError as error:
        return str(error)
    return None


def first_problem(text: str) -> str | None:
    """What Go's decoder of streams says is wrong with the first value of a text; None where there is no value."""
    scan = _Scan(text)
    try:
        if not scan.space():
            return None
        scan.value()
    except ValueError as error:
        return "unexpected EOF" if scan.at >= len(text) else str(error)
    return None
