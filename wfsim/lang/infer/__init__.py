"""Static types of expressions: what can be said of one before anything runs.

In: a tree with its text, and the shapes of the names it may use. Out: the shape of its value and everything that is
wrong with it. The checks make findings of that, ``wfsim eval`` hints.
"""

from __future__ import annotations

from collections.abc import Mapping

from wfsim.lang.errors import BudgetSpent
from wfsim.lang.flaws import Flaw, Trouble
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
    return shape, walk.found()
