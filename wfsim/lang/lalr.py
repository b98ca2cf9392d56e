"""A parser of token streams that runs on ready-made tables.

In: the tables of a grammar (made by ``grammars`` with lark), what makes nodes of its rules, tokens. Out: the node
of the start rule. Making the tables takes a hundred times as long as reading them, and most commands parse a condition
or two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wfsim.text.records import NamedTuple

END = "$END"


class Token(NamedTuple):
    """A token of a language: ``kind`` as the grammar names it, its value, and its place in the text."""

    kind: str
    value: Any
    start: int
    end: int


class Unexpected(Exception):
    """The grammar does not go on with this token, None at the end of the text, but with ``expected``."""

    def __init__(self, token: Token | None, expected: tuple[str, ...] = ()) -> None:
        super().__init__("unexpected end" if token is None else f"unexpected {token.kind}")
        self.token = token
        self.expected = expected


class Rule(NamedTuple):
    """A rule: its nonterminal, how many symbols it has, the builder's name, and how its children become a value.

    ``inlined`` rules give their children to the rule that holds them; ``passes`` a single child on as it is.
    """

    origin: str
    size: int
    builder: str
    inlined: bool
    passes: bool


class Tables(NamedTuple):
    """``states``: for each state, symbol → what to do: n ≥ 0 goes to state n, n < 0 reduces by rule -n-1."""

    start: int
    accepting: int
    rules: tuple[Rule, ...]
    states: tuple[Mapping[str, int], ...]


class _Inline(list[Any]):
    """The children of an inlined rule."""


Builders = Mapping[str, Callable[[list[Any]], Any]]


def parse(tables: Tables, builders: Builders, tokens: Iterable[Token]) -> Any:
    """The node of the start rule. ``Unexpected`` where the tokens do not fit. Nodes are made from the inside out."""
    states: list[int] = [tables.start]
    values: list[Any] = []
    taken: list[str] = []
    try:
        for token in tokens:
            _take(tables, builders, states, values, token, token.kind)
            taken.append(token.kind)
        _take(tables, builders, states, values, None, END)
    except Unexpected as error:
        error.expected = _expected(tables, taken)
        raise
    return values[-1]


def _take(
    tables: Tables, builders: Builders, states: list[int], values: list[Any], token: Token | None, kind: str
) -> None:
    """Reduce by what is complete before the token, then shift it; at the end reduce to the start rule."""
    table, rules = tables.states, tables.rules
    while True:
        action = table[states[-1]].get(kind)
        if action is None:
            raise Unexpected(token)
        if action >= 0:
            states.append(action)
            values.append(token)
            return
        rule = rules[-action - 1]
        if rule.passes and rule.size == 1 and type(values[-1]) is not _Inline:
            states[-1] = table[states[-2]][rule.origin]  # most reductions: a value that is one of a looser kind, too
        else:
            children = _reduced(states, values, rule.size)
            values.append(_value(rule, children, builders))
            states.append(table[states[-1]][rule.origin])
        if token is None and states[-1] == tables.accepting:
            return


def _expected(tables: Tables, taken: Iterable[str]) -> tuple[str, ...]:
    """The kinds of tokens with which the grammar goes on. A state alone promises more of them than the stack holds."""
    states = [tables.start]
    for kind in taken:
        _goes_on(tables, states, kind)
    kinds = (kind for kind in tables.states[states[-1]] if kind.isupper())
    return tuple(kind for kind in kinds if _goes_on(tables, states.copy(), kind))


def _goes_on(tables: Tables, states: list[int], kind: str) -> bool:
    """Whether a kind of token comes next; the stack is then what it is behind it."""
    while (action := tables.states[states[-1]].get(kind)) is not None and action < 0:
        rule = tables.rules[-action - 1]
        del states[len(states) - rule.size :]
        states.append(tables.states[states[-1]][rule.origin])
        if states[-1] == tables.accepting:
            return kind == END
    if action is not None:
        states.append(action)
    return action is not None


def _reduced(states: list[int], values: list[Any], size: int) -> list[Any]:
    """The children of a complete rule, taken from the stacks, those of inlined rules in their place."""
    if not size:
        return []
    found = values[-size:]
    del values[-size:]
    del states[-size:]
    if not any(type(one) is _Inline for one in found):
        return found
    return [child for one in found for child in (one if type(one) is _Inline else (one,))]


def _value(rule: Rule, children: list[Any], builders: Builders) -> Any:
    if rule.inlined:
        return _Inline(children)
    if rule.passes and len(children) == 1:
        return children[0]
    return builders[rule.builder](children)
