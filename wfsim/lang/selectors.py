"""Conditions of resource templates: label selectors whose keys are gjson paths into the live object.

In: ``status.phase == Succeeded, status.replicas > 2`` and the object. Out: the requirements, and whether each holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from wfsim.lang import gjson, gonumbers
from wfsim.lang.errors import LangError
from wfsim.lang.values import MISSING, Json
from wfsim.text.records import NamedTuple


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition: a key, an operator as it is written (``exists`` and ``!`` of a bare key), the values it names."""

    key: str
    operator: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        """As Argo's messages print it."""
        operator = {"<": "lt", ">": "gt"}.get(self.operator, self.operator)
        return f"{{{self.key} {operator} [{' '.join(self.values)}]}}"


# A label's name or value, and the domain before a key's slash.
_NAME: Final = r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_DOMAIN: Final = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
_SPECIAL: Final = "=!(),<>"
_BLANK: Final = " \t\r\n"
_SYMBOLS: Final = frozenset((")", ",", "!", "==", "=", "!=", "(", ">", "<"))
_WORDS: Final = frozenset(("in", "notin"))
_OPERATORS: Final = frozenset(("=", "==", "!=", "<", ">", "in", "notin"))


@lru_cache(maxsize=512)
def parse(text: str) -> tuple[Requirement, ...]:
    """The requirements of a selector, by their keys. LangError where it is none."""
    return _Parser(text).selector()


class _Token(NamedTuple):
    """``kind``: a symbol, a word of ``_WORDS``, ``name`` for any other text, or empty at the end."""

    kind: str
    text: str
    start: int
    end: int


class _Parser:
    """Kubernetes' parser of selectors, token by token."""

    def __init__(self, text: str) -> None:
        self._tokens = [*_tokens(text), _Token("", "", len(text), len(text))]
        self._at = 0

    def look(self) -> str:
        """The kind of the next token where a key or value may stand: there, ``in`` is a name like any other."""
        kind = self._tokens[self._at].kind
        return "name" if kind in _WORDS else kind

    def take(self) -> _Token:
        found = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return found

    def refuse(self, token: _Token, expected: str) -> LangError:
        return LangError(f"found '{token.text}', expected: {expected}", token.start, token.end)

    def selector(self) -> tuple[Requirement, ...]:
        found: list[Requirement] = []
        while kind := self.look():
            if kind not in ("name", "!"):
                raise self.refuse(self.take(), "!, identifier, or 'end of string'")
            try:
                found.append(self.requirement())
            except LangError as error:
                raise LangError(f"unable to parse requirement: {error}", error.start, error.end) from None
            token = self.take()
            if not token.kind:
                break
            if token.kind != ",":
                raise self.refuse(token, "',' or 'end of string'")
            if self.look() not in ("name", "!"):
                raise self.refuse(self.take(), "identifier after ','")
        return tuple(sorted(found, key=lambda one: one.key))

    def requirement(self) -> Requirement:
        absent = self.look() == "!"
        if absent:
            self.take()
        key = self.take()
        if key.kind != "name" and key.kind not in _WORDS:
            raise self.refuse(key, "identifier")
        _check_key(key)
        if absent or self.look() in ("", ","):
            return Requirement(key.text, "!" if absent else "exists", ())
        token = self.take()
        operator = token.kind
        if operator not in _OPERATORS:
            raise self.refuse(token, "=, !=, ==, in, notin, <, >")
        values = self.listed() if operator in _WORDS else (self.value(),)
        _check_values(key, operator, values, token)
        return Requirement(key.text, operator, values)

    def value(self) -> str:
        if self.look() in ("", ","):
            return ""
        token = self.take()
        if token.kind != "name" and token.kind not in _WORDS:
            raise self.refuse(token, "identifier")
        return token.text

    def listed(self) -> tuple[str, ...]:
        """``(a, b)``: sorted, each once; nothing between commas is the empty value."""
        if (token := self.take()).kind != "(":
            raise self.refuse(token, "'('")
        found: set[str] = set()
        if self.look() == ")":
            self.take()
            return ("",)
        while True:
            token = self.take()
            if token.kind == "name" or token.kind in _WORDS:
                found.add(token.text)
                if self.look() not in (",", ")"):
                    raise self.refuse(self.take(), "',' or ')'")
            elif token.kind == ",":
                found.update(("",) if not found or self.look() in (",", ")") else ())
            else:
                raise self.refuse(token, "',', or identifier")
            if self.look() == ")":
                self.take()
                return tuple(sorted(found))


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        start = at
        if text[at] in _BLANK:
            at += 1
            continue
        if text[at] == "\0":
            return  # the original takes it for its end
        if text[at] in _SPECIAL:
            at += 2 if text[at : at + 2] in _SYMBOLS else 1
            yield _Token(text[start:at], text[start:at], start, at)
            continue
        while at < len(text) and text[at] not in _SPECIAL and text[at] not in _BLANK and text[at] != "\0":
            at += 1
        word = text[start:at]
        at += text[at : at + 1] == "\0"
        yield _Token(word if word in _WORDS else "name", word, start, start + len(word))


def _check_key(key: _Token) -> None:
    domain, slash, name = key.text.rpartition("/")
    good = len(name) <= 63 and re.fullmatch(_NAME, name)
    if slash:
        good = good and len(domain) <= 253 and re.fullmatch(_DOMAIN, domain)
    if not good:
        why = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with one"
        raise LangError(f'<nil>: Invalid value: "{key.text}": {why}', key.start, key.end)


def _check_values(key: _Token, operator: str, values: tuple[str, ...], at: _Token) -> None:
    if operator in ("<", ">") and gonumbers.parse_int(values[0]) is None:
        raise LangError("for 'Gt', 'Lt' operators, the value must be an integer", at.start, at.end)
    for i, one in enumerate(values):
        if one and (len(one) > 63 or not re.fullmatch(_NAME, one)):
            why = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'"
            raise LangError(f'values[{i}][{key.text}]: Invalid value: "{one}": {why}', at.start, at.end)


def holds(one: Requirement, value: Json) -> bool:
    """Whether a requirement holds of an object."""
    found = gjson.get(value, one.key)
    has, text = found is not MISSING, gjson.text_of(found)
    match one.operator:
        case "=" | "==" | "in":
            return has and text in one.values
        case "!=" | "notin":
            return not has or text not in one.values
        case "exists":
            return has
        case "!":
            return not has
        case _:
            return has and _compared(text, one)


def _compared(text: str, one: Requirement) -> bool:
    left, right = gonumbers.parse_int(text), gonumbers.parse_int(one.values[0])
    if left is None or right is None:
        return False
    return left < right if one.operator == "<" else left > right
