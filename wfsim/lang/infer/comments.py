"""What was meant to be computed, and is a comment: ``//`` divides nowhere in expressions.

In: a text that can be read, and the names that it may use. Out: flaws. A comment that says something in words is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.flaws import Flaw, Trouble
from wfsim.lang.shapes import Shape
from wfsim.lang.syntax import Call, Literal, Member, Node, walk

_COMMENT: Final = re.compile(r"//([^\n]*)|/\*.*?\*/", re.S)
_HINT: Final = "For a whole number write `int(a / b)`."


def swallowed(text: str, names: Mapping[str, Shape]) -> Iterator[Flaw]:
    """Comments behind a value that are a divisor."""
    if "//" not in text:
        return
    for start, end in _comments(text):
        if _is_divisor(text[start + 2 : end], names):
            message = "`//` begins a comment: nothing is divided"
            yield Flaw(Trouble.ODD, message, start, end, _HINT)


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """The comments to the end of a line that have something before them."""
    from wfsim.lang.expr import tokens

    before = 0
    ends = [(token.start, token.end) for token in tokens.read(text)]
    for start, end in (*ends, (len(text), len(text))):
        if before:
            found = _COMMENT.finditer(text, before, start)
            yield from ((one.start(), one.end()) for one in found if one[1] is not None)
        before = end


def _is_divisor(written: str, names: Mapping[str, Shape]) -> bool:
    """Whether a comment is a number, or computes something of names that exist."""
    from wfsim.lang import expr
    from wfsim.lang.infer.walk import Walk

    try:
        tree = expr.parse(written)
        walked = Walk(written, names)
        walked.shape(tree)
    except (LangError, BudgetSpent):
        return False
    return not walked.flaws and _computes(tree)


def _computes(tree: Node) -> bool:
    if isinstance(tree, Literal):
        return isinstance(tree.value, int | float) and not isinstance(tree.value, bool)
    return any(isinstance(one, Member | Call) for one in walk(tree))
