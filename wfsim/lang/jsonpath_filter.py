"""The conditions in JSONPath's ``[?(…)]``.

In: the text between the parentheses, and how a path below ``@`` is followed. Out: what says of an item whether it is
taken. Covered: paths, constants, comparisons, ``=~``, ``&&``, ``||``, ``!`` and parentheses. Called by ``jsonpath``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from wfsim.lang import gojson, gotext, regex
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.operators import equal, less
from wfsim.lang.values import MISSING, Json, Nothing

Value = Callable[[Json], "Json | Nothing"]
Follow = Callable[[str], Value]

DEEPEST: Final = 30
_TOKEN: Final = re.compile(
    r"\s*(?P<token>@(?:\.[\w$*-]+|\['[^']*'\]|\[\"[^\"]*\"\]|\[-?[0-9]+\])*|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
    r"|/(?:[^/\\]|\\.)+/|&&|\|\||==|!=|<=|>=|=~|[<>!()]|-?[0-9][0-9.eE+-]*|true|false|null|nil)"
)
_COMPARISONS: Final[dict[str, Callable[[Json, Json], bool]]] = {
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": less,
    ">": lambda left, right: less(right, left),
    "<=": lambda left, right: not less(right, left),
    ">=": lambda left, right: not less(left, right),
    "=~": lambda left, right: isinstance(left, str) and regex.matches(str(right), left),
}


def parse(text: str, follow: Follow) -> Callable[[Json], bool]:
    """The condition of a text."""
    reader = _Reader(text, follow)
    made = reader.either()
    if reader.peek():
        raise reader.refused()
    return made


def _taken(value: Json | Nothing) -> bool:
    return value is not MISSING and value is not None and value is not False


@dataclass(slots=True)
class _Reader:
    """Reads a condition from left to right."""

    text: str
    follow: Follow
    at: int = 0
    depth: int = 0

    def peek(self) -> str:
        found = _TOKEN.match(self.text, self.at)
        if found is None and self.text[self.at :].strip():
            raise self.refused()
        return found["token"] if found else ""

    def take(self) -> str:
        token = self.peek()
        found = _TOKEN.match(self.text, self.at)
        self.at = found.end() if found else len(self.text)
        return token

    def refused(self) -> LangError:
        return LangError(f"JSONPath filter {gotext.quote(self.text)}: {self.text[self.at :].strip()!r} is not covered")

    def either(self) -> Callable[[Json], bool]:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BudgetSpent("a JSONPath filter is nested too deeply")
        parts = [self.both()]
        while self.peek() == "||":
            self.take()
            parts.append(self.both())
        self.depth -= 1
        return lambda item: any(part(item) for part in parts)

    def both(self) -> Callable[[Json], bool]:
        parts = [self.single()]
        while self.peek() == "&&":
            self.take()
            parts.append(self.single())
        return lambda item: all(part(item) for part in parts)

    def single(self) -> Callable[[Json], bool]:
        negated = False
        while self.peek() == "!":
            self.take()
            negated = not negated
        made = self.grouped() if self.peek() == "(" else self.comparison()
        return (lambda item: not made(item)) if negated else made

    def grouped(self) -> Callable[[Json], bool]:
        self.take()
        made = self.either()
        if self.take() != ")":
            raise self.refused()
        return made

    def comparison(self) -> Callable[[Json], bool]:
        left = self.operand()
        if self.peek() not in _COMPARISONS:
            return lambda item: _taken(left(item))
        compare = _COMPARISONS[self.take()]
        right = self.operand()
        return lambda item: _compared(left(item), right(item), compare)

    def operand(self) -> Value:
        token = self.take()
        if token.startswith("@"):
            return self.follow(token)
        constant = self.constant(token)
        return lambda item: constant

    def constant(self, token: str) -> Json:
        if token[:1] in ("'", '"', "/") and token:
            return re.sub(r"\\(.)", r"\1", token[1:-1]) if token[0] != "/" else token[1:-1]
        try:
            return gojson.parse("null" if token == "nil" else token)
        except LangError:
            raise self.refused() from None


def _compared(left: Json | Nothing, right: Json | Nothing, compare: Callable[[Json, Json], bool]) -> bool:
    if left is MISSING or right is MISSING:
        return False
    try:
        return compare(left, right)
    except BudgetSpent:
        raise
    except LangError:
        return False
