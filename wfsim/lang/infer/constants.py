"""Parts of an expression that are the same in every run, and fail in every run.

In: a tree and its text. Out: flaws. Only what is computed in any case is tried out, and only with functions whose
outcome depends on nothing but their arguments: neither on a clock, on chance, nor on the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wfsim.lang import functions
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.flaws import Flaw, Trouble
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
    Node,
    Predicate,
    Slice,
    Unary,
    called_name,
)

_LONGEST: Final = 2_000  # characters of what is tried out: nobody writes more by hand
_LAZY: Final = frozenset(("and", "or", "??"))  # their right side may never be computed
_OF_THE_RUN: Final = frozenset(("now", "timezone", "date"))
_DATE_AND_LAYOUT: Final = 2  # with a third argument, a zone's name, it depends on the machine
_OF_SPRIG: Final = frozenset(("sprig.div", "sprig.mod"))
_READERS: Final = frozenset(("fromJSON", "jsonpath"))  # of what is no JSON others speak, with its values
_PLAIN: Final = (Binary, Chain, Conditional, Group, ListNode, Literal, MapNode, Member, Slice, Unary)
_COMPUTED: Final = (Binary, Call, Member, Slice, Unary)


def failing(tree: Node, text: str) -> Iterator[Flaw]:
    """The smallest parts that are constant and cannot be computed."""
    todo = [tree]
    while todo:
        node = todo.pop()
        if is_constant(node):
            yield from _tried(node, text)
        else:
            todo.extend(_computed(node))


def is_constant(tree: Node) -> bool:
    """Whether a tree comes to the same in every run."""
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, Call):
            if not _is_steady(node):
                return False
            todo.extend(node.arguments)
        elif isinstance(node, _PLAIN):
            todo.extend(node.children())
        else:
            return False
    return True


def _is_steady(node: Call) -> bool:
    name = called_name(node)
    if name == "date":
        return len(node.arguments) <= _DATE_AND_LAYOUT
    known = functions.FUNCTIONS.get(name) if name not in _OF_THE_RUN | _READERS else None
    return name in _OF_SPRIG or (known is not None and known.call is not None)


def _computed(node: Node) -> Iterator[Node]:
    """The parts of a node that are computed whenever it is."""
    match node:
        case Conditional():
            yield node.condition
        case Binary() if node.operator in _LAZY:
            yield node.left
        case Let():
            yield node.value
            yield node.body
        case Call():
            yield from (one for one in node.arguments if not isinstance(one, Predicate))
        case _:
            yield from node.children()


def _tried(tree: Node, text: str) -> Iterator[Flaw]:
    """The smallest part that fails, of a tree that does."""
    node, error = tree, _error(tree, text)
    while error is not None:
        below = ((one, _error(one, text)) for one in _computed(node))
        inner = next(((one, found) for one, found in below if found is not None), None)
        if inner is None:
            shown = " ".join(text[node.start : node.end].split())[:60]
            trouble = Trouble.ARGUMENTS if isinstance(node, Call) else Trouble.TYPES
            yield Flaw(trouble, f"`{shown}` always fails: {_said(error)}", node.start, node.end)
            return
        node, error = inner


def _error(node: Node, text: str) -> LangError | None:
    from wfsim.lang import expr
    from wfsim.lang.environment import Environment

    written = text[node.start : node.end]
    if not isinstance(node, (*_COMPUTED, Chain, Conditional, Group, ListNode, MapNode)) or len(written) > _LONGEST:
        return None
    try:
        expr.parse(written)
    except LangError:
        return None  # a part that means something only where it stands
    try:
        expr.evaluate(written, Environment({}))
    except BudgetSpent:
        return None
    except LangError as error:
        return error
    return None


def _said(error: LangError) -> str:
    """The first line of a message, without the place at its end."""
    return error.message.partition("\n")[0].partition(" (1:")[0]
