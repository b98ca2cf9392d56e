"""Parts of an expression that are the same in every run, and fail in every run.

In: a tree and its text. Out: flaws. Only what is computed in any case is tried out, and only with functions whose
outcome depends on nothing but their arguments: neither on a clock, on chance, nor on the machine. What expr-lang looks
at in a run only, such as the arguments of sprig's functions, is tried out as it is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from wfsim.lang import functions
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.expr import miscounted
from wfsim.lang.flaws import Flaw, Trouble
from wfsim.lang.functions.each import EACH
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
    walk,
)

_LONGEST: Final = 2_000  # characters of what is tried out: nobody writes more by hand
_LAZY: Final = frozenset(("and", "or", "??"))  # their right side may never be computed
_OF_THE_RUN: Final = frozenset(("now", "timezone", "date"))
_DATE_AND_LAYOUT: Final = 2  # with a third argument, a zone's name, it depends on the machine
_OF_SPRIG: Final = frozenset(("sprig.div", "sprig.mod"))
_READERS: Final = frozenset(("fromJSON", "jsonpath"))  # of what is no JSON others speak, with its values
_PLAIN: Final = (Binary, Chain, Conditional, Group, ListNode, Literal, MapNode, Member, Slice, Unary)
_COMPUTED: Final = (Binary, Call, Member, Slice, Unary)


class _Part(NamedTuple):
    """A part of an expression. ``late``: expr-lang looks at it in a run only."""

    node: Node
    late: bool = False


def failing(tree: Node, text: str) -> Iterator[Flaw]:
    """The smallest parts that are constant and cannot be computed."""
    todo = [_Part(tree)]
    while todo:
        part = todo.pop()
        if is_constant(part.node):
            yield from _tried(part, text)
        else:
            todo.extend(_below(part))


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


def _below(part: _Part) -> Iterator[_Part]:
    """The parts that are computed whenever it is."""
    for one in _computed(part.node):
        yield _Part(one, part.late or _looks_late(part.node, one))


def _looks_late(node: Node, part: Node) -> bool:
    """Whether expr-lang passes over a part before a run, as it does where it knows no type of what is called or cut."""
    if isinstance(node, Slice):
        return part is not node.object
    name = called_name(node) if isinstance(node, Call) else ""
    return isinstance(node, Call) and name not in EACH and name not in functions.FUNCTIONS


def _tried(whole: _Part, text: str) -> Iterator[Flaw]:
    """The smallest part that fails, of a tree that does."""
    part, error = whole, _error(whole, text)
    while error is not None:
        below = ((one, _error(one, text)) for one in _below(part))
        inner = next(((one, found) for one, found in below if found is not None), None)
        if inner is None:
            node = part.node
            shown = " ".join(text[node.start : node.end].split())[:60]
            trouble = Trouble.ARGUMENTS if isinstance(node, Call) else Trouble.TYPES
            yield Flaw(trouble, f"`{shown}` always fails: {_said(error)}", node.start, node.end)
            return
        part, error = inner


def _error(part: _Part, text: str) -> LangError | None:
    from wfsim.lang import expr
    from wfsim.lang.environment import Environment

    node = part.node
    written = text[node.start : node.end]
    if not isinstance(node, (*_COMPUTED, Chain, Conditional, Group, ListNode, MapNode)) or len(written) > _LONGEST:
        return None
    if part.late and any(map(_is_miscounted, walk(node))):
        return None  # what comes of it depends on what was computed before
    try:
        expr.parse(written)
    except LangError:
        return None  # a part that means something only where it stands
    try:
        expr.evaluate(f"sprig.list({written})" if part.late else written, Environment({}))
    except BudgetSpent:
        return None
    except LangError as error:
        return error
    return None


def _is_miscounted(node: Node) -> bool:
    function = functions.FUNCTIONS.get(called_name(node)) if isinstance(node, Call) else None
    return isinstance(node, Call) and function is not None and not miscounted.fits(function, len(node.arguments))


def _said(error: LangError) -> str:
    """The first line of a message, without the place at its end."""
    return error.message.partition("\n")[0].partition(" (1:")[0]
