"""Conditions, loops, errors, variables and definitions to steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from wfsim.lang.errors import LangError
from wfsim.lang.jq import patterns, steps, syntax
from wfsim.lang.jq.machine import Code, Label, Machine, Step, backtrack, catching, leave, passing
from wfsim.lang.jq.mistakes import Broken, JqError
from wfsim.lang.jq.scopes import Scope, Slot, compiled
from wfsim.lang.jq.syntax import Node
from wfsim.lang.jq.values import true


def _if(node: syntax.If, scope: Scope, then: Step) -> Step:
    step = then if node.otherwise is None else compiled(node.otherwise, scope, then)
    for condition, body in reversed(node.branches):
        step = _decided(condition, scope, compiled(body, scope, then), step)
    return step


def _decided(condition: Node, scope: Scope, then: Step, otherwise: Step) -> Step:
    """One way or the other, both with the value from before the condition."""

    def step(machine: Machine) -> Step:
        machine.quiet -= 1
        decided = true(machine.value)
        machine.value, machine.stack = machine.stack
        return then if decided else otherwise

    return steps.beside(compiled(condition, scope, step))


def both(node: syntax.Binary, scope: Scope, then: Step) -> Step:
    """``and``."""
    no = steps.constant(False, then)
    right = _decided(node.right, scope, steps.constant(True, then), no)
    return _decided(node.left, scope, right, no)


def either(node: syntax.Binary, scope: Scope, then: Step) -> Step:
    """``or``."""
    yes = steps.constant(True, then)
    right = _decided(node.right, scope, yes, steps.constant(False, then))
    return _decided(node.left, scope, yes, right)


def alternative(node: syntax.Binary, scope: Scope, then: Step) -> Step:
    """``left // right``: what holds of the left, and only where nothing does, the right. Errors come through."""
    right = compiled(node.right, scope, then)

    def found(machine: Machine) -> Step | None:
        if not true(machine.value):
            return machine.back()
        cell, machine.stack = machine.stack
        cell[0] = True
        return then

    left = compiled(node.left, scope, found)

    def exhausted(machine: Machine) -> Step | None:
        done, machine.value = machine.value
        return machine.back() if done else right

    def step(machine: Machine) -> Step:
        cell = [False, machine.value]
        machine.fork(exhausted, cell)
        machine.stack = cell, machine.stack
        return left

    return step


def _try(node: syntax.Try, scope: Scope, then: Step) -> Step:
    handler = backtrack if node.handler is None else compiled(node.handler, scope, then)
    return attempted(lambda end: compiled(node.body, scope, end), handler, then)


def _optional(node: syntax.Optional, scope: Scope, then: Step) -> Step:
    """Only the last suffix is tried, of the value that all before it gives, its key included."""
    target = node.target
    if isinstance(target, (syntax.Index, syntax.Slice, syntax.Iterate)):
        last = target._replace(target=syntax.Identity(target.start, target.start))
        step = attempted(lambda end: compiled(last, scope, end), backtrack, then)
        return compiled(target.target, scope, step)
    return attempted(lambda end: compiled(target, scope, end), backtrack, then)


def attempted(body: Callable[[Step], Step], handler: Step, then: Step) -> Step:
    """A body whose errors go to a handler, but not those of what follows it."""

    def ended(machine: Machine) -> Step:
        machine.fork(None, None, passing)
        return then

    first = body(ended)
    rescue = catching(handler)

    def step(machine: Machine) -> Step:
        machine.fork(None, machine.value, rescue)
        return first

    return step


def _reduce(node: syntax.Reduce, scope: Scope, then: Step) -> Step:
    bound = patterns.binding((node.pattern,), scope)

    def updated(machine: Machine) -> Step | None:
        machine.stack[0][0] = machine.value
        return machine.back()

    update = _state(compiled(node.update, bound.after, updated))
    source = compiled(node.source, scope, patterns.taken(node.pattern, bound, [], update))

    def finished(machine: Machine) -> Step:
        machine.value = machine.value[0]
        return then

    def begun(machine: Machine) -> Step:
        cell = [machine.value]
        machine.value, machine.stack = machine.stack
        machine.fork(finished, cell)
        machine.stack = cell, machine.stack
        return source

    return steps.aside(compiled(node.initial, scope, begun))


def _state(then: Step) -> Step:
    """What the loop's cell holds."""

    def step(machine: Machine) -> Step:
        machine.value = machine.stack[0][0]
        return then

    return step


def _foreach(node: syntax.Foreach, scope: Scope, then: Step) -> Step:
    bound = patterns.binding((node.pattern,), scope)
    extract = then if node.extract is None else compiled(node.extract, bound.after, then)

    def updated(machine: Machine) -> Step:
        cell, machine.stack = machine.stack
        cell[0] = machine.value
        return extract

    update = _state(compiled(node.update, bound.after, updated))
    source = compiled(node.source, scope, patterns.taken(node.pattern, bound, [], update))

    def begun(machine: Machine) -> Step:
        cell = [machine.value]
        machine.value, rest = machine.stack
        machine.stack = cell, rest
        return source

    return steps.aside(compiled(node.initial, scope, begun))


def _bind(node: syntax.Bind, scope: Scope, then: Step) -> Step:
    bound = patterns.binding(node.patterns, scope)
    end = steps.loud(steps.taken(compiled(node.body, bound.after, then)))
    step: Step = backtrack
    for place in reversed(range(len(node.patterns))):
        seen = [name for one in node.patterns[:place] for name in patterns.names(one)]
        here = patterns.taken(node.patterns[place], bound, seen, end)
        if place < len(node.patterns) - 1:
            here = patterns.tried(step, here)
        step = patterns.reset(node.patterns[place - 1], bound, here) if place else here
    return steps.beside(compiled(node.source, scope, step))


def _label(node: syntax.Label, scope: Scope, then: Step) -> Step:
    slot, inner = scope.slot(f"label {node.name}")
    body = compiled(node.body, inner, then)

    def step(machine: Machine) -> Step:
        machine.frame.slots[slot.place] = labelled(machine, node.name)  # type: ignore[union-attr]
        return body

    return step


def labelled(machine: Machine, name: str) -> Label:
    """A new label, at which breaks end from now on."""
    label = Label(name, machine.labels)
    machine.labels += 1

    def rescue(machine: Machine, error: JqError) -> Step | JqError:
        return backtrack if isinstance(error, Broken) and error.label == label else error

    machine.fork(None, None, rescue)
    return label


def _break(node: syntax.Break, scope: Scope, then: Step) -> Step:
    slot = scope.find(f"label {node.name}")
    if not isinstance(slot, Slot):
        raise LangError(f"label not defined: {node.name}", node.start, node.end)
    hops, place = scope.depth - slot.depth, slot.place

    def step(machine: Machine) -> Step:
        raise Broken(steps.frame_up(machine, hops).slots[place])

    return step


def _define(node: syntax.Define, scope: Scope, then: Step) -> Step:
    return compiled(node.body, defined(node.definition, scope), then)


def defined(definition: syntax.Definition, scope: Scope) -> Scope:
    """The scope in which a definition holds; its body is compiled, whether it is called or not."""
    function, after = scope.function(definition.name, len(definition.parameters))
    body_of(definition, after, function.code)
    return after


def body_of(definition: syntax.Definition, scope: Scope, code: Code) -> None:
    """Compiles the body of a function. Its parameters are closures; those with a dollar are evaluated at once."""
    inner = scope.inside(code)
    values: list[tuple[int, str]] = []
    for name in definition.parameters:
        slot, inner = inner.slot(name.lstrip("$"))
        if name.startswith("$"):
            values.append((slot.place, name))
    places: list[tuple[int, int]] = []
    for closure, name in values:
        slot, inner = inner.slot(name)
        places.append((closure, slot.place))
    step = compiled(definition.body, inner, leave)
    for closure, place in reversed(places):
        step = _evaluated(closure, place, step)
    code.entry = step


def _evaluated(closure: int, place: int, then: Step) -> Step:
    """The value of a closure, of the value in hand, into a variable."""
    end = steps.stored(place, steps.loud(steps.taken(then)))
    return steps.beside(steps.closed(0, closure, end))


TABLE: Final[dict[type, Callable[[Any, Scope, Step], Step]]] = {
    syntax.If: _if,
    syntax.Try: _try,
    syntax.Optional: _optional,
    syntax.Reduce: _reduce,
    syntax.Foreach: _foreach,
    syntax.Bind: _bind,
    syntax.Label: _label,
    syntax.Break: _break,
    syntax.Define: _define,
}
