"""Reads kubectl's JSONPath templates: ``phase is {.status.phase}``.

In: text. Out: the template's parts, each a text or the steps between a pair of braces; LangError in kubectl's words.
``kubepath`` evaluates them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final, TypeAlias

from wfsim.lang import gonumbers, goquote
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.goprintable import printable
from wfsim.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text: outside of braces, or quoted inside."""

    text: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A number or a truth value."""

    value: bool | int | float


@dataclass(frozen=True, slots=True)
class Word:
    """``range`` or ``end``; other words are refused when they are met."""

    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """``.name``."""

    name: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """``.*``."""


@dataclass(frozen=True, slots=True)
class Recursive:
    """``..``."""


@dataclass(frozen=True, slots=True)
class Part:
    """``[first:last:step]``; ``single``: only an index was written, and ``last`` follows from it."""

    first: int | None
    last: int | None
    step: int | None
    single: bool


@dataclass(frozen=True, slots=True)
class Union:
    """``[a,b]``: what each of them finds."""

    parts: tuple[Steps, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """``[?(left operator right)]``; without an operator the left side has to find something."""

    left: Steps
    right: Steps
    operator: str


Step: TypeAlias = "Text | Constant | Word | Named | Wildcard | Recursive | Part | Union | Filter"


@dataclass(frozen=True, slots=True)
class Steps:
    """What stands between braces."""

    steps: tuple[Step, ...]


_TERMINATORS: Final = frozenset(" \t\r\n.,[]$@{}")
_SLICE: Final = re.compile(r"(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?")
_COMPARISON: Final = re.compile(r"([^!<>=]+)([!<>=]+)(.+)")
DEEPEST: Final = 40


@lru_cache(maxsize=256)
def parse(text: str, depth: int = 0) -> tuple[Text | Steps, ...]:
    """The parts of a template."""
    if depth > DEEPEST:
        raise BudgetSpent("a JSONPath is nested too deeply")
    parts: list[Text | Steps] = []
    at = 0
    while at < len(text):
        opening = text.find("{", at)
        if opening != at:
            parts.append(Text(text[at:] if opening == -1 else text[at:opening]))
        if opening == -1:
            break
        reader = _Reader(text, opening + 1, depth)
        parts.append(reader.action())
        at = reader.at
    return tuple(parts)


def _inner(text: str, depth: int) -> Steps:
    """The steps of a text as if it stood in braces."""
    first = parse(f"{{{text}}}", depth + 1)[0]
    assert isinstance(first, Steps)
    return first


@contextmanager
def _within(start: int, end: int) -> Iterator[None]:
    """What is wrong in a part that is read as a text of its own is wrong at the part's place."""
    try:
        yield
    except BudgetSpent:
        raise
    except LangError as error:
        raise LangError(error.message, start, end, expected=error.expected) from None


_ITEMS: Final = "an index, a range, `*`, or names in single quotes"


class _Reader:
    """Reads what stands between braces."""

    def __init__(self, text: str, at: int, depth: int) -> None:
        self.text = text
        self.at = at
        self.depth = depth
        self.steps: list[Step] = []

    def action(self) -> Steps:
        while not self.text.startswith("}", self.at):
            self.step()
        self.at += 1
        return Steps(tuple(self.steps))

    def step(self) -> None:
        if self.text.startswith("[?(", self.at):
            return self.filter()
        if self.text.startswith("..", self.at):
            return self.recursive()
        if self.at >= len(self.text) or self.text[self.at] in "\r\n":
            raise LangError("unclosed action", self.at, self.at + 1, expected="the closing brace")
        character = self.text[self.at]
        found = _FIRST.get(character)
        if found is not None:
            return found(self)
        if character.isdecimal():
            return self.number()
        if character == "_" or character.isalpha():
            return self.word()
        shown = f"U+{ord(character):04X}" + (f" '{character}'" if printable(character) else "")
        message = f"unrecognized character in action: {shown}"
        raise LangError(message, self.at, self.at + 1, expected="a step such as .name, [0] or [?(@.age>40)]")

    def skip(self) -> None:
        self.at += 1

    def run(self) -> str:
        """Up to the next character that ends a name; a backslash takes the next one in."""
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in _TERMINATORS:
            self.at += 2 if self.text[self.at] == "\\" else 1
        self.at = min(self.at, len(self.text))
        return self.text[start : self.at]

    def word(self) -> None:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in _TERMINATORS:
            self.at += 1
        name = self.text[start : self.at]
        self.steps.append(Constant(name == "true") if name in ("true", "false") else Word(name))

    def field(self) -> None:
        self.at += 1
        self.name()

    def name(self) -> None:
        name = self.run()
        self.steps.append(Wildcard() if name == "*" else Named(name.replace("\\", "")))

    def recursive(self) -> None:
        if self.steps and isinstance(self.steps[-1], Recursive):
            raise LangError("invalid multiple recursive descent", self.at, self.at + 2, expected="a name behind `..`")
        self.at += 2
        self.steps.append(Recursive())
        following = self.text[self.at : self.at + 1]
        if following == "_" or following.isalpha() or following.isdecimal():
            self.name()

    def number(self) -> None:
        start = self.at
        self.at += self.text[start] in "+-"
        while self.at < len(self.text) and (self.text[self.at] == "." or self.text[self.at].isdecimal()):
            self.at += 1
        text = self.text[start : self.at]
        value = gonumbers.parse_int(text)
        number = gonumbers.parse_float(text) if value is None else value
        if number is None:
            raise LangError(f"cannot parse number {text}", start, self.at, expected="a number such as 3 or -1.5")
        self.steps.append(Constant(number))

    def quote(self) -> None:
        start, mark = self.at, self.text[self.at]
        end = start
        while True:
            end = self.text.find(mark, end + 1)
            if end == -1 or "\n" in self.text[start:end]:
                raise LangError("unterminated quoted string", start, start + 1, expected="the closing quote")
            if self.text[end - 1] != "\\":
                break
        self.at = end + 1
        try:
            self.steps.append(Text(goquote.unquoted(self.text[start + 1 : end], mark)))
        except LangError as error:
            message = f"unquote string {self.text[start : end + 1]} error {error}"
            raise LangError(message, start, self.at, expected="a text with Go's escapes") from None

    def array(self) -> None:
        start = self.at
        end = self.text.find("]", start)
        if end == -1 or "\n" in self.text[start:end]:
            raise LangError("unterminated array", start, start + 1, expected="the closing bracket")
        self.at = end + 1
        with _within(start, self.at):
            self.steps.extend(self.items(self.text[start + 1 : end]))

    def items(self, text: str) -> tuple[Step, ...]:
        """What stands in brackets: items, members or both."""
        text = ":" if text == "*" else text
        if "," in text:
            return (Union(tuple(_inner(f"[{one.strip(' ')}]", self.depth) for one in text.split(","))),)
        if len(text) > 1 and text[0] == text[-1] == "'" and "'" not in text[1:-1]:
            return _inner(f".{text[1:-1]}", self.depth).steps
        return (_part(text),)

    def filter(self) -> None:
        self.at += 3
        start = self.at
        end = self.filter_end()
        if not self.text.startswith("]", end + 1):
            raise LangError("unclosed array expect ]", end + 1, end + 2, expected="the closing bracket")
        self.at = end + 2
        text = self.text[start:end]
        with _within(start, end):
            found = _COMPARISON.fullmatch(text)
            if found is None:
                self.steps.append(Filter(_inner(text, self.depth), Steps(()), "exists"))
            else:
                left, right = _inner(found[1], self.depth), _inner(found[3], self.depth)
                self.steps.append(Filter(left, right, found[2]))

    def filter_end(self) -> int:
        """Where the condition ends: a closing parenthesis that does not stand in the first quoted text."""
        mark, closed = "", False
        for at in range(self.at, len(self.text)):
            character = self.text[at]
            if character == "\n":
                break
            if character in "'\"":
                if not mark:
                    mark = character
                elif character == mark and self.text[at - 1] != "\\":
                    closed = True
            elif character == ")" and bool(mark) == closed:
                return at
        raise LangError("unterminated filter", self.at - 3, self.at, expected="`)]` at the end of the filter")


_FIRST: Final[dict[str, Callable[[_Reader], None]]] = {
    **dict.fromkeys(" @$", _Reader.skip),
    "[": _Reader.array,
    **dict.fromkeys("'\"", _Reader.quote),
    ".": _Reader.field,
    **dict.fromkeys("+-", _Reader.number),
}


def _part(text: str) -> Part:
    found = _SLICE.fullmatch(text)
    if found is None:
        raise LangError(f"invalid array index {text}", 0, 0, expected=_ITEMS)
    first = _index(found[1])
    if found[2] is None:
        return Part(first, (first or 0) + 1, _index((found[3] or ":")[1:]), True)
    return Part(first, _index(found[2][1:]), _index((found[3] or ":")[1:]), False)


def _index(text: str) -> int | None:
    if not text:
        return None
    value = gonumbers.parse_int(text)
    if value is None:
        raise LangError(f"array index {text} is not a number", 0, 0, expected=_ITEMS)
    return value
