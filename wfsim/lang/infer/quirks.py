"""Calls that do something else than they say: a mistake of expr-lang's own, which Argo inherits.

In: a tree and its text. Out: flaws. ``findLast`` and ``findLastIndex``, and what expr-lang replaces by them, leave on
the stack what they have looked at; a value that was computed before, and is needed after, is then taken from the wrong
place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wfsim.lang.flaws import Flaw, Trouble
from wfsim.lang.syntax import (
    Binary,
    Call,
    ListNode,
    Literal,
    MapNode,
    Member,
    Node,
    Predicate,
    Slice,
    Unary,
    called_name,
)

_FINDERS: Final = frozenset(("findLast", "findLastIndex"))
# Whatever stands on the stack while they look at an item is taken for what came of an item.
_COLLECTING: Final = frozenset(("map", "filter"))
_LEFT_ALONE: Final = frozenset(("and", "or", "??"))  # their left side is gone when the right one is computed
_HINT: Final = "Bind it first: `let found = …; …`, and go on with `found`."


def lost(tree: Node, text: str) -> Iterator[Flaw]:
    """Finds from behind with something before them that is lost by them."""
    todo: list[tuple[Node, bool]] = [(tree, False)]
    while todo:
        node, waits = todo.pop()
        if waits and _finds_last(node):
            shown = " ".join(text[node.start : node.end].split())[:60]
            message = f"`{shown}` takes the place of what stands before it: a mistake of expr-lang, which Argo has, too"
            yield Flaw(Trouble.ODD, message, node.start, node.end, _HINT)
            continue
        todo.extend(reversed(list(_parts(node, waits))))


def _parts(node: Node, waits: bool) -> Iterator[tuple[Node, bool]]:
    """The nodes below, and whether something that was computed before waits for them."""
    match node:
        case Binary():
            yield node.left, waits
            yield node.right, waits or node.operator not in _LEFT_ALONE
        case ListNode():
            yield from ((item, waits or place > 0) for place, item in enumerate(node.items))
        case MapNode():
            yield from ((part, True) for part in node.children())
        case Member():
            yield node.object, waits
            yield node.property, True
        case Slice():
            yield node.object, waits
            yield from ((edge, True) for edge in node.children()[1:])
        case Call():
            yield from _of_call(node, waits)
        case _:
            yield from ((child, waits) for child in node.children())


def _of_call(node: Call, waits: bool) -> Iterator[tuple[Node, bool]]:
    name = called_name(node)
    for place, argument in enumerate(node.arguments):
        if isinstance(argument, Predicate):
            yield argument.body, waits or name in _COLLECTING
        else:
            yield argument, waits or place > 0
    yield from ((one, waits or bool(node.arguments)) for one in node.function.children())


def _finds_last(node: Node) -> bool:
    if isinstance(node, Member):
        return not node.optional and _is_filter(node.object) and _is_minus_one(node.property)
    if not isinstance(node, Call):
        return False
    name = called_name(node)
    return name in _FINDERS or (name == "last" and len(node.arguments) == 1 and _is_filter(node.arguments[0]))


def _is_filter(node: Node) -> bool:
    return isinstance(node, Call) and called_name(node) == "filter"


def _is_minus_one(node: Node) -> bool:
    operand = node.operand if isinstance(node, Unary) and node.operator == "-" else None
    return isinstance(operand, Literal) and operand.value == 1 and not isinstance(operand.value, bool)
