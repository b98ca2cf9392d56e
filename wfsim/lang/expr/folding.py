"""Constants worked out before an expression runs, as expr-lang does.

In: a checked tree. Out: one without parentheses in which operations on constants are done. It is more than speed:
``x and true`` is ``x`` whatever it is, ``x and false`` is false without a look at ``x``, and ``1 % 0`` is refused.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, Final

from wfsim.lang.errors import LangError
from wfsim.lang.expr.parsing import parse
from wfsim.lang.expr.place import located
from wfsim.lang.operators import OPERATIONS, is_number
from wfsim.lang.syntax import Binary, Group, Literal, Node, Unary


@lru_cache(maxsize=4096)
def folded(text: str) -> Node:
    """The tree of an expression that was checked before."""
    try:
        return _folded(parse(text))
    except LangError as error:
        raise located(error.message, text, error.start or 0, error.end) from None


def _folded(node: Node) -> Node:
    match node:
        case Group():
            return _folded(node.inner)
        case Binary():
            return _chain(node)
        case Unary():
            return _unary(replace(node, operand=_folded(node.operand)))
        case _:
            return _inside(node)


def _inside(node: Node) -> Node:
    changed: dict[str, Any] = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, (Node, tuple)):
            changed[field.name] = _part(value)
    return replace(node, **changed) if changed else node


def _part(value: Any) -> Any:
    if isinstance(value, Node):
        return _folded(value)
    return tuple(_part(one) for one in value) if isinstance(value, tuple) else value


def _chain(node: Binary) -> Node:
    chain: list[Binary] = []
    here: Node = node
    while isinstance(here, Binary):
        chain.append(here)
        here = here.left
    found = _folded(here)
    for one in reversed(chain):
        found = _binary(replace(one, left=found, right=_folded(one.right)))
    return found


def _unary(node: Unary) -> Node:
    operand = node.operand
    if not isinstance(operand, Literal):
        return node
    if node.operator == "not" and isinstance(operand.value, bool):
        return replace(operand, value=not operand.value)
    if node.operator != "not" and isinstance(operand.value, (int, float)) and is_number(operand.value):
        return replace(operand, value=-operand.value if node.operator == "-" else operand.value)
    return node


_ARITHMETIC: Final = frozenset(("+", "-", "*", "/", "**", "%"))


def _binary(node: Binary) -> Node:
    if node.operator in ("and", "or"):
        return _logic(node)
    left, right = node.left, node.right
    if not isinstance(left, Literal) or not isinstance(right, Literal):
        return node
    if node.operator == "==" and type(left.value) is type(right.value) and isinstance(left.value, (bool, int, str)):
        return replace(left, value=left.value == right.value, end=right.end)
    texts = node.operator == "+" and isinstance(left.value, str) and isinstance(right.value, str)
    numbers = is_number(left.value) and is_number(right.value)
    if texts or (numbers and node.operator in _ARITHMETIC):
        try:
            return replace(left, value=OPERATIONS[node.operator](left.value, right.value), end=right.end)
        except LangError as error:
            raise LangError(error.message, node.position, node.end) from None
    return node


def _logic(node: Binary) -> Node:
    neutral = node.operator == "and"
    for constant, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(constant, Literal) and constant.value is neutral:
            return other
    for one in (node.left, node.right):
        if isinstance(one, Literal) and one.value is not neutral and isinstance(one.value, bool):
            return one
    return node
