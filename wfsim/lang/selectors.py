"""Conditions of resource templates: label selectors whose keys are gjson paths into the live object.

In: ``status.phase == Succeeded, status.replicas > 2`` and the object. Out: the requirements, and whether each holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from wfsim.lang import gjson, gonumbers
from wfsim.lang.errors import LangError
from wfsim.lang.values import MISSING, Json
from wfsim.text.records import NamedTuple, dataclass


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
_KEY: Final = "a key such as status.phase"
_VALUE: Final = "a value such as Succeeded"
_CHARACTERS: Final = "of letters, digits, `-`, `_` and `.`, with a letter or a digit at both ends, 63 at most"
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

    def refuse(self, token: _Token, argo: str, expected: str) -> LangError:
        """``argo``: what the original expects, in its words; ``expected`` in ours."""
        return LangError(f"found '{token.text}', expected: {argo}", token.start, token.end, expected=expected)

    def selector(self) -> tuple[Requirement, ...]:
        found: list[Requirement] = []
        while kind := self.look():
            if kind not in ("name", "!"):
                raise self.refuse(self.take(), "!, identifier, or 'end of string'", _KEY)
            try:
                found.append(self.requirement())
            except LangError as error:
                message = f"unable to parse requirement: {error}"
                raise LangError(message, error.start, error.end, expected=error.expected) from None
            token = self.take()
            if not token.kind:
                break
            if token.kind != ",":
                raise self.refuse(token, "',' or 'end of string'", "a comma or the end")
            if self.look() not in ("name", "!"):
                raise self.refuse(self.take(), "identifier after ','", f"{_KEY} behind the comma")
        return tuple(sorted(found, key=lambda one: one.key))

    def requirement(self) -> Requirement:
        absent = self.look() == "!"
        if absent:
            self.take()
        key = self.take()
        if key.kind != "name" and key.kind not in _WORDS:
            raise self.refuse(key, "identifier", _KEY)
        _check_key(key)
        if absent or self.look() in ("", ","):
            return Requirement(key.text, "!" if absent else "exists", ())
        token = self.take()
        operator = token.kind
        if operator not in _OPERATORS:
            raise self.refuse(token, "=, !=, ==, in, notin, <, >", "=, ==, !=, <, >, in, notin, a comma or the end")
        values = self.listed() if operator in _WORDS else {(one := self.value()).text: one}
        _check_values(key, operator, values, token)
        return Requirement(key.text, operator, tuple(sorted(values)))

    def value(self) -> _Token:
        if self.look() in ("", ","):
            at = self._tokens[self._at].start
            return _Token("name", "", at, at)
        token = self.take()
        if token.kind != "name" and token.kind not in _WORDS:
            raise self.refuse(token, "identifier", _VALUE)
        return token

    def listed(self) -> dict[str, _Token]:
        """The values of ``(a, b)`` and their places; nothing between commas is the empty value."""
        if (token := self.take()).kind != "(":
            raise self.refuse(token, "'('", "a list of values in parentheses")
        found: dict[str, _Token] = {}
        if self.look() == ")":
            return {"": self.take()}
        while True:
            token = self.take()
            if token.kind == "name" or token.kind in _WORDS:
                found[token.text] = token
                if self.look() not in (",", ")"):
                    raise self.refuse(self.take(), "',' or ')'", "a comma or the closing parenthesis")
            elif token.kind == ",":
                found |= {"": token} if not found or self.look() in (",", ")") else {}
            else:
                raise self.refuse(token, "',', or identifier", _VALUE)
            if self.look() == ")":
                self.take()
                return found


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
        message = f'<nil>: Invalid value: "{key.text}": {why}'
        raise LangError(message, key.start, key.end, expected=f"{_KEY}, {_CHARACTERS}")


def _check_values(key: _Token, operator: str, values: dict[str, _Token], sign: _Token) -> None:
    for i, (text, at) in enumerate(sorted(values.items())):
        if operator in ("<", ">") and gonumbers.parse_int(text) is None:
            why = "for 'Gt', 'Lt' operators, the value must be an integer"
            message = f'values[{i}]: Invalid value: "{text}": {why}'
            raise LangError(message, at.start, at.end, expected=f"a whole number behind {sign.text}")
        if text and (len(text) > 63 or not re.fullmatch(_NAME, text)):
            why = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'"
            message = f'values[{i}][{key.text}]: Invalid value: "{text}": {why}'
            raise LangError(message, at.start, at.end, expected=f"{_VALUE}, {_CHARACTERS}")


def holds(one: Requirement, value: Json) -> bool:
    """Whether a requirement holds of an object."""
    found = gjson.get(value, one.key)
    return holds_of(one, None if found is MISSING else gjson.text_of(found))


def holds_of(one: Requirement, text: str | None) -> bool:
    """Whether a requirement holds of the value of its key, None where there is none."""
    has = text is not None
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
            return text is not None and _compared(text, one)


def _compared(text: str, one: Requirement) -> bool:
    left, right = gonumbers.parse_int(text), gonumbers.parse_int(one.values[0])
    if left is None or right is None:
        return False
    return left < right if one.operator == "<" else left > right
