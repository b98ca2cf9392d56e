"""Reads the tokens of expressions.

In: text. Out: ``Token``s of the kinds that grammar/expr.lark names, one by one, or a LangError where reading stops. One
thing depends on more than the next characters: ``{`` where a predicate is due opens the predicate and no map.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from wfsim.lang import gonumbers, gotext
from wfsim.lang.errors import LangError
from wfsim.lang.govalues import Items, byte_list, characters, octets
from wfsim.lang.grammars import Token
from wfsim.text.records import dataclass

KEYWORDS: Final = {
    "in": "IN",
    "matches": "MATCHES",
    "contains": "CONTAINS",
    "startsWith": "STARTS_WITH",
    "endsWith": "ENDS_WITH",
    "not": "NOT_WORD",
    "or": "OR",
    "and": "AND",
    "let": "LET",
    "if": "IF",
    "else": "ELSE",
    "true": "TRUE",
    "false": "FALSE",
    "nil": "NIL",
}
OPERATORS: Final = {
    "||": "OR",
    "&&": "AND",
    "!": "NOT_SIGN",
    "|": "PIPE",
    "==": "EQUALITY",
    "!=": "EQUALITY",
    "<": "ORDER",
    ">": "ORDER",
    "<=": "ORDER",
    ">=": "ORDER",
    "..": "RANGE",
    "+": "SIGN",
    "-": "SIGN",
    "*": "FACTOR",
    "/": "FACTOR",
    "%": "FACTOR",
    "**": "POWER",
    "^": "POWER",
    "??": "COALESCE",
    "?": "QUESTION",
    ":": "COLON",
    "::": "GLOBAL",
    "?.": "OPTIONAL",
    ".": "DOT",
    ",": "COMMA",
    ";": "SEMICOLON",
    "=": "ASSIGN",
    "#": "POINTER",
    "(": "OPEN",
    ")": "CLOSE",
    "[": "INDEX",
    "]": "END_INDEX",
    "{": "BRACE",
    "}": "END_BRACE",
}
# The functions that take a predicate, and which of their arguments it is.
PREDICATES: Final = frozenset(
    ("all", "none", "any", "one", "filter", "map", "count", "sum", "find", "findIndex", "findLast", "findLastIndex")
) | frozenset(("groupBy", "sortBy", "reduce"))

_BLANK: Final = re.compile(
    r"(?:[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]|//[^\n]*|/\*.*?\*/)+", re.S
)
_NUMBER: Final = re.compile(
    r"(?:0[xX][0-9a-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*|[0-9][0-9_]*)?"
    r"(?:\.(?!\.)[0-9_]*)?(?:[eE][+-]?[0-9_]*)?",
    re.ASCII,
)
_SYMBOL: Final = re.compile(r"\*\*|[&!=*<>][&=*]?|\?[.?]?|\|\|?|::?|\.\.?|[-,;%+^/#()\[\]{}]")


@dataclass(slots=True)
class _Open:
    """An open bracket: which token opened it, and for a call of a predicate function how many arguments came."""

    closing: str
    predicates: bool = False
    argument: int = 0
    due: bool = False

    @property
    def inside(self) -> bool:
        """Whether what comes now is the predicate."""
        return self.predicates and self.argument == 1


def _alphanumeric(character: str) -> bool:
    return character.isalpha() or character.isdecimal() or character in ("_", "$")


def read(text: str) -> Iterator[Token]:
    """The tokens of a text, each when it is asked for."""
    at = 0
    open_: list[_Open] = []
    before: Token | None = None
    earlier: Token | None = None
    while True:
        at = _skipped(text, at)
        if at >= len(text):
            return
        token = _placed(_token(text, at), before, earlier, open_)
        yield token
        earlier, before, at = before, token, token.end


def _skipped(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    at = found.end() if found else at
    if text.startswith("/*", at):
        raise LangError("unclosed comment", len(text), len(text) + 1)
    return at


def _placed(token: Token, before: Token | None, earlier: Token | None, open_: list[_Open]) -> Token:
    """The token as its place makes it; keeps the account of open brackets."""
    due = bool(open_) and open_[-1].due
    if open_:
        open_[-1].due = False
    match token.kind:
        case "NAME" if before is not None and before.kind == "PIPE":
            return Token("PIPED", token.value, token.start, token.end)
        case "OPEN":
            calls = before is not None and before.kind in ("NAME", "PIPED") and before.value in PREDICATES
            piped = before is not None and before.kind == "PIPED"
            member = earlier is not None and earlier.kind in ("DOT", "OPTIONAL")
            open_.append(_Open("CLOSE", calls and not member, int(piped), due=True))
        case "INDEX":
            open_.append(_Open("END_INDEX"))
        case "BRACE":
            predicate = due and open_[-1].inside
            open_.append(_Open("END_BRACE"))
            return Token("PREDICATE", token.value, token.start, token.end) if predicate else token
        case "CLOSE" | "END_INDEX" | "END_BRACE":
            if open_ and open_[-1].closing == token.kind:
                open_.pop()
        case "COMMA" if open_:
            open_[-1].argument += 1
            open_[-1].due = True
    return token


def shown(token: Token | None) -> str:
    """A token as messages print it."""
    if token is None:
        return "EOF"
    kind = "Operator"
    if token.kind in ("NAME", "PIPED", "TRUE", "FALSE", "NIL"):
        kind = "Identifier"
    elif token.kind in ("NUMBER", "STRING", "BYTES"):
        kind = token.kind.capitalize()
    elif token.kind in ("OPEN", "CLOSE", "INDEX", "END_INDEX", "BRACE", "PREDICATE", "END_BRACE"):
        kind = "Bracket"
    value = characters(bytes(token.value)) if isinstance(token.value, Items) else str(token.value)
    return f"{kind}({gotext.quote(value)})" if value else kind


def _token(text: str, at: int) -> Token:
    first = text[at]
    if first in "'\"":
        value, end = _string(text, at)
        return Token("STRING", value, at, end)
    if first == "`":
        value, end = _raw(text, at)
        return Token("STRING", value, at, end)
    if first in "bB" and text[at + 1 : at + 2] in ("'", '"'):
        octets, end = _bytes(text, at + 1)
        return Token("BYTES", octets, at, end)
    if (first.isascii() and first.isdecimal()) or (first == "." and text[at + 1 : at + 2] in tuple("0123456789")):
        return _number(text, at)
    if _alphanumeric(first):
        return _word(text, at)
    found = _SYMBOL.match(text, at)
    if found is None:
        raise LangError(f"unrecognized character: U+{ord(first):04X} '{first}'", at, at + 1)
    kind = OPERATORS.get(found.group())
    if kind is None:
        message = f"unexpected token Operator({gotext.quote(found.group())})"
        raise LangError(message, at, found.end())
    return Token(kind, found.group(), at, found.end())


def _word(text: str, at: int) -> Token:
    end = at + 1
    while end < len(text) and _alphanumeric(text[end]):
        end += 1
    word = text[at:end]
    pointed = text[at - 1 : at] == "#"  # right behind the sign any word is a name
    return Token("NAME" if pointed else KEYWORDS.get(word, "NAME"), word, at, end)


def _number(text: str, at: int) -> Token:
    found = _NUMBER.match(text, at)
    end = found.end() if found else at
    if end < len(text) and _alphanumeric(text[end]):
        raise LangError(f"bad number syntax: {gotext.quote(text[at : end + 1])}", end, end + 1)
    return Token("NUMBER", text[at:end], at, end)


def number(token: Token) -> int | float:
    """What a number token is worth."""
    digits = str(token.value).replace("_", "")
    lower = digits.lower()
    base = {"0x": 16, "0b": 2, "0o": 8}.get(lower[:2], 10)
    kind = {16: "hex", 2: "binary", 8: "octal", 10: "integer"}[base]
    if base != 16 and ("." in lower or "e" in lower):
        value = gonumbers.parse_float(digits)
        if value is None:
            problem = f"strconv.ParseFloat: parsing {gotext.quote(digits)}: invalid syntax"
            raise LangError(f"invalid float literal: {problem}", token.start, token.end)
        return value
    try:
        whole = int(digits[2:] if base != 10 else digits, base)
    except ValueError:
        problem = f"strconv.ParseInt: parsing {gotext.quote(digits)}: invalid syntax"
        raise LangError(f"invalid {kind} literal: {problem}", token.start, token.end) from None
    if whole > gonumbers.INT_MAX:
        problem = f"strconv.ParseInt: parsing {gotext.quote(digits)}: value out of range"
        raise LangError(f"invalid {kind} literal: {problem}", token.start, token.end)
    return whole


_ESCAPES: Final = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
}
_ESCAPE: Final = re.compile(
    r"\\(?:(?P<plain>[abfnrtv\\'\"])|x(?P<two>[0-9a-fA-F]{2})|u(?P<four>[0-9a-fA-F]{4})|U(?P<eight>[0-9a-fA-F]{8})"
    r"|u\{(?P<braced>[0-9a-fA-F]{1,6})\}|(?P<octal>[0-3][0-7]{2}))"
)


def _string(text: str, at: int) -> tuple[str, int]:
    quote = text[at]
    parts: list[str] = []
    here = at + 1
    while (character := text[here : here + 1]) != quote:
        if character in ("", "\n"):
            raise LangError("literal not terminated", here, here + 1)
        if character == "\\":
            part, here = _escape(text, here, quote)
            parts.append(part)
        else:
            parts.append("\n" if character == "\r" else character)
            here += 1
    return "".join(parts), here + 1


def _escape(text: str, at: int, quote: str) -> tuple[str, int]:
    found = _ESCAPE.match(text, at)
    if found is None or (found["plain"] in ("'", '"') and found["plain"] != quote):
        raise LangError("invalid char escape", at + 1, at + 2)
    if found["plain"]:
        return _ESCAPES[found["plain"]], found.end()
    code = int(found["octal"], 8) if found["octal"] else int(found[found.lastgroup or 0], 16)
    if code > 0x10FFFF:
        raise LangError("unable to unescape string", at, found.end())
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code), found.end()


_OCTET: Final = re.compile(
    r"(?P<more>[^\\\x00-\x7f]+)|\\(?:(?P<plain>[abfnrtv\\'\"])|x(?P<two>[0-9a-fA-F]{2})|(?P<octal>[0-3][0-7]{2}))"
)


def _bytes(text: str, at: int) -> tuple[Items, int]:
    """A literal of bytes: what is no escape stands for its UTF-8."""
    quote = text[at]
    found = bytearray()
    here = at + 1
    while (character := text[here : here + 1]) != quote:
        if character in ("", "\n"):
            raise LangError("literal not terminated", here, here + 1)
        escape = _OCTET.match(text, here)
        if escape is None:
            if character == "\\":
                raise LangError("invalid char escape", here + 1, here + 2)
            found += b"\n" if character == "\r" else character.encode()
            here += 1
            continue
        if escape["plain"] in ("'", '"') and escape["plain"] != quote:
            raise LangError("invalid char escape", here + 1, here + 2)
        found += _octets(escape)
        here = escape.end()
    return byte_list(bytes(found)), here + 1


def _octets(escape: re.Match[str]) -> bytes:
    if escape["more"]:
        return octets(escape["more"])
    if escape["plain"]:
        return _ESCAPES[escape["plain"]].encode()
    return bytes([int(escape["two"], 16) if escape["two"] else int(escape["octal"], 8)])


_RAW: Final = re.compile(r"`((?:[^`]|``)*)`(?!`)")


def _raw(text: str, at: int) -> tuple[str, int]:
    found = _RAW.match(text, at)
    if found is None:
        raise LangError("literal not terminated", len(text), len(text) + 1)
    return found[1].replace("``", "`"), found.end()
