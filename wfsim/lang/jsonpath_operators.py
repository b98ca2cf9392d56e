"""Reads the scripts inside of Argo's JSONPath: ``@.age > 40 && @.name != 'x'``.

In: text, and what reads a path. Out: a ``Script``: operations over operands, which are paths, lists, maps, or texts as
they stand. The library cuts a text at the first place of the operator that binds loosest and reads both halves. It
knows no operands, so that ``@.min`` holds the operator ``in``, and ``(a || bc)`` one that it does not know. Argo
computes what it computes, so the same is done here. Called by ``jsonpath_reading``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from wfsim.lang import gojson
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.gospace import trimmed
from wfsim.lang.values import Json
from wfsim.text.records import dataclass

# Loosest first. The last two are no operators: there, a path begins.
OPERATORS: Final = (
    *("||", "&&", "==", "!=", "<=", ">=", "<", ">", "=~", "!"),
    *("+", "-", "**", "*", "/", "%", "not in", "in", "@", "$"),
)
_PATHS: Final = ("@", "$")
# What a text in parentheses is searched for: everything again, behind an operator of no length.
_AGAIN: Final = ("", *OPERATORS)
MOST: Final = 5_000
DEEPEST: Final = 60


@dataclass(frozen=True, slots=True)
class Path:
    """An operand that is looked up: the steps of its path."""

    steps: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """``left`` is None for ``!``."""

    operator: str
    left: Operand
    right: Operand


Operand: TypeAlias = "Operation | Path | Json"
Tree: TypeAlias = "Operation | Path | None"
ReadPath = Callable[[str], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Script:
    """A script as written; ``tree`` is None where it holds no operation and no path."""

    text: str
    tree: Tree


def compiled(text: str, read_path: ReadPath) -> Script:
    """The script of a text. LangError where a path in it is none, or where the library gives up."""
    return Script(text, _Builder(read_path).tree(text, OPERATORS))


class _Builder:
    """Cuts texts into operations. What a text gave is kept: the library's way tries many of them again and again."""

    def __init__(self, read_path: ReadPath) -> None:
        self.read_path = read_path
        self.known: dict[tuple[str, tuple[str, ...]], Tree] = {}
        self.depth = 0

    def tree(self, text: str, operators: tuple[str, ...]) -> Tree:
        key = (text, operators)
        if key not in self.known:
            self.depth += 1
            if self.depth > DEEPEST or len(self.known) > MOST:
                raise BudgetSpent("a script in a JSONPath is nested too deeply")
            self.known[key] = self.cut(text, operators)
            self.depth -= 1
        return self.known[key]

    def cut(self, text: str, operators: tuple[str, ...]) -> Tree:
        """Tries one operator after the other."""
        while operators and (text := trimmed(text)):
            operator = operators[0]
            if text.startswith("(") and text.endswith(")"):
                text, operators = trimmed(text[1:-1]), _AGAIN
            at = _place(text, operator)
            if at >= 0:
                found = self.operation(text, at, operator, operators)
                if found is not None:
                    return found
            operators = operators[1:]
        return None

    def operation(self, text: str, at: int, operator: str, operators: tuple[str, ...]) -> Tree:
        """What the operator at this place makes; None where it makes nothing. The right side is read first."""
        after, before = trimmed(text[at + len(operator) :]), trimmed(text[:at])
        if not after and operator not in _PATHS:
            return None
        if not operator:
            raise LangError("unsupported operator", expected="another operator in the parentheses, or none of them")
        right = self.operand(after, operators)
        if not before and operator not in ("!", *_PATHS):
            return None
        left = self.operand(before, operators) if before else None
        if operator in ("!", *_PATHS) and before:
            return None
        return Path(self.read_path(text)) if operator in _PATHS else Operation(operator, left, right)

    def operand(self, text: str, operators: tuple[str, ...]) -> Operand:
        tree = self.tree(text, operators)
        if tree is not None:
            return tree
        if text[:1] + text[-1:] in ("[]", "{}"):
            try:
                return gojson.parse(text, floats=True)
            except LangError:
                return text  # no JSON: a text like any other
        return text


def _place(text: str, operator: str) -> int:
    """Where an operator ends first outside of quotes and brackets, as its beginning; -1 where it does not.

    Parentheses count outside of brackets and brackets outside of parentheses; in quotes neither does. An operator of no
    length is found behind the first character.
    """
    quote = ""
    parentheses = brackets = 0
    for at, character in enumerate(text):
        if character in ("'", '"'):
            if not (brackets > 0 or parentheses > 0 or (quote and quote != character)):
                quote = "" if quote else character
        elif quote:
            continue
        elif character in "()" and brackets <= 0:
            parentheses += 1 if character == "(" else -1
        elif character in "[]" and parentheses <= 0:
            brackets += 1 if character == "[" else -1
        if quote or brackets > 0 or parentheses > 0:
            continue
        start = at + 1 - len(operator)
        if start >= 0 and text.startswith(operator, start):
            return start
    return -1
