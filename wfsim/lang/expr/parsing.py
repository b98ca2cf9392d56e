"""Expression text to a syntax tree, by the grammar in grammar/expr.lark."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.expr import tokens as lexing
from wfsim.lang.expr.place import located
from wfsim.lang.grammars import Parser, Token, Unexpected
from wfsim.lang.syntax import (
    Binary,
    Call,
    Chain,
    Conditional,
    Group,
    Let,
    ListNode,
    Literal,
    MapNode,
    Member,
    Name,
    Node,
    Pointer,
    Predicate,
    Sequence,
    Slice,
    Unary,
    walk,
)
from wfsim.text.records import dataclass, replace

MOST_NODES: Final = 10_000
LONGEST: Final = 100_000


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of an expression. LangError, in expr-lang's words and with its place, where it is none."""
    if len(text) > LONGEST:
        raise BudgetSpent(f"an expression of more than {LONGEST} characters")
    try:
        tree = _PARSER.parse(lexing.read(text))
    except Unexpected as error:
        token = error.token
        start = max(len(text) - 1, 0) if token is None else token.start
        end = len(text) if token is None else token.end
        raise located(f"unexpected token {lexing.shown(token)}", text, start, end) from None
    except LangError as error:
        raise located(error.message, text, error.start or 0, error.end) from None
    try:
        _checked(tree)
    except LangError as error:
        raise located(error.message, text, error.start or 0, error.end) from None
    return tree


def _checked(tree: Node) -> None:
    """What the grammar leaves open: how large the tree may be, and where an element may be spoken of."""
    todo: list[tuple[Node, bool]] = [(tree, False)]
    count = 0
    while todo:
        node, inside = todo.pop()
        count += 1
        if count > MOST_NODES:
            raise BudgetSpent("compilation failed: expression exceeds maximum allowed nodes", 0, 1)
        if isinstance(node, Pointer) and not inside:
            shown = _sign(node)
            raise LangError(f"unexpected token Operator({shown})", node.start, node.end)
        below = inside or isinstance(node, Predicate)
        todo.extend((child, below) for child in node.children())


def _sign(node: Pointer) -> str:
    """The sign with which a pointer began."""
    return '"#"' if node.end > node.start else '"."'


@dataclass(frozen=True, slots=True)
class _Hole(Node):
    """Where the value from the left of ``|`` goes: the first argument of this call."""

    call: Token
    arguments: tuple[Node, ...]
    comma: Token | None


def _start(children: list[Any]) -> Node:
    node: Node = children[0]
    return node


def _binary(children: list[Any]) -> Node:
    left, operator, right = children
    return _joined(left, operator, str(operator.value), right)


def _joined(left: Node, operator: Token, name: str, right: Node) -> Node:
    if isinstance(left, Binary) and left.operator == "??" and name != "??":
        raise LangError(
            f"Operator ({name}) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses.",
            operator.start,
            operator.end,
        )
    return Binary(left.start, right.end, _NAMES.get(name, name), left, right, operator.start)


_NAMES: Final = {"&&": "and", "||": "or", "^": "**"}


def _negated(children: list[Any]) -> Node:
    left, negation, operator, right = children
    inner = _joined(left, operator, str(operator.value), right)
    return Unary(left.start, right.end, "not", inner) if negation else inner


def _relation(children: list[Any]) -> Node:
    """``a < b < c`` is ``a < b and b < c``."""
    left, operator, right = children
    last = left.right.right if left.operator == "and" else left.right
    following = Binary(last.start, right.end, str(operator.value), last, right, operator.start)
    return Binary(left.start, right.end, "and", left, following, operator.start)


def _pipe(children: list[Any]) -> Node:
    value, _, rest = children
    return _filled(rest, value)


def _filled(node: Node, value: Node) -> Node:
    """``node`` with the value put into the call on its left edge."""
    edge: list[Binary | Unary] = []
    here = node
    while isinstance(here, (Binary, Unary)):
        edge.append(here)
        here = here.left if isinstance(here, Binary) else here.operand
    if not isinstance(here, _Hole):
        raise LangError("unexpected token behind |: a call is due", node.start, here.end)
    filled = _called(here.call, (value, *here.arguments), value.start, here.end, here.comma)
    for one in reversed(edge):
        if isinstance(one, Binary):
            filled = replace(one, left=filled, start=value.start)
        else:
            filled = replace(one, operand=filled, start=value.start)
    return filled


def _arguments(children: list[Any]) -> tuple[Node, ...]:
    return tuple(child for child in children if isinstance(child, Node))


def _piped(children: list[Any]) -> Node:
    return _Hole(children[0].start, children[-1].end, children[0], _arguments(children), _comma(children))


def _call(children: list[Any]) -> Node:
    name = children[1] if children[0].kind == "GLOBAL" else children[0]
    return _called(name, _arguments(children), children[0].start, children[-1].end, _comma(children))


def _comma(children: list[Any]) -> Token | None:
    """The comma behind the last argument."""
    last = children[-2] if len(children) > 1 else None
    return last if isinstance(last, Token) and last.kind == "COMMA" else None


def _called(name: Token, arguments: tuple[Node, ...], start: int, end: int, comma: Token | None = None) -> Node:
    if name.value in lexing.PREDICATES:
        if comma is not None and len(arguments) < _MOST.get(name.value, 2):
            raise LangError('unexpected token Bracket(")")', comma.end, end)
        arguments = _with_predicate(name, arguments)
    elif misplaced := next((one for one in arguments if isinstance(one, Predicate)), None):
        raise LangError('unexpected token Bracket("{")', misplaced.start, misplaced.start + 1)
    return Call(start, end, Name(name.start, name.end, str(name.value)), arguments)


_LEAST: Final = {"count": 1, "sum": 1}
_MOST: Final = {"sortBy": 3, "reduce": 3}


def _with_predicate(name: Token, arguments: tuple[Node, ...]) -> tuple[Node, ...]:
    least, most = _LEAST.get(name.value, 2), _MOST.get(name.value, 2)
    if len(arguments) < least:
        raise LangError(f"expected at least {least} arguments", name.start, name.end)
    if len(arguments) > most:
        raise LangError('unexpected token Operator(",")', arguments[most].start - 1, arguments[most].start)
    if len(arguments) < 2 or isinstance(arguments[1], Predicate):
        return arguments
    body = arguments[1]
    return (arguments[0], Predicate(body.start, body.end, body), *arguments[2:])


def _predicate(children: list[Any]) -> Node:
    opening, body, closing = children
    return Predicate(opening.start, closing.end, body)


def _unary(children: list[Any]) -> Node:
    operator, operand = children
    name = "not" if operator.kind in ("NOT_WORD", "NOT_SIGN") else str(operator.value)
    return Unary(operator.start, operand.end, name, operand)


_CONSTANTS: Final = {"TRUE": True, "FALSE": False, "NIL": None}


def _constant(children: list[Any]) -> Node:
    token = children[0]
    return Literal(token.start, token.end, _CONSTANTS[token.kind])


def _number(children: list[Any]) -> Node:
    return Literal(children[0].start, children[0].end, lexing.number(children[0]))


def _string(children: list[Any]) -> Node:
    return Literal(children[0].start, children[0].end, children[0].value)


def _name(children: list[Any]) -> Node:
    return Name(children[0].start, children[0].end, str(children[0].value))


def _member(children: list[Any]) -> Node:
    left, dot, name = children
    return _linked(left, dot, lambda inside, optional: _property(inside, name, optional))


def _property(inside: Node, name: Token, optional: bool) -> Member:
    if name.value in ("&&", "||"):  # tokens as ``and`` and ``or`` are, which may be names
        raise LangError("expected name", name.start, name.end)
    key = Literal(name.start, name.end, str(name.value))
    return Member(inside.start, name.end, inside, key, optional, name.start)


def _method(children: list[Any]) -> Node:
    left, dot, name, *rest = children

    def called(inside: Node, optional: bool) -> Node:
        function = _property(inside, name, optional)
        return Call(inside.start, rest[-1].end, function, _arguments(rest))

    return _linked(left, dot, called)


def _linked(left: Node, dot: Token, build: Callable[[Node, bool], Node]) -> Node:
    """A further link by ``.``: it belongs to the chain before it, so that ``a?.b.c`` skips both."""
    optional = dot.kind == "OPTIONAL"
    inside = left
    while isinstance(inside, Group):  # parentheses do not end a chain
        inside = inside.inner
    chained = isinstance(inside, Chain)
    node = build(inside.inner if isinstance(inside, Chain) else left, optional)
    return Chain(node.start, node.end, node) if chained or optional else node


def _index(children: list[Any]) -> Node:
    left, *rest = children
    optional = rest[0].kind == "OPTIONAL"
    opening, inner, closing = rest[1:] if optional else rest
    node = Member(left.start, closing.end, left, inner, optional, opening.start)
    return Chain(node.start, node.end, node) if optional else node


def _slice(children: list[Any]) -> Node:
    left, *rest = children
    opening = next(one for one in rest if isinstance(one, Token) and one.kind == "INDEX")
    colon = next(index for index, one in enumerate(rest) if isinstance(one, Token) and one.kind == "COLON")
    first = next((one for one in rest[:colon] if isinstance(one, Node)), None)
    last = next((one for one in rest[colon:] if isinstance(one, Node)), None)
    return Slice(left.start, rest[-1].end, left, first, last, opening.start)


def _group(children: list[Any]) -> Node:
    opening, inner, closing = children
    return Group(opening.start, closing.end, inner)


def _map(children: list[Any]) -> Node:
    pairs = tuple(one for one in children if isinstance(one, tuple) and not isinstance(one, Token))
    return MapNode(children[0].start, children[-1].end, pairs)


def _pair(children: list[Any]) -> tuple[Node, Node]:
    key, _, value = children
    return Literal(key.start, key.end, str(key.value)), value


_NO_KEY: Final = "a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses"


def _computed(children: list[Any]) -> tuple[Node, Node]:
    """A key that is no plain word begins with a parenthesis, whatever follows that."""
    key, colon, value = children
    if not any(isinstance(one, Group) and one.start == key.start for one in walk(key)):
        raise LangError(_NO_KEY, key.start, colon.start)
    return key, value


def _sequence(children: list[Any]) -> Node:
    first, _, last = children
    parts = first.parts if isinstance(first, Sequence) else (first,)
    return Sequence(first.start, last.end, (*parts, last))


def _element(children: list[Any]) -> Node:
    dot, name = children
    return _property(Pointer(dot.start, dot.start, ""), name, False)


def _pointer(children: list[Any]) -> Node:
    name = str(children[1].value) if len(children) > 1 else ""
    return Pointer(children[0].start, children[-1].end, name)


def _choice(children: list[Any]) -> Node:
    condition, then, otherwise = (child for child in children if isinstance(child, Node))
    return Conditional(children[0].start, children[-1].end, condition, then, otherwise)


_BUILDERS: Final[dict[str, Callable[[list[Any]], Any]]] = {
    "start": _start,
    "sequence": _sequence,
    "let": lambda found: Let(found[1].start, found[5].end, str(found[1].value), found[3], found[5]),
    "choice": _choice,
    "conditional": lambda found: Conditional(found[0].start, found[4].end, found[0], found[2], found[4]),
    "otherwise": lambda found: Conditional(found[0].start, found[3].end, found[0], found[0], found[3]),
    "pipe": _pipe,
    "piped": _piped,
    "binary": _binary,
    "negated": _negated,
    "relation": _relation,
    "unary": _unary,
    "constant": _constant,
    "number": _number,
    "string": _string,
    "name": _name,
    "member": _member,
    "method": _method,
    "index": _index,
    "slice": _slice,
    "call": _call,
    "group": _group,
    "list": lambda found: ListNode(found[0].start, found[-1].end, _arguments(found)),
    "map": _map,
    "pair": _pair,
    "computed": _computed,
    "pointer": _pointer,
    "element": _element,
    "predicate": _predicate,
}
_PARSER: Final[Parser[Node]] = Parser("expr", _BUILDERS)
