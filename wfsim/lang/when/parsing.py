"""``when`` text to a syntax tree, by the grammar in grammar/when.lark and in the steps in which Argo takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from wfsim.lang import regex
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.grammars import Parser, Token, Unexpected
from wfsim.lang.syntax import Access, Binary, Empty, Group, Literal, Node, Pattern, Unary
from wfsim.lang.when.order import ENDING, Kind, WhenToken, check, check_balance
from wfsim.lang.when.tokens import read
from wfsim.text.records import replace

MOST_TOKENS: Final = 5_000
DEEPEST: Final = 200

_TERMINALS: Final = {
    **dict.fromkeys((Kind.NUMERIC, Kind.BOOLEAN, Kind.STRING, Kind.PATTERN, Kind.TIME), "VALUE"),
    Kind.CLAUSE: "OPEN",
    Kind.CLAUSE_CLOSE: "CLOSE",
}
_OPERATORS: Final = {
    "**": "EXPONENT",
    "*": "MULTIPLICATIVE",
    "/": "MULTIPLICATIVE",
    "%": "MULTIPLICATIVE",
    "+": "ADDITIVE",
    "-": "ADDITIVE",
    "<<": "SHIFT",
    ">>": "SHIFT",
    "&": "BITWISE",
    "|": "BITWISE",
    "^": "BITWISE",
    "&&": "AND",
    "||": "OR",
}


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of a condition; bare words are strings. LangError with Argo's message where it is refused."""
    tokens = _first_pass(text)
    words = tuple(replace(one, kind=Kind.STRING) if one.kind is Kind.VARIABLE else one for one in tokens)
    bare = frozenset(one.start for one in tokens if one.kind is Kind.VARIABLE)
    try:
        check(words, len(text))
        compiled = _with_patterns(words)
        return _tree(compiled, bare, len(text))
    except BudgetSpent:
        raise
    except LangError as error:
        raise LangError(
            f"Failed to parse 'when' expression '{text}': {error.message}", error.start, error.end
        ) from None


def first_word(text: str) -> str:
    """The first bare word of a condition; empty where it has none."""
    return next((text[one.start : one.end] for one in _first_pass(text) if one.kind is Kind.VARIABLE), "")


def _first_pass(text: str) -> tuple[WhenToken, ...]:
    """Argo reads the text, and only then makes strings of the words: what is wrong at first is another message."""
    try:
        tokens = read(text)
        check_balance(tokens, len(text))
        check(tokens, len(text))
        tokens = _with_patterns(tokens)
    except LangError as error:
        hint = ' (hint: try wrapping the affected expression in quotes ("))' if "Invalid token" in error.message else ""
        message = f"Invalid 'when' expression '{text}': {error.message}{hint}"
        raise LangError(message, error.start, error.end) from None
    if len(tokens) > MOST_TOKENS:
        raise BudgetSpent(f"Invalid 'when' expression: more than {MOST_TOKENS} words", 0, len(text))
    return tokens


def _with_patterns(tokens: Sequence[WhenToken]) -> tuple[WhenToken, ...]:
    """A constant string behind ``=~`` or ``!~`` is compiled at once."""
    found = list(tokens)
    for index, token in enumerate(tokens):
        if token.kind is Kind.COMPARATOR and token.value in ("=~", "!~") and tokens[index + 1].kind is Kind.STRING:
            following = tokens[index + 1]
            regex.compiled(str(following.value))
            found[index + 1] = replace(following, kind=Kind.PATTERN)
    return tuple(found)


def _terminal(token: WhenToken) -> str:
    if token.kind in (Kind.MODIFIER, Kind.LOGICALOP):
        return _OPERATORS[str(token.value)]
    return _TERMINALS.get(token.kind, str(token.kind))


def _tree(tokens: Sequence[WhenToken], bare: frozenset[int], length: int) -> Node:
    _bounded(tokens)
    try:
        return _PARSER.parse(_stream(tokens, bare))
    except Unexpected as error:
        start, end = (length, length) if error.token is None else (error.token.start, error.token.end)
        raise LangError("Unexpected end of expression", start, end) from None


def _stream(tokens: Sequence[WhenToken], bare: frozenset[int]) -> Iterator[Token]:
    """The grammar's tokens, with MISSING before each ``)`` that stands where an operand was due."""
    before = Kind.UNKNOWN
    for one in tokens:
        if one.kind is Kind.CLAUSE_CLOSE and before not in ENDING:
            yield Token("MISSING", None, one.start, one.start)
        yield Token(_terminal(one), (one, one.start in bare), one.start, one.end)
        before = one.kind


def _bounded(tokens: Sequence[WhenToken]) -> None:
    """Parentheses and prefixes nest, and so would evaluation."""
    depth = 0
    for token in tokens:
        depth += (token.kind is Kind.CLAUSE) - (token.kind is Kind.CLAUSE_CLOSE)
        if depth > DEEPEST:
            raise BudgetSpent("a condition is nested too deeply", token.start, token.end)


def _literal(children: list[Any]) -> Node:
    (token,) = children
    given, bare = token.value
    if given.kind is Kind.PATTERN:
        return Pattern(token.start, token.end, str(given.value))
    return Literal(token.start, token.end, given.value, bare)


def _binary(children: list[Any]) -> Node:
    left, operator, right = children
    return Binary(left.start, max(right.end, operator.end), str(operator.value[0].value), left, right, operator.start)


def _unary(children: list[Any]) -> Node:
    operator, operand = children
    return Unary(operator.start, max(operand.end, operator.end), str(operator.value[0].value), operand)


def _group(children: list[Any]) -> Node:
    opening, inner, closing = children
    return Group(opening.start, closing.end, inner)


def _access(children: list[Any]) -> Node:
    token, *rest = children
    names = tuple(map(str, token.value[0].value))
    return Access(token.start, rest[0].end if rest else token.end, names, rest[0] if rest else None)


_BUILDERS: Final[dict[str, Callable[[list[Any]], Any]]] = {
    "start": lambda children: children[0],
    "literal": _literal,
    "binary": _binary,
    "unary": _unary,
    "group": _group,
    "access": _access,
    "empty": lambda children: Empty(children[0].start, children[0].end),
}
_PARSER: Final[Parser[Node]] = Parser("when", _BUILDERS)
