"""Assignments, and keys that are constants."""

from __future__ import annotations

from wfsim.lang.jq import operators, places, primitives, steps, syntax
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.machine import Step
from wfsim.lang.jq.scopes import Scope, compiled
from wfsim.lang.jq.syntax import Constant, Node
from wfsim.lang.jq.values import Value


def _bare(node: Node) -> Node:
    """What a key begins with. gojq looks no further, so that suffixes of a constant have no effect in it."""
    while True:
        match node:
            case syntax.Index() | syntax.Slice() | syntax.Iterate() | syntax.Optional():
                node = node.target
            case syntax.Define():
                node = node.body
            case _:
                return node


def constant_key(node: syntax.Index | syntax.Slice) -> Constant | None:
    """The key of an access, or its bounds, where they are constants."""
    if isinstance(node, syntax.Index):
        return _constant(node.key)
    bounds: list[Value] = []
    for bound in (node.first, node.last):
        found = Constant(node.end, node.end, None) if bound is None else _constant(bound)
        if found is None:
            return None
        bounds.append(found.value)
    return Constant(node.start, node.end, {"start": bounds[0], "end": bounds[1]})


def _constant(key: Node) -> Constant | None:
    bare = _bare(key)
    if isinstance(bare, syntax.Unary):
        return constant_number(bare)
    if isinstance(bare, Constant) and bare.value is not None and not isinstance(bare.value, bool):
        return bare
    return None


def constant_number(node: syntax.Unary) -> Constant | None:
    """A number with its sign."""
    bare = node.operand
    while isinstance(bare, (syntax.Index, syntax.Slice, syntax.Iterate, syntax.Optional)):
        bare = bare.target
    if not isinstance(bare, Constant) or isinstance(bare.value, (bool, str)) or bare.value is None:
        return None
    value = operators.negated(Budget(), bare.value) if node.operator == "-" else bare.value
    return Constant(node.start, node.end, value)


def _constant_path(node: Node) -> list[Value] | None:
    """The path of an access that begins at the value itself and has constant keys only."""
    match node:
        case syntax.Group():
            return _constant_path(node.inner)
        case syntax.Define():
            return _constant_path(node.body)
        case syntax.Index() | syntax.Slice():
            begins = isinstance(node.target, syntax.Identity) and not node.target.written
            before = [] if begins else _constant_path(node.target)
            key = constant_key(node)
            return None if before is None or key is None else [*before, key.value]
        case _:
            return None


def assigned(node: syntax.Binary, scope: Scope, then: Step) -> Step:
    """``path = value``."""
    path = _constant_path(node.left)
    if path is None:
        return primitives.assigned(node.left, node.right, scope, then)

    def put(budget: Budget, value: Value, new: Value) -> Value:
        return places.put(budget, value, path, new, places.Owned())

    return primitives.evaluated((node.right,), scope, steps.applied(put, 1, then))


def modified(node: syntax.Binary, scope: Scope, then: Step) -> Step:
    """``path |= change``."""
    return primitives.modified(node.left, lambda end: compiled(node.right, scope, end), scope, then)


def operated(node: syntax.Binary, scope: Scope, then: Step) -> Step:
    """``path += value`` and the like: the value is of the whole input."""
    slot, _ = scope.slot()
    native = operators.OPERATORS[node.operator[:-1]]

    def change(end: Step) -> Step:
        operand = steps.loaded(0, slot.place, steps.below(steps.applied(native, 2, end)))
        return steps.aside(operand)

    update = primitives.modified(node.left, change, scope, then)
    return steps.aside(compiled(node.right, scope, steps.stored(slot.place, steps.taken(update))))
