"""Static types of expressions: what can be said of one before anything runs.

In: a tree with its text, and the shapes of the names it may use. Out: the shape of its value and everything that is
wrong with it. The checks make findings of that, ``wfsim eval`` hints.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wfsim.lang.errors import BudgetSpent
from wfsim.lang.flaws import Flaw, Trouble
from wfsim.lang.infer.comments import swallowed
from wfsim.lang.infer.constants import failing
from wfsim.lang.infer.quirks import lost
from wfsim.lang.infer.walk import Walk
from wfsim.lang.shapes import UNKNOWN, Shape
from wfsim.lang.syntax import Node

__all__ = ["Flaw", "Trouble", "infer"]


def infer(tree: Node, text: str, names: Mapping[str, Shape]) -> tuple[Shape, tuple[Flaw, ...]]:
    """The shape of an expression and its flaws; nothing is said of one that is nested too deeply to run."""
    walk = Walk(text, names)
    try:
        shape = walk.shape(tree)
    except BudgetSpent:
        return UNKNOWN, ()
    walk.flaws += lost(tree, text)
    walk.flaws += swallowed(text, names)
    walk.flaws += _unsaid(failing(tree, text), walk.flaws)
    return shape, walk.found()


def _unsaid(found: Iterable[Flaw], said: Sequence[Flaw]) -> list[Flaw]:
    """The flaws in which nothing stands that something is said of already."""
    return [one for one in found if not any(one.start < other.end and other.start < one.end for other in said)]
