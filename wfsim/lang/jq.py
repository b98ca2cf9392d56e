"""A small part of jq, for ``valueFrom.jqFilter`` on the live object of a resource template.

Covered: ``.``, ``.name``, ``."name"``, ``["name"]``, ``[0]``, ``[1:3]``, ``[]``, ``?``, ``|``, ``,``, literals, ``//``,
comparisons with ``and`` and ``or``, and the functions of ``FUNCTIONS``. Anything else is a LangError that names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from wfsim.lang import gojson, gotext
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.operators import equal, less
from wfsim.lang.values import Json

MOST: Final = 100_000
DEEPEST: Final = 50
_TOKEN: Final = re.compile(
    r"\s*(?P<token>\"(?:[^\"\\]|\\.)*\"|\.\.|==|!=|<=|>=|//|[-]?[0-9]+(?:\.[0-9]+)?|[A-Za-z_]\w*|[][.(),|?:<>{}+*/%$@-])"
)
Filter = Callable[[Json], list[Json]]


def evaluate(filter: str, data: Json) -> str:
    """What the filter gives, as Argo stores it: texts as they are, anything else as JSON, one per line."""
    return "\n".join(one if isinstance(one, str) else gojson.render(one) for one in results(filter, data))


def results(filter: str, data: Json) -> list[Json]:
    """Every value that the filter gives."""
    parser = _Parser(filter)
    made = parser.pipe()
    parser.expect_end()
    return _limited(made(data))


def _limited(values: Iterable[Json]) -> list[Json]:
    found: list[Json] = []
    for one in values:
        found.append(one)
        if len(found) > MOST:
            raise BudgetSpent("a jq filter gives too much")
    return found


@dataclass(slots=True)
class _Parser:
    """Reads a filter from left to right and builds what it does."""

    text: str
    at: int = 0
    depth: int = 0

    def peek(self) -> str:
        found = _TOKEN.match(self.text, self.at)
        if found is None and self.text[self.at :].strip():
            raise self.refused(self.text[self.at :].strip())
        return found["token"] if found else ""

    def take(self) -> str:
        found = _TOKEN.match(self.text, self.at)
        token = self.peek()
        self.at = found.end() if found else len(self.text)
        return token

    def accept(self, *tokens: str) -> str:
        return self.take() if self.peek() in tokens else ""

    def expect(self, token: str) -> None:
        if self.take() != token:
            raise self.refused(self.text)

    def expect_end(self) -> None:
        if self.peek():
            raise self.refused(self.peek())

    def refused(self, what: str) -> LangError:
        return LangError(f"jq filter {gotext.quote(self.text)}: {gotext.quote(what)} is not covered")

    def pipe(self) -> Filter:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BudgetSpent("a jq filter is nested too deeply")
        made = self.comma()
        while self.accept("|"):
            made = _then(made, self.comma())
        self.depth -= 1
        return made

    def comma(self) -> Filter:
        made = self.alternative()
        while self.accept(","):
            made = _both(made, self.alternative())
        return made

    def alternative(self) -> Filter:
        made = self.logic()
        while self.accept("//"):
            made = _otherwise(made, self.logic())
        return made

    def logic(self) -> Filter:
        made = self.comparison()
        while sign := self.accept("and", "or"):
            made = _paired(made, self.comparison(), _LOGIC[sign])
        return made

    def comparison(self) -> Filter:
        made = self.postfix()
        if sign := self.accept("==", "!=", "<", ">", "<=", ">="):
            made = _paired(made, self.postfix(), _SIGNS[sign])
        return made

    def postfix(self) -> Filter:
        made = self.primary()
        while True:
            if self.accept("?"):
                made = _forgiving(made)
            elif self.peek() == "[":
                made = _then(made, self.bracket())
            elif self.peek() == ".":
                self.take()
                made = _then(made, self.bracket() if self.peek() == "[" else _field(self.field_name()))
            else:
                return made

    def field_name(self) -> str:
        token = self.take()
        if token.startswith('"'):
            return str(gojson.parse(token))
        if not re.fullmatch(r"[A-Za-z_]\w*", token):
            raise self.refused(token)
        return token

    def primary(self) -> Filter:
        token = self.take()
        if token == ".":
            following = self.peek()
            direct = self.text[self.at : self.at + 1].strip() != ""
            named = direct and (following.startswith('"') or re.fullmatch(r"[A-Za-z_]\w*", following))
            return _field(self.field_name()) if named else lambda value: [value]
        if token == "..":
            return _recursive
        if token == "(":
            made = self.pipe()
            self.expect(")")
            return made
        if token == "[":
            inner = (lambda value: []) if self.peek() == "]" else self.pipe()
            self.expect("]")
            return lambda value: [_limited(inner(value))]
        return self.constant(token)

    def constant(self, token: str) -> Filter:
        if (token.startswith('"') and "\\(" not in token) or re.fullmatch(r"-?[0-9.]+|true|false|null", token):
            value = gojson.parse(token)
            return lambda _: [value]
        if token in ("map", "select"):
            self.expect("(")
            inner = self.pipe()
            self.expect(")")
            return _mapped(inner) if token == "map" else _selected(inner)
        if token in FUNCTIONS:
            function = FUNCTIONS[token]
            return lambda value: [function(value)]
        raise self.refused(token or self.text)

    def bracket(self) -> Filter:
        self.expect("[")
        if self.accept("]"):
            return _iterated
        first = self.take() if self.peek() != ":" else ""
        if self.accept(":"):
            last = self.take() if self.peek() != "]" else ""
            self.expect("]")
            return _cut(*(self.index(one) if one else None for one in (first, last)))
        self.expect("]")
        if first.startswith('"'):
            return _field(str(gojson.parse(first)))
        return _at(self.index(first))

    def index(self, token: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", token):
            raise self.refused(token)
        return int(token)


def _then(first: Filter, second: Filter) -> Filter:
    return lambda value: _limited(two for one in first(value) for two in second(one))


def _both(first: Filter, second: Filter) -> Filter:
    return lambda value: [*first(value), *second(value)]


def _otherwise(first: Filter, second: Filter) -> Filter:
    def chosen(value: Json) -> list[Json]:
        good: list[Json] = [one for one in _forgiving(first)(value) if one is not None and one is not False]
        return good or second(value)

    return chosen


def _paired(left: Filter, right: Filter, sign: Callable[[Json, Json], bool]) -> Filter:
    return lambda value: [sign(one, two) for two in right(value) for one in left(value)]


def _forgiving(made: Filter) -> Filter:
    def tried(value: Json) -> list[Json]:
        try:
            return made(value)
        except BudgetSpent:
            raise
        except LangError:
            return []

    return tried


def _kind(value: Json) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return {str: "string", list: "array"}.get(type(value), "object")


def _field(name: str) -> Filter:
    def taken(value: Json) -> list[Json]:
        if value is None:
            return [None]
        if not isinstance(value, dict):
            raise LangError(f"expected an object but got: {_kind(value)} ({gojson.render(value)})")
        return [value.get(name)]

    return taken


def _at(index: int) -> Filter:
    def taken(value: Json) -> list[Json]:
        if value is None:
            return [None]
        if not isinstance(value, list):
            raise LangError(f"expected an array but got: {_kind(value)} ({gojson.render(value)})")
        found: Json = value[index] if -len(value) <= index < len(value) else None
        return [found]

    return taken


def _cut(first: int | None, last: int | None) -> Filter:
    def taken(value: Json) -> list[Json]:
        if value is not None and not isinstance(value, (list, str)):
            raise LangError(f"expected an array but got: {_kind(value)} ({gojson.render(value)})")
        found: Json = None if value is None else value[first:last]
        return [found]

    return taken


def _iterated(value: Json) -> list[Json]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)]
    raise LangError(f"cannot iterate over: {_kind(value)} ({gojson.render(value)})")


def _recursive(value: Json) -> list[Json]:
    found: list[Json] = []
    todo = [value]
    while todo:
        here = todo.pop()
        found.append(here)
        if isinstance(here, (list, dict)):
            todo.extend(reversed(_iterated(here)))
        if len(found) > MOST:
            raise BudgetSpent("a jq filter gives too much")
    return found


def _true(value: Json) -> bool:
    return value is not None and value is not False


def _mapped(inner: Filter) -> Filter:
    return lambda value: [_limited(one for item in _iterated(value) for one in inner(item))]


def _selected(inner: Filter) -> Filter:
    return lambda value: [value for one in inner(value) if _true(one)]


_ORDER: Final = ("null", "boolean", "number", "string", "array", "object")


def _before(left: Json, right: Json) -> bool:
    kinds = _kind(left), _kind(right)
    if kinds[0] != kinds[1]:
        return _ORDER.index(kinds[0]) < _ORDER.index(kinds[1])
    if kinds[0] in ("number", "string"):
        return less(left, right)
    return gojson.render(left) < gojson.render(right)


_LOGIC: Final[dict[str, Callable[[Json, Json], bool]]] = {
    "and": lambda left, right: _true(left) and _true(right),
    "or": lambda left, right: _true(left) or _true(right),
}
_SIGNS: Final[dict[str, Callable[[Json, Json], bool]]] = {
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": _before,
    ">": lambda left, right: _before(right, left),
    "<=": lambda left, right: not _before(right, left),
    ">=": lambda left, right: not _before(left, right),
}


def _length(value: Json) -> Json:
    if value is None:
        return 0
    if isinstance(value, bool):
        raise LangError("boolean has no length")
    return abs(value) if isinstance(value, (int, float)) else len(value)


def _keys(value: Json) -> Json:
    if isinstance(value, dict):
        return [*sorted(value)]
    if isinstance(value, list):
        return [*range(len(value))]
    raise LangError(f"{_kind(value)} has no keys")


def _to_number(value: Json) -> Json:
    return gojson.parse(value) if isinstance(value, str) else value


FUNCTIONS: Final[dict[str, Callable[[Json], Json]]] = {
    "length": _length,
    "keys": _keys,
    "not": lambda value: not _true(value),
    "type": lambda value: _kind(value),
    "tostring": lambda value: value if isinstance(value, str) else gojson.render(value, html=False),
    "tonumber": _to_number,
    "tojson": lambda value: gojson.render(value, html=False),
    "fromjson": lambda value: gojson.parse(str(value)),
    "first": lambda value: _at(0)(value)[0],
    "last": lambda value: _at(-1)(value)[0],
}
