"""Functions that are more than a value of values: they go back, follow paths, or give many results.

Each takes the call, and gives its steps. The rows about them are in ``functions.table``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from typing import Any, Final

from wfsim.lang.errors import LangError
from wfsim.lang.jq import control, mistakes, places, steps, syntax
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.machine import Each, Machine, Step, Trail, backtrack, keys, same
from wfsim.lang.jq.mistakes import Broken
from wfsim.lang.jq.operators import added
from wfsim.lang.jq.order import compare
from wfsim.lang.jq.scopes import Scope, compiled
from wfsim.lang.jq.syntax import Node
from wfsim.lang.jq.values import Value, number

Primitive = Callable[[syntax.Call, Scope, Step], Step]


def evaluated(arguments: Sequence[Node], scope: Scope, then: Step) -> Step:
    """Arguments from the last to the first, each of the same value: all laid aside but the first, the value on top."""
    for place, argument in enumerate(arguments):
        then = compiled(argument, scope, steps.below(then) if place else then)
    return steps.aside(then) if arguments else then


def _empty(node: syntax.Call, scope: Scope, then: Step) -> Step:
    return backtrack


def _path(node: syntax.Call, scope: Scope, then: Step) -> Step:
    return followed(lambda end: compiled(node.arguments[0], scope, end), then)


def followed(body: Callable[[Step], Step], then: Step) -> Step:
    """The paths of all that a body finds."""

    def ended(machine: Machine) -> Step:
        trail = machine.trail
        assert trail is not None
        if not same(machine.value, trail.value):
            raise mistakes.no_path(machine.value)
        (machine.trail, machine.quiet), machine.stack = machine.stack
        machine.value = keys(trail)
        return then

    first = body(ended)

    def step(machine: Machine) -> Step:
        machine.stack = (machine.trail, machine.quiet), machine.stack
        machine.trail, machine.quiet = Trail(None, machine.value, None), 0
        return first

    return step


def _getpath(node: syntax.Call, scope: Scope, then: Step) -> Step:
    end = steps.loud(_got(then))
    return steps.beside(compiled(node.arguments[0], scope, end))


def _got(then: Step) -> Step:
    def step(machine: Machine) -> Step:
        path = machine.value
        value, machine.stack = machine.stack
        machine.value = got(machine, value, path)
        return then

    return step


def got(machine: Machine, value: Value, path: Any) -> Value:
    """What stands at a path, noted on the trail."""
    found = places.get(machine.budget, value, path)
    if machine.trail is not None and not machine.quiet:
        if not same(value, machine.trail.value):
            raise mistakes.no_path(value)
        for key in path:
            machine.trail = Trail(key, found, machine.trail)
    return found


def _index(node: syntax.Call, scope: Scope, then: Step) -> Step:
    target, key = node.arguments
    found = steps.loud(compiled(target, scope, steps.looked_up(then)))
    return steps.beside(compiled(key, scope, steps.crossed(found)))


def _slice(node: syntax.Call, scope: Scope, then: Step) -> Step:
    target, last, first = node.arguments
    found = steps.loud(compiled(target, scope, steps.sliced(then)))
    end = compiled(last, scope, steps.crossed(found))
    return steps.beside(compiled(first, scope, steps.below(end)))


def _range(node: syntax.Call, scope: Scope, then: Step) -> Step:
    def step(machine: Machine) -> Step | None:
        first = machine.value
        _, (last, (by, machine.stack)) = machine.stack
        for bound in (first, last, by):
            if number(bound) is None:
                raise mistakes.unfit("range", bound)
        return Each(_numbers(machine.budget, first, last, by), then)(machine)

    return evaluated(node.arguments, scope, step)


def _numbers(budget: Budget, first: Value, last: Value, by: Value) -> Iterator[tuple[None, Value]]:
    if type(first) is type(last) is type(by) is int and by:
        yield from zip(repeat(None), range(first, last, by), strict=False)
        return
    direction = compare(budget, by, 0)
    while direction * compare(budget, first, last) < 0:
        yield None, first
        first = added(budget, None, first, by)


def _last(node: syntax.Call, scope: Scope, then: Step) -> Step:
    def seen(machine: Machine) -> Step | None:
        machine.stack[0][:] = [machine.value]
        return machine.back()

    def ended(machine: Machine) -> Step | None:
        if not machine.value:
            return machine.back()
        (machine.value,) = machine.value
        return then

    generator = compiled(node.arguments[0], scope, seen)

    def step(machine: Machine) -> Step:
        cell: list[Value] = []
        machine.fork(ended, cell)
        machine.stack = cell, machine.stack
        return generator

    return step


def _builtins(node: syntax.Call, scope: Scope, then: Step) -> Step:
    from wfsim.lang.jq.functions import table

    return steps.constant([*table.names()], then)


def _now(node: syntax.Call, scope: Scope, then: Step) -> Step:
    def step(machine: Machine) -> Step:
        if machine.now_ms is None:
            raise LangError("now reads the clock, which there is in a run only", node.start, node.end)
        machine.value = machine.now_ms / 1000
        return then

    return step


def _input(node: syntax.Call, scope: Scope, then: Step) -> Step:
    raise LangError("input(s)/0 is not allowed", node.start, node.end)


def _assign(node: syntax.Call, scope: Scope, then: Step) -> Step:
    path, value = node.arguments
    return assigned(path, value, scope, then)


def assigned(path: Node, value: Node, scope: Scope, then: Step) -> Step:
    """``path = value``, for every value: it is put at all paths."""

    def put(machine: Machine) -> Step | None:
        update: _Update = machine.stack[0]
        update.value = places.put(machine.budget, update.value, machine.value, update.new, update.owned)
        return machine.back()

    paths = followed(lambda end: compiled(path, scope, end), put)

    def begun(machine: Machine) -> Step:
        new = machine.value
        machine.value, machine.stack = machine.stack
        update = _Update(machine.value, new)
        machine.fork(_finished(then), update)
        machine.stack = update, machine.stack
        return paths

    return steps.beside(compiled(value, scope, steps.loud(begun)))


class _Update:
    """An update under way: the value so far, and the paths that lead to nothing."""

    __slots__ = ("deleted", "label", "new", "owned", "path", "value")

    def __init__(self, value: Value, new: Value = None) -> None:
        self.value = value
        self.new = new
        self.owned = places.Owned()
        self.deleted: list[Value] = []
        self.path: Any = None
        self.label: Any = None


def _finished(then: Step) -> Step:
    def step(machine: Machine) -> Step:
        update: _Update = machine.value
        machine.value = update.value
        if update.deleted:
            machine.value = places.delete(machine.budget, update.value, update.deleted, update.owned)
        return then

    return step


def _modify(node: syntax.Call, scope: Scope, then: Step) -> Step:
    path, change = node.arguments
    return modified(path, lambda end: compiled(change, scope, end), scope, then)


def modified(path: Node, change: Callable[[Step], Step], scope: Scope, then: Step) -> Step:
    """``path |= change``: the first result of the change is put at each path; where there is none, it is deleted."""

    def deleted(machine: Machine) -> Step | None:
        update, path = machine.value
        update.deleted.append(path)
        return machine.back()

    def put(machine: Machine) -> Step:
        update: _Update = machine.stack[0]
        update.value = places.put(machine.budget, update.value, update.path, machine.value, update.owned)
        raise Broken(update.label)

    first = change(put)

    def changed(machine: Machine) -> Step:
        update: _Update = machine.stack[0]
        update.path = machine.value
        update.label = control.labelled(machine, "")
        machine.fork(deleted, (update, update.path))
        machine.value = got(machine, update.value, update.path)
        return first

    paths = followed(lambda end: compiled(path, scope, end), changed)
    finished = _finished(then)

    def step(machine: Machine) -> Step:
        update = _Update(machine.value)
        machine.fork(finished, update)
        machine.stack = update, machine.stack
        return paths

    return step


PRIMITIVES: Final[dict[tuple[str, int], Primitive]] = {
    ("empty", 0): _empty,
    ("path", 1): _path,
    ("getpath", 1): _getpath,
    ("builtins", 0): _builtins,
    ("input", 0): _input,
    ("now", 0): _now,
    ("_index", 2): _index,
    ("_slice", 3): _slice,
    ("_range", 3): _range,
    ("_last", 1): _last,
    ("_assign", 2): _assign,
    ("_modify", 2): _modify,
}
