"""Reads the tokens of jq filters as gojq does.

In: text. Out: ``Token``s of the kinds that grammar/jq.lark names, one by one, or a LangError where reading stops. In a
text ``\\(`` opens a filter; the parenthesis that closes it returns to the text.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import Final

from wfsim.lang import gojson
from wfsim.lang.errors import LangError
from wfsim.lang.grammars import Token
from wfsim.lang.jq.values import parse_number

KEYWORDS: Final = {
    word: word.upper()
    for word in (
        *("or", "and", "module", "import", "include", "def", "as", "label", "break", "null", "true", "false"),
        *("if", "then", "elif", "else", "end", "try", "catch", "reduce", "foreach"),
    )
}
OPERATORS: Final = {
    "?//": "DESTRUCTURE",
    **dict.fromkeys(("//=", "|=", "+=", "-=", "*=", "/=", "%=", "="), "UPDATE"),
    **dict.fromkeys(("==", "!=", ">=", "<=", ">", "<"), "COMPARE"),
    "//": "ALTERNATIVE",
    "..": "RECURSE",
    "|": "PIPE",
    "+": "SIGN",
    "-": "SIGN",
    "*": "FACTOR",
    "/": "FACTOR",
    "%": "FACTOR",
    ".": "DOT",
    ",": "COMMA",
    ":": "COLON",
    ";": "SEMICOLON",
    "?": "QUESTION",
    "(": "OPEN",
    ")": "CLOSE",
    "[": "INDEX",
    "]": "END_INDEX",
    "{": "BRACE",
    "}": "END_BRACE",
}
_TOKEN: Final = re.compile(
    r"""(?P<name>[A-Za-z_]\w*(?P<module>::[A-Za-z_]\w*)?)
    |(?P<field>\.[A-Za-z_]\w*)
    |(?P<variable>\$[A-Za-z_]\w*(?P<space>::[A-Za-z_]\w*)?)
    |(?P<format>@\w+)
    |(?P<operator>\?//|//=|//|\.\.|[|+*/%=!<>-]=|[][|+*/%.,:;?(){}=<>-])""",
    re.ASCII | re.VERBOSE,
)
_NUMBER: Final = re.compile(r"(?:[0-9]+(?P<point>\.[0-9]*)?|\.[0-9]+)(?P<exponent>[eE][+-]?[0-9]+)?", re.ASCII)
_AFTER_NUMBER: Final = re.compile(r"\.|[eE][+-]?[A-Za-z_]?|[A-Za-z_]")
_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#(?:\\(?:\r\n|[\\\r\n])|[^\r\n\x00])*)*")
_PIECE: Final = re.compile(r'(?:[^"\\]+|\\u[0-9a-fA-F]{4}|\\["/\\bfnrt])*')
_ESCAPE: Final = re.compile(r"\\(?:u[0-9a-fA-F]{0,3}(?P<wrong>[^0-9a-fA-F])?|.)?", re.DOTALL)
_CONTROL: Final = re.compile("[\x00-\x1f]")


def read(text: str) -> Iterator[Token]:
    """The tokens of a filter, until the end or a NUL, which ends it, too."""
    at = 0
    open_: list[int] = []  # for each text that is interrupted, how many parentheses are open within
    while True:
        found = _BLANK.match(text, at)
        at = found.end() if found else at
        if at >= len(text) or text[at] == "\0":
            return
        if text[at] == '"':
            at = yield from _text(text, at, open_)
            continue
        token = _token(text, at)
        yield token
        at = token.end
        if open_ and token.kind in ("OPEN", "CLOSE"):
            open_[-1] += 1 if token.kind == "OPEN" else -1
            if open_[-1] < 0:
                open_.pop()
                at = yield from _rest(text, at, open_)


def _token(text: str, at: int) -> Token:
    number = _NUMBER.match(text, at)
    if number is not None:
        return _number(text, number)
    found = _TOKEN.match(text, at)
    if found is None:
        raise LangError(f"unexpected token {gojson.string(text[at], html=False)}", at, at + 1)
    word, end = found.group(), found.end()
    match found.lastgroup:
        case "name":
            return Token("QUALIFIED" if found["module"] else KEYWORDS.get(word, "NAME"), word, at, end)
        case "variable":
            return Token("QUALIFIED_VARIABLE" if found["space"] else "VARIABLE", word, at, end)
        case "field":
            return Token("FIELD", word[1:], at, end)
        case "format":
            return Token("FORMAT", word, at, end)
        case _:
            return Token(OPERATORS[word], word, at, end)


def _number(text: str, found: re.Match[str]) -> Token:
    """A number that a letter or a second point follows is none."""
    end = found.end()
    pointed = found["point"] is not None or found.group().startswith(".")
    after = _AFTER_NUMBER.match(text, end)
    if after is not None and (after.group() != "." or (pointed and not found["exponent"])):
        wrong = gojson.string(text[found.start() : after.end()], html=False)
        raise LangError(f"invalid token {wrong}", found.start(), after.end())
    return Token("NUMBER", parse_number(found.group()), found.start(), end)


def _text(text: str, start: int, open_: list[int]) -> Generator[Token, None, int]:
    """The tokens of a text from its first quote; where reading goes on."""
    value, end = _piece(text, start + 1)
    if text[end] == '"':
        yield Token("STRING", value, start, end + 1)
        return end + 1
    yield Token("STRING_START", '"', start, start + 1)
    return (yield from _rest(text, start + 1, open_))


def _rest(text: str, start: int, open_: list[int]) -> Generator[Token, None, int]:
    """The tokens of what a text holds up to the next filter, or to its end."""
    value, end = _piece(text, start)
    if end > start:
        yield Token("STRING", value, start, end)
    if text[end] == '"':
        yield Token("STRING_END", '"', end, end + 1)
        return end + 1
    yield Token("STRING_QUERY", "\\(", end, end + 2)
    open_.append(0)
    return end + 2


def _piece(text: str, start: int) -> tuple[str, int]:
    """What stands in a text up to its quote or its next filter, and where that is."""
    found = _PIECE.match(text, start)
    end = found.end() if found else start
    if end >= len(text) or text[end:] == "\\":
        raise LangError("unterminated string literal", start - 1, len(text))
    if text[end] == "\\" and text[end + 1] != "(":
        wrong = _ESCAPE.match(text, end)
        last = wrong.end() - (wrong["wrong"] is not None) if wrong else end
        raise LangError(f'invalid escape sequence "{text[end:last]}" in string literal', end, last)
    raw = _CONTROL.sub(lambda one: f"\\u{ord(one.group()):04x}", text[start:end])
    return (str(gojson.parse(f'"{raw}"')) if "\\" in raw else raw), end
