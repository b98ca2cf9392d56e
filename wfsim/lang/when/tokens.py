"""Reads the tokens of ``when`` character by character, as govaluate does.

In: text. Out: ``WhenToken``s, or a LangError in its words. A backslash takes the next character into any word, number
or operator as it is; what ``-`` and ``!`` are depends on the token before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from wfsim.lang import gonumbers, gotext
from wfsim.lang.errors import LangError
from wfsim.lang.moments import layouts, reading
from wfsim.lang.moments.layouts import Moment
from wfsim.lang.values import Json
from wfsim.lang.when.order import FOLLOWING, Kind, WhenToken

PREFIXES: Final = frozenset({"-", "!", "~"})
OPERATORS: Final = {
    **dict.fromkeys(("+", "-", "*", "/", "%", "**", "&", "|", "^", ">>", "<<"), Kind.MODIFIER),
    **dict.fromkeys(("&&", "||"), Kind.LOGICALOP),
    **dict.fromkeys(("==", "!=", ">", ">=", "<", "<=", "=~", "!~"), Kind.COMPARATOR),
    **dict.fromkeys(("?", ":", "??"), Kind.TERNARY),
}
TIME_LAYOUTS: Final = (
    layouts.ANSIC,
    layouts.UNIX_DATE,
    layouts.RUBY_DATE,
    layouts.KITCHEN,
    layouts.RFC3339,
    "2006-01-02",
    "2006-01-02 15:04",
    "2006-01-02 15:04:05",
    "2006-01-02 15:04:05-07:00",
    "2006-01-02T15Z0700",
    "2006-01-02T15:04Z0700",
    "2006-01-02T15:04:05Z0700",
)
_SPACES: Final = frozenset(gotext.SPACES)
_HEX: Final = frozenset("0123456789abcdefABCDEF")


def _numeric(character: str) -> bool:
    return character.isdecimal() or character == "."


def _hexadecimal(character: str) -> bool:
    return character.isdecimal() or character in _HEX


def _in_word(character: str) -> bool:
    return character.isalpha() or character.isdecimal() or character in "_."


def _symbolic(character: str) -> bool:
    return not (character.isdecimal() or character.isalpha() or character in "()[]'\"")


class _Stream:
    """A text and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def read(self) -> str:
        if self.at >= len(self.text):
            raise LangError("Unexpected end of expression after '\\'", self.at - 1, self.at)
        self.at += 1
        return self.text[self.at - 1]

    def until(self, fits: Callable[[str], bool], *, blanks: bool) -> tuple[str, bool]:
        """The characters that fit, and whether something stopped them; ``blanks`` belong to it or end it."""
        found: list[str] = []
        while self.at < len(self.text):
            character = self.read()
            if character == "\\":
                found.append(self.read())
                continue
            if not blanks and character in _SPACES:
                if found:
                    return "".join(found), True
                continue
            if not fits(character):
                self.at -= 1
                return "".join(found), True
            found.append(character)
        return "".join(found), False


def read(text: str) -> tuple[WhenToken, ...]:
    """The tokens of a text."""
    stream = _Stream(text)
    tokens: list[WhenToken] = []
    before = Kind.UNKNOWN
    while True:
        while stream.at < len(text) and text[stream.at] in _SPACES:
            stream.at += 1
        if stream.at >= len(text):
            return tuple(tokens)
        start = stream.at
        kind, value = _token(stream, before)
        shown = _shown(kind, value)
        end = stream.at - (text[stream.at - 1] in _SPACES)  # the blank that ended a word was read with it
        plain = float(value.seconds) if isinstance(value, Moment) else value
        tokens.append(WhenToken(kind, plain, shown, start, end))
        before = kind


def _shown(kind: Kind, value: Json | Moment) -> str:
    if kind in (Kind.CLAUSE, Kind.CLAUSE_CLOSE):
        return str(ord(str(value)))
    return layouts.written(value, layouts.PRINTED) if isinstance(value, Moment) else gotext.printed(value)


def _token(stream: _Stream, before: Kind) -> tuple[Kind, Json | Moment]:
    first = stream.text[stream.at]
    if _numeric(first):
        return Kind.NUMERIC, _number(stream)
    if first.isalpha():
        return _word(stream)
    match first:
        case ",":
            stream.at += 1
            return Kind.SEPARATOR, ","
        case "(" | ")":
            stream.at += 1
            return (Kind.CLAUSE if first == "(" else Kind.CLAUSE_CLOSE), first
        case "[":
            return Kind.VARIABLE, _enclosed(stream, "]", "Unclosed parameter bracket")
        case "'" | '"':
            return _string(stream)
        case _:
            return _symbol(stream, before)


def _number(stream: _Stream) -> float:
    start = stream.at
    if stream.text[start] == "0" and stream.text[start + 1 : start + 2] == "x" and start + 2 < len(stream.text):
        stream.at += 2
        digits, _ = stream.until(_hexadecimal, blanks=False)
        if not digits or not set(digits) <= _HEX or int(digits, 16) >= 1 << 64:
            raise LangError(f"Unable to parse hex value '{digits}' to uint64\n", start, stream.at)
        return float(int(digits, 16))
    digits, _ = stream.until(_numeric, blanks=False)
    value = gonumbers.parse_float(digits)
    if value is None:
        raise LangError(f"Unable to parse numeric value '{digits}' to float64\n", start, stream.at)
    return value


def _word(stream: _Stream) -> tuple[Kind, Json]:
    start = stream.at
    word, _ = stream.until(_in_word, blanks=False)
    if word.find(".") > 0:
        return Kind.ACCESSOR, _accessor(word, start, stream.at)
    match word:
        case "true" | "false":
            return Kind.BOOLEAN, word == "true"
        case "in" | "IN":
            return Kind.COMPARATOR, "in"
        case _:
            return Kind.VARIABLE, word


def _accessor(word: str, start: int, end: int) -> list[Json]:
    if word.endswith("."):
        raise LangError(f"Hanging accessor on token '{word}'", start, end)
    names = word.split(".")
    for name in names[1:]:
        if name and name[0].upper() != name[0]:
            raise LangError(f"Unable to access unexported field '{name}' in token '{word}'", start, end)
    return [*names]


def _enclosed(stream: _Stream, closing: str, complaint: str) -> str:
    start = stream.at
    stream.at += 1
    inner, completed = stream.until(lambda character: character not in closing, blanks=True)
    if not completed:
        raise LangError(complaint, start, len(stream.text))
    stream.at += 1
    return inner


# What every layout of a time begins with.
_DATED: Final = re.compile(r" *(?:[0-9]|sun|mon|tue|wed|thu|fri|sat)", re.ASCII | re.IGNORECASE)


def _string(stream: _Stream) -> tuple[Kind, Json | Moment]:
    """Either quote ends either; a text that reads as a date is a point in time, and later a number of seconds."""
    inner = _enclosed(stream, "'\"", "Unclosed string literal")
    if _DATED.match(inner):
        moments = (reading.attempted(inner, layout) for layout in TIME_LAYOUTS)
        moment = next((one for one in moments if one is not None), None)
        if moment is not None:
            return Kind.TIME, moment
    return Kind.STRING, inner


def _symbol(stream: _Stream, before: Kind) -> tuple[Kind, Json]:
    start = stream.at
    symbol, _ = stream.until(_symbolic, blanks=False)
    if symbol in PREFIXES and Kind.PREFIX in FOLLOWING[before]:
        return Kind.PREFIX, symbol
    if symbol not in OPERATORS:
        raise LangError(f"Invalid token: '{symbol}'", start, stream.at - (stream.text[stream.at - 1] in _SPACES))
    return OPERATORS[symbol], symbol
