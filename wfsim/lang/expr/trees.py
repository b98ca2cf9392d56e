"""Trees of expressions as expr-lang has them after reading: without parentheses, changed node by node.

In: trees of ``syntax``. Out: trees, and what is known of each of their nodes. Called by ``checking``, ``optimizing``
and ``compiling``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.expr.natures import UNKNOWN, Nature
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
    Sequence,
    Slice,
    Unary,
)
from wfsim.text.records import dataclass, replace

DEEPEST: Final = 120  # nested so deeply is no expression that somebody wrote


@dataclass(frozen=True, slots=True)
class Looped(Call):
    """A call of ``filter``, ``find`` or ``count`` that does more, or less, than it says.

    ``throws``: to find nothing is an error. ``mapped``: what is taken of an item instead of the item. ``enough``:
    after so many nobody has to look on.
    """

    throws: bool = False
    mapped: Node | None = None
    enough: int | None = None


class Natures:
    """What is known of each node; nothing where nobody looked."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Node, Nature]] = {}

    def __getitem__(self, node: Node) -> Nature:
        found = self._known.get(id(node))
        return UNKNOWN if found is None else found[1]

    def __setitem__(self, node: Node, nature: Nature) -> None:
        self._known[id(node)] = (node, nature)

    def __contains__(self, node: Node) -> bool:
        return id(node) in self._known

    def kept(self, old: Node, new: Node) -> Node:
        """The new node, of which is known what is known of the old one."""
        if new is not old and old in self:
            self[new] = self[old]
        return new


Visit = Callable[[Node], Node]

# The fields that hold nodes, by type of node.
_FIELDS: Final[dict[type[Node], tuple[str, ...]]] = {
    Unary: ("operand",),
    Binary: ("left", "right"),
    Conditional: ("condition", "then", "otherwise"),
    Member: ("object", "property"),
    Chain: ("inner",),
    Slice: ("object", "first", "last"),
    Call: ("function", "arguments"),
    Looped: ("function", "arguments"),
    Predicate: ("body",),
    ListNode: ("items",),
    MapNode: ("pairs",),
    Let: ("value", "body"),
    Sequence: ("parts",),
}


def rewritten(tree: Node, visit: Visit, natures: Natures) -> Node:
    """The tree with every node replaced by what ``visit`` makes of it, inner ones first."""
    return _Rewriting(visit, natures).node(tree)


class _Rewriting:
    def __init__(self, visit: Visit, natures: Natures) -> None:
        self.visit = visit
        self.natures = natures
        self.depth = 0

    def node(self, node: Node) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise too_deep(node)
        found = self.chain(node) if isinstance(node, Binary) else self.one(node)
        self.depth -= 1
        return found

    def one(self, node: Node) -> Node:
        changed: dict[str, Any] = {}
        for name in _FIELDS.get(type(node), ()):
            value = getattr(node, name)
            fresh = self.part(value)
            if fresh is not value:
                changed[name] = fresh
        return self.visit(self.natures.kept(node, replace(node, **changed)) if changed else node)

    def part(self, value: Any) -> Any:
        if isinstance(value, Node):
            return self.node(value)
        if not isinstance(value, tuple):
            return value
        fresh = tuple(self.part(one) for one in value)
        return value if all(one is other for one, other in zip(fresh, value, strict=True)) else fresh

    def chain(self, node: Binary) -> Node:
        """Chains of operators lean to the left, and are as long as one likes."""
        links = chain_of(node)
        found = self.node(links[0].left)
        for link in links:
            right = self.node(link.right)
            same = found is link.left and right is link.right
            fresh: Node = link if same else self.natures.kept(link, replace(link, left=found, right=right))
            found = self.visit(fresh)
        return found


def chain_of(node: Binary) -> list[Binary]:
    """The operations of a chain, the innermost first."""
    links = [node]
    while isinstance(links[-1].left, Binary):
        links.append(links[-1].left)
    return links[::-1]


def too_deep(node: Node) -> BudgetSpent:
    """Refusal of a tree that is nested too deeply."""
    return BudgetSpent("the expression is nested too deeply", node.start, node.end)


def refused(node: Node, message: str) -> LangError:
    """A LangError with its place."""
    return LangError(message, node.at, node.end)


def bare(tree: Node) -> Node:
    """The tree without its parentheses."""
    return _Bare().node(tree)


class _Bare(_Rewriting):
    def __init__(self) -> None:
        super().__init__(lambda node: node, Natures())

    def node(self, node: Node) -> Node:
        while isinstance(node, Group):
            node = node.inner
        return super().node(node)

    def chain(self, node: Binary) -> Node:
        # Parentheses on the left edge do not end a chain, but they have to go first.
        links: list[Binary] = []
        here: Node = node
        while isinstance(here, (Binary, Group)):
            if isinstance(here, Binary):
                links.append(here)
            here = here.left if isinstance(here, Binary) else here.inner
        found = self.node(here)
        for link in reversed(links):
            found = replace(link, left=found, right=self.node(link.right))
        return found


def alike(one: Any, other: Any) -> bool:
    """Whether two trees say the same, wherever they stand."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if not isinstance(one, Node) or not isinstance(other, Node):
        return bool(one == other)
    if type(one) is not type(other):
        return False
    if isinstance(one, Literal) and isinstance(other, Literal):
        return isinstance(one.value, str) is isinstance(other.value, str) and one.value == other.value
    places = ("start", "end", "position")
    names = [name for kind in type(one).__mro__ for name in getattr(kind, "__slots__", ()) if name not in places]
    return all(alike(getattr(one, name), getattr(other, name)) for name in names)
