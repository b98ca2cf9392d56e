"""Calls that expr-lang replaces by others before a run: ``len(filter(…))`` counts, ``filter(…)[0]`` finds, and so on.

In: the optimizer and a node. Out: the node, or another. One function for each pass over the tree, in ``PASSES``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from wfsim.lang.expr.trees import Looped, alike
from wfsim.lang.gonumbers import wrap
from wfsim.lang.syntax import Binary, Call, ListNode, Literal, Member, Name, Node, Pointer, Predicate, walk
from wfsim.text.records import replace

if TYPE_CHECKING:
    from wfsim.lang.expr.optimizing import Optimizer


def _call(node: Node, *names: str) -> Call | None:
    """The node where it is a call of one of these functions."""
    if isinstance(node, Call) and isinstance(node.function, Name) and node.function.name in names:
        return node
    return None


def _one(node: Node, name: str) -> Node | None:
    """The only argument of a call of a function."""
    found = _call(node, name)
    return found.arguments[0] if found is not None and len(found.arguments) == 1 else None


def _filter(node: Node | None) -> Call | None:
    found = None if node is None else _call(node, "filter")
    return found if found is not None and len(found.arguments) == 2 else None


def _named(node: Node, name: str, arguments: tuple[Node, ...], **more: Any) -> Looped:
    """A call in place of a node."""
    return Looped(node.start, node.end, Name(node.at, node.end, name), arguments, **more)


def _mapped(node: Call) -> Node | None:
    return node.mapped if isinstance(node, Looped) else None


def _map_of_filter(optimizer: Optimizer, node: Node) -> Node:
    call = _call(node, "map")
    if call is None or len(call.arguments) != 2 or not isinstance(call.arguments[1], Predicate):
        return node
    inner = _call(call.arguments[0], "filter")
    if inner is None or _mapped(inner) is not None:
        return node
    if any(isinstance(one, Pointer) and one.name == "index" for one in walk(call.arguments[1])):
        return node
    return optimizer.like(node, _named(node, "filter", inner.arguments, mapped=call.arguments[1].body))


def _length_of_filter(optimizer: Optimizer, node: Node) -> Node:
    inner = _filter(_one(node, "len"))
    return node if inner is None else optimizer.like(node, _named(node, "count", inner.arguments))


def _end_of_filter(place: int, function: str, finder: str) -> Pass:
    """``filter(…)[0]`` and ``first(filter(…))``."""

    def visit(optimizer: Optimizer, node: Node) -> Node:
        inner, throws = _filter(_one(node, function)), False
        if isinstance(node, Member) and not node.optional and isinstance(node.property, Literal):
            key = node.property.value
            if type(key) is int and key == place:
                inner, throws = _filter(node.object), True
        if inner is None:
            return node
        found = _named(node, finder, inner.arguments, throws=throws, mapped=_mapped(inner))
        return optimizer.like(node, found)

    return visit


# Two calls of the function joined by the operator are one call with both predicates joined by the other.
_COMBINED: Final = {("all", "and"): "and", ("any", "or"): "or", ("none", "and"): "or"}


def _combined(optimizer: Optimizer, node: Node) -> Node:
    if not isinstance(node, Binary):
        return node
    left = _call(node.left, "all", "any", "none")
    right = None if left is None else _call(node.right, _name(left))
    if left is None or right is None or (_name(left), node.operator) not in _COMBINED:
        return node
    one, other = left.arguments[0], right.arguments[0]
    if optimizer.natures[one].type != optimizer.natures[other].type or not alike(one, other):
        return node
    first, second = left.arguments[1], right.arguments[1]
    assert isinstance(first, Predicate) and isinstance(second, Predicate)
    operator = _COMBINED[_name(left), node.operator]
    both: Node = Binary(first.start, second.end, operator, first.body, second.body, node.position)
    body = Predicate(first.start, second.end, _combined(optimizer, both))
    return optimizer.like(node, _named(node, _name(left), (one, body)))


def _name(node: Call) -> str:
    return node.function.name if isinstance(node.function, Name) else ""


def _edges(node: Node) -> tuple[int, int] | None:
    """The edges of a range of constants that is not empty."""
    if not isinstance(node, Binary) or node.operator != "..":
        return None
    first, last = _int(node.left), _int(node.right)
    return None if first is None or last is None or last < first else (first, last)


def _int(node: Node) -> int | None:
    value = node.value if isinstance(node, Literal) else None
    return value if type(value) is int else None


def _halved(product: int) -> int:
    """Divided by two towards zero, after it wrapped around."""
    found = wrap(product)
    return -(-found // 2) if found < 0 else found // 2


def _sum_of_range(optimizer: Optimizer, node: Node) -> Node:
    call = _call(node, "sum", "reduce")
    edges = None if call is None else _edges(call.arguments[0])
    if call is None or edges is None:
        return node
    first, last = edges
    count = wrap(last - first + 1)
    total = _halved(wrap(count * wrap(first + last)))
    found = _summed(call, count, total) if _name(call) == "sum" else _reduced(call, total)
    return node if found is None else optimizer.constant(node, wrap(found))


def _summed(call: Call, count: int, total: int) -> int | None:
    """The sum of what a simple predicate makes of each number of a range."""
    if len(call.arguments) == 1:
        return total
    predicate = call.arguments[1]
    body = predicate.body if isinstance(predicate, Predicate) else predicate
    if _is_item(body):
        return total
    if not isinstance(body, Binary):
        return None
    number = _int(body.right) if _is_item(body.left) else _int(body.left) if _is_item(body.right) else None
    if number is None:
        return None
    match body.operator:
        case "*":
            return wrap(number * total)
        case "+":
            return wrap(total + wrap(count * number))
        case "-":
            return wrap(total - wrap(count * number)) if _is_item(body.left) else wrap(wrap(count * number) - total)
        case _:
            return None


def _is_item(node: Node) -> bool:
    return isinstance(node, Pointer) and node.name == ""


def _reduced(call: Call, total: int) -> int | None:
    """``reduce(1..n, # + #acc)``."""
    predicate = call.arguments[1]
    body = predicate.body if isinstance(predicate, Predicate) else predicate
    if not isinstance(body, Binary) or body.operator != "+":
        return None
    names = {one.name if isinstance(one, Pointer) else None for one in (body.left, body.right)}
    if names != {"", "acc"}:
        return None
    if len(call.arguments) < 3:
        return total
    start = _int(call.arguments[2])
    return None if start is None else start + total


def _sum_of_list(optimizer: Optimizer, node: Node) -> Node:
    """``sum([a, b, c])`` is ``a + (b + c)``."""
    values = _one(node, "sum")
    if not isinstance(values, ListNode) or len(values.items) < 2:
        return node
    found = values.items[-1]
    for item in reversed(values.items[:-1]):
        found = Binary(item.start, found.end, "+", item, found, item.end)
    return optimizer.like(node, found)


def _sum_of_map(optimizer: Optimizer, node: Node) -> Node:
    values = _one(node, "sum")
    inner = None if values is None else _call(values, "map")
    if inner is None or len(inner.arguments) != 2 or not isinstance(node, Call):
        return node
    return optimizer.like(node, _named(node, "sum", inner.arguments))


def _counted(node: Node) -> tuple[Call, int] | None:
    """A count that is compared with a constant."""
    if not isinstance(node, Binary):
        return None
    call, number = _call(node.left, "count"), _int(node.right)
    return None if call is None or number is None or len(call.arguments) != 2 else (call, number)


def _any_counted(optimizer: Optimizer, node: Node) -> Node:
    counted = _counted(node)
    if counted is None or not isinstance(node, Binary):
        return node
    call, number = counted
    if (node.operator, number) in ((">", 0), (">=", 1)):
        return optimizer.like(node, _named(node, "any", call.arguments))
    return node


def _enough_counted(optimizer: Optimizer, node: Node) -> Node:
    """Counting stops when it is clear how the comparison ends."""
    counted = _counted(node)
    if counted is None or not isinstance(node, Binary) or node.operator not in ("<", ">", "<=", ">="):
        return node
    call, number = counted
    enough = number + (node.operator in (">", "<="))
    if number < 0 or enough <= 1:
        return node
    fresh = optimizer.natures.kept(call, _named(call, "count", call.arguments, enough=enough))
    return optimizer.natures.kept(node, replace(node, left=fresh))


Pass = Callable[["Optimizer", Node], Node]
PASSES: Final[tuple[Pass, ...]] = (
    _map_of_filter,
    _length_of_filter,
    _end_of_filter(-1, "last", "findLast"),
    _end_of_filter(0, "first", "find"),
    _combined,
    _sum_of_range,
    _sum_of_list,
    _sum_of_map,
    _any_counted,
    _enough_counted,
)
