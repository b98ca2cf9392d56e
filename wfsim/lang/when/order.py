"""Which token may follow which in ``when``: the whole of govaluate's syntax check is this table."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from wfsim.lang import gotext
from wfsim.lang.errors import LangError
from wfsim.lang.values import Json
from wfsim.text.records import dataclass


class Kind(StrEnum):
    """The kinds of tokens, by the names that messages print."""

    UNKNOWN = "UNKNOWN"
    PREFIX = "PREFIX"
    NUMERIC = "NUMERIC"
    BOOLEAN = "BOOLEAN"
    STRING = "STRING"
    PATTERN = "PATTERN"
    TIME = "TIME"
    VARIABLE = "VARIABLE"
    SEPARATOR = "SEPARATOR"
    ACCESSOR = "ACCESSOR"
    COMPARATOR = "COMPARATOR"
    LOGICALOP = "LOGICALOP"
    MODIFIER = "MODIFIER"
    CLAUSE = "CLAUSE"
    CLAUSE_CLOSE = "CLAUSE_CLOSE"
    TERNARY = "TERNARY"


@dataclass(frozen=True, slots=True)
class WhenToken:
    """A token: ``shown`` is its value as messages print it."""

    kind: Kind
    value: Json
    shown: str
    start: int
    end: int


_K = Kind
_OPERAND: Final = frozenset({_K.PREFIX, _K.NUMERIC, _K.BOOLEAN, _K.VARIABLE, _K.ACCESSOR, _K.CLAUSE})
_AFTER_VALUE: Final = frozenset({_K.MODIFIER, _K.COMPARATOR, _K.LOGICALOP, _K.CLAUSE_CLOSE, _K.SEPARATOR})

FOLLOWING: Final = {
    _K.UNKNOWN: _OPERAND | {_K.PATTERN, _K.STRING, _K.TIME},
    _K.CLAUSE: _OPERAND | {_K.PATTERN, _K.STRING, _K.TIME, _K.CLAUSE_CLOSE},
    _K.CLAUSE_CLOSE: _AFTER_VALUE
    | {_K.TERNARY, _K.NUMERIC, _K.BOOLEAN, _K.VARIABLE, _K.STRING, _K.PATTERN, _K.TIME, _K.CLAUSE},
    _K.NUMERIC: _AFTER_VALUE | {_K.TERNARY},
    _K.BOOLEAN: _AFTER_VALUE | {_K.TERNARY},
    _K.STRING: _AFTER_VALUE | {_K.TERNARY},
    _K.VARIABLE: _AFTER_VALUE | {_K.TERNARY},
    _K.TIME: _AFTER_VALUE,
    _K.PATTERN: _AFTER_VALUE,
    _K.ACCESSOR: _AFTER_VALUE | {_K.TERNARY, _K.CLAUSE},
    _K.MODIFIER: _OPERAND | {_K.STRING, _K.CLAUSE_CLOSE},
    _K.COMPARATOR: _OPERAND | {_K.STRING, _K.TIME, _K.PATTERN, _K.CLAUSE_CLOSE},
    _K.LOGICALOP: _OPERAND | {_K.STRING, _K.TIME, _K.CLAUSE_CLOSE},
    _K.PREFIX: (_OPERAND - {_K.PREFIX}) | {_K.CLAUSE_CLOSE},
    _K.TERNARY: _OPERAND | {_K.STRING, _K.TIME, _K.SEPARATOR},
    _K.SEPARATOR: _OPERAND | {_K.STRING, _K.TIME},
}

ENDING: Final = frozenset(
    {
        _K.CLAUSE_CLOSE,
        _K.NUMERIC,
        _K.BOOLEAN,
        _K.STRING,
        _K.TIME,
        _K.PATTERN,
        _K.VARIABLE,
        _K.ACCESSOR,
    }
)


def check(tokens: Sequence[WhenToken], length: int) -> None:
    """LangError where a token may not stand where it does, or the text may not end there."""
    before = WhenToken(Kind.UNKNOWN, None, gotext.printed(None), 0, 0)
    for token in tokens:
        if token.kind not in FOLLOWING[before.kind]:
            raise LangError(_refusal(before, token), token.start, token.end)
        before = token
    if before.kind not in ENDING:
        raise LangError("Unexpected end of expression", length, length)


def _refusal(before: WhenToken, token: WhenToken) -> str:
    if before.kind is Kind.VARIABLE and token.kind is Kind.CLAUSE:
        return f"Undefined function {before.shown}"
    return f"Cannot transition token types from {before.kind} [{before.shown}] to {token.kind} [{token.shown}]"


def check_balance(tokens: Sequence[WhenToken], length: int) -> None:
    """LangError where there are not as many closing as opening parentheses."""
    kinds = [token.kind for token in tokens]
    if kinds.count(Kind.CLAUSE) != kinds.count(Kind.CLAUSE_CLOSE):
        raise LangError("Unbalanced parenthesis", length, length)
