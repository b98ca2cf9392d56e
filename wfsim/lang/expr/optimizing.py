"""The tree as expr-lang has it before it runs: constants computed, and some calls replaced by others.

In: a checked tree and what is known of its nodes. Out: another tree. It is more than speed: ``x and true`` is ``x``
whatever it is, ``x and false`` is false without a look at ``x``, ``1 % 0`` is refused, ``filter(…)[0]`` stops at the
first find, and ``in`` a list of constant texts is a look-up in a map, which takes nothing but texts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from wfsim.lang import gomath, gonumbers, gotypes
from wfsim.lang.errors import LangError
from wfsim.lang.expr import folds
from wfsim.lang.expr.calls import builtin
from wfsim.lang.expr.natures import Nature, of
from wfsim.lang.expr.trees import Looped, Natures, rewritten
from wfsim.lang.gotypes import go
from wfsim.lang.govalues import Keyed
from wfsim.lang.operators import divided, remainder
from wfsim.lang.syntax import Binary, Call, ListNode, Literal, Node, Predicate, Unary, walk
from wfsim.text.records import replace

_TEXTS: Final = go("map[string]struct {}")
_NUMBERS: Final = go("map[int]struct {}")
MOST_ROUNDS: Final = 1_000


def optimized(tree: Node, natures: Natures) -> Node:
    """The tree that is run."""
    return Optimizer(natures).tree(tree)


class Optimizer:
    """The passes over a tree, in expr-lang's order; each sees what the ones before made of it."""

    def __init__(self, natures: Natures) -> None:
        self.natures = natures
        self.changed = False

    def tree(self, tree: Node) -> Node:
        kinds = {type(node) for node in walk(tree)}
        if Binary in kinds and ListNode in kinds:
            tree = self.rewrite(tree, self.among)
        if kinds & {Binary, Unary, ListNode, Call}:
            tree = self.folded(tree)
        if Binary in kinds:
            tree = self.rewrite(tree, self.in_range)
        if Call in kinds:
            for one in folds.PASSES:
                tree = self.rewrite(tree, lambda node, one=one: one(self, node))  # type: ignore[misc]
        return tree

    def rewrite(self, tree: Node, visit: Callable[[Node], Node]) -> Node:
        return rewritten(tree, visit, self.natures)

    def typed(self, node: Node, value: Literal) -> Node:
        """A constant in place of a node."""
        self.natures[value] = of(value.value)
        return value

    def like(self, node: Node, fresh: Node) -> Node:
        """Another node in place of one, of the same type as far as anybody knows."""
        known = self.natures[node]
        self.natures[fresh] = Nature(known.type or gotypes.ANY)
        return fresh

    # -- in a list of constants -------------------------------------------------------------------------------------

    def among(self, node: Node) -> Node:
        if not isinstance(node, Binary) or node.operator != "in" or not isinstance(node.right, ListNode):
            return node
        items = [item.value if isinstance(item, Literal) else None for item in node.right.items]
        if not items:
            return node
        if self.natures[node.left].kind == "int" and all(type(item) is int for item in items):
            return self.like(node, replace(node, right=self.keyed(node.right, items, _NUMBERS)))
        if all(isinstance(item, str) for item in items):
            return self.like(node, replace(node, right=self.keyed(node.right, items, _TEXTS)))
        return node

    def keyed(self, node: Node, items: list[Any], type: gotypes.GoType) -> Node:
        return self.typed(node, Literal(node.start, node.end, Keyed(dict.fromkeys(items), type)))

    def in_range(self, node: Node) -> Node:
        """``x in 1..5`` of an integer: two comparisons."""
        if not isinstance(node, Binary) or node.operator != "in" or self.natures[node.left].kind != "int":
            return node
        edges = node.right
        if not isinstance(edges, Binary) or edges.operator != ".." or not is_int(edges.left) or not is_int(edges.right):
            return node
        low = Binary(node.start, node.end, ">=", node.left, edges.left, node.position)
        high = Binary(node.start, node.end, "<=", node.left, edges.right, node.position)
        return self.like(node, Binary(node.start, node.end, "and", low, high, node.position))

    # -- constants --------------------------------------------------------------------------------------------------

    def folded(self, tree: Node) -> Node:
        for _ in range(MOST_ROUNDS):
            self.changed = False
            tree = self.rewrite(tree, self.fold)
            if not self.changed:
                break
        return tree

    def fold(self, node: Node) -> Node:
        match node:
            case Unary():
                fresh = self.fold_unary(node)
            case Binary():
                fresh = self.fold_binary(node)
            case ListNode():
                fresh = self.fold_list(node)
            case Call():
                fresh = self.fold_filters(node)
            case _:
                return node
        self.changed = self.changed or fresh is not node
        return fresh

    def constant(self, node: Node, value: Any) -> Node:
        return self.typed(node, Literal(node.start, node.end, value))

    def fold_unary(self, node: Unary) -> Node:
        if not isinstance(node.operand, Literal):
            return node
        value = node.operand.value
        if node.operator == "not":
            return self.constant(node, not value) if isinstance(value, bool) else node
        if type(value) not in (int, float):
            return node
        return self.constant(node, -value if node.operator == "-" else value)  # type: ignore[operator]

    def fold_binary(self, node: Binary) -> Node:
        if node.operator in ("and", "or"):
            return self.fold_logic(node)
        if not isinstance(node.left, Literal) or not isinstance(node.right, Literal):
            return node
        left, right = node.left.value, node.right.value
        if node.operator == "==":
            fits = type(left) is type(right) and type(left) in (int, str, bool)
            return self.constant(node, left == right) if fits else node
        if type(left) is str and type(right) is str:
            return self.constant(node, left + right) if node.operator == "+" else node
        if type(left) not in (int, float) or type(right) not in (int, float) or node.operator not in _ARITHMETIC:
            return node
        if node.operator == "%":
            if type(left) is not int or type(right) is not int:
                return node
            if right == 0:
                raise LangError("integer divide by zero", node.position, node.end)
        return self.constant(node, _ARITHMETIC[node.operator](left, right))

    def fold_logic(self, node: Binary) -> Node:
        neutral = node.operator == "and"
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, Literal) and one.value is neutral:
                return self.like(node, replace(other))
        for one in (node.left, node.right):
            if isinstance(one, Literal) and one.value is (not neutral):
                return self.constant(node, not neutral)
        return node

    def fold_list(self, node: ListNode) -> Node:
        values = [item.value for item in node.items if isinstance(item, Literal)]
        if not values or len(values) < len(node.items) or any(type(one) not in _FOLDED for one in values):
            return node
        return self.constant(node, values)

    def fold_filters(self, node: Call) -> Node:
        """A filter of a filter is one with both conditions."""
        inner = node.arguments[0] if called(node) == "filter" and len(node.arguments) == 2 else None
        if not isinstance(inner, Call) or called(inner) != "filter":
            return node
        both = joined("and", inner.arguments[1], node.arguments[1])
        return self.like(node, Looped(node.start, node.end, node.function, (inner.arguments[0], both)))


_FOLDED: Final = frozenset((int, float, str, bool))


def _computed(how: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """In floats where either is one, in 64 bits otherwise."""

    def compute(left: Any, right: Any) -> Any:
        if type(left) is float or type(right) is float:
            return how(float(left), float(right))
        return gonumbers.wrap(how(left, right))

    return compute


_ARITHMETIC: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": _computed(lambda left, right: left + right),
    "-": _computed(lambda left, right: left - right),
    "*": _computed(lambda left, right: left * right),
    "/": lambda left, right: divided(float(left), float(right)),
    "**": lambda left, right: gomath.power(float(left), float(right)),
    "%": remainder,
}


def is_int(node: Node) -> bool:
    """Whether a node is a constant integer."""
    return isinstance(node, Literal) and type(node.value) is int


def called(node: Node) -> str:
    """The name of the language's own function that is called; empty for anything else."""
    return builtin(node, "", False) if isinstance(node, Call) else ""


def joined(operator: str, one: Node, other: Node) -> Predicate:
    """One predicate of two."""
    assert isinstance(one, Predicate) and isinstance(other, Predicate)
    both = Binary(one.start, other.end, operator, one.body, other.body, other.start)
    return Predicate(one.start, other.end, both)
