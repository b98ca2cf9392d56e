"""Names to steps: functions and variables of the filter, then those that are built in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from wfsim.lang.errors import LangError
from wfsim.lang.jq import control, primitives, steps, syntax
from wfsim.lang.jq.functions import table
from wfsim.lang.jq.machine import Code, Frame, Machine, Step, leave
from wfsim.lang.jq.scopes import Function, Scope, Slot, compiled
from wfsim.lang.jq.syntax import Node

Argument = Callable[[Machine], tuple[Code, Frame | None]]


def _call(node: syntax.Call, scope: Scope, then: Step) -> Step:
    name, arguments = node.name, node.arguments
    found = scope.find_function(name, len(arguments)) if arguments else scope.find(name)
    if isinstance(found, Slot):
        return steps.closed(scope.depth - found.depth, found.place, then)
    if found is None and name == "env" and not arguments:
        return steps.constant({}, then)
    if found is None:
        found = _built_in(node, scope)
    if found is not None:
        return _entered(found, arguments, scope, then)
    if (name, len(arguments)) in primitives.PRIMITIVES:
        return primitives.PRIMITIVES[name, len(arguments)](node, scope, then)
    known = table.find(name, len(arguments))
    if known is None or known.call is None:
        raise LangError(f"function not defined: {name}/{len(arguments)}", node.start, node.end)
    return _native(known.call, node, scope, then)


def _built_in(node: syntax.Call, scope: Scope) -> Function | None:
    """A built-in function that is written in jq itself; compiled where a filter first calls it."""
    name, arity = node.name, len(node.arguments)
    codes = scope.shared.codes
    if (name, arity) not in codes:
        definition = table.definition(name, arity)
        if definition is None:
            return None
        code = codes[name, arity] = Code()
        try:
            control.body_of(definition, Scope(scope.shared, Code()), code)
        except LangError as error:  # its places are not those of the filter
            raise LangError(error.message, node.start, node.end) from None
    return Function(name, arity, codes[name, arity], None)


def _entered(function: Function, arguments: tuple[Node, ...], scope: Scope, then: Step) -> Step:
    code = function.code
    given = [_argument(one, scope) for one in arguments]
    hops = None if function.depth is None else scope.depth - function.depth

    def step(machine: Machine) -> Step:
        outer = None if hops is None else steps.frame_up(machine, hops)
        closures = [one(machine) for one in given]
        entry = steps.entered(code, outer, machine, then)
        machine.frame.slots[: len(closures)] = closures  # type: ignore[union-attr]
        return entry

    return step


def _argument(node: Node, scope: Scope) -> Argument:
    """What makes the closure of an argument; one that is only handed on stays the closure that it is."""
    if isinstance(node, syntax.Call) and not node.arguments:
        found = scope.find(node.name)
        if isinstance(found, Slot):
            hops, place = scope.depth - found.depth, found.place
            return lambda machine: steps.frame_up(machine, hops).slots[place]
    code = Code()
    code.entry = compiled(node, scope.inside(code), leave)
    return lambda machine: (code, machine.frame)


def _native(native: steps.Native, node: syntax.Call, scope: Scope, then: Step) -> Step:
    """A function of Python."""
    arity = len(node.arguments)
    return primitives.evaluated(node.arguments, scope, steps.applied(native, arity, then))


def _variable(node: syntax.Variable, scope: Scope, then: Step) -> Step:
    found = scope.find(node.name)
    if isinstance(found, Slot):
        return steps.loaded(scope.depth - found.depth, found.place, then)
    if node.name == "$ENV":
        return steps.constant({}, then)
    raise LangError(f"variable not defined: {node.name}", node.start, node.end)


TABLE: Final[dict[type, Callable[[Any, Scope, Step], Step]]] = {syntax.Call: _call, syntax.Variable: _variable}
