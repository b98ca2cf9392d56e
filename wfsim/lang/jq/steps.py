"""The steps that filters are made of. Each factory takes what follows, and gives what goes before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from wfsim.lang.jq import mistakes, places
from wfsim.lang.jq.machine import Code, Each, Frame, Machine, Step, leave
from wfsim.lang.jq.mistakes import JqError
from wfsim.lang.jq.values import Value, sorted_keys

Native = Callable[..., Value]


def constant(value: Value, then: Step) -> Step:
    """Another value."""

    def step(machine: Machine) -> Step:
        machine.value = value
        return then

    return step


def aside(then: Step) -> Step:
    """Lays the value aside, and keeps it."""

    def step(machine: Machine) -> Step:
        machine.stack = machine.value, machine.stack
        return then

    return step


def beside(then: Step) -> Step:
    """Lays the value aside and keeps it; from here the trail stands still, until ``loud``."""

    def step(machine: Machine) -> Step:
        machine.stack = machine.value, machine.stack
        machine.quiet += 1
        return then

    return step


def again(then: Step) -> Step:
    """The value that was laid aside last."""

    def step(machine: Machine) -> Step:
        machine.value = machine.stack[0]
        return then

    return step


def taken(then: Step) -> Step:
    """The value that was laid aside last, which is not kept."""

    def step(machine: Machine) -> Step:
        machine.value, machine.stack = machine.stack
        return then

    return step


def below(then: Step) -> Step:
    """Lays the value aside under the last one, which comes back, and is kept."""

    def step(machine: Machine) -> Step:
        last, rest = machine.stack
        machine.stack = last, (machine.value, rest)
        machine.value = last
        return then

    return step


def crossed(then: Step) -> Step:
    """The value that was laid aside last, and the one in hand laid aside instead."""

    def step(machine: Machine) -> Step:
        value, rest = machine.stack
        machine.stack = machine.value, rest
        machine.value = value
        return then

    return step


def loud(then: Step) -> Step:
    """The end of what ``beside`` began: the trail goes on."""

    def step(machine: Machine) -> Step:
        machine.quiet -= 1
        return then

    return step


def indexed(key: Value, then: Step) -> Step:
    """What stands at a constant key."""

    def step(machine: Machine) -> Step:
        value = machine.value
        named = type(value) is dict and type(key) is str
        found = value.get(key) if named else places.index(machine.budget, value, key)
        machine.value = found
        if machine.trail is not None:
            machine.gone(key, value, found)
        return then

    return step


def item(place: int, then: Step) -> Step:
    """An item of an array, which it must be, or nothing."""

    def step(machine: Machine) -> Step:
        value = machine.value
        if value is not None and type(value) is not list:
            raise mistakes.no_array(value)
        machine.value = places.index(machine.budget, value, place)
        machine.gone(place, value, machine.value)
        return then

    return step


def looked_up(then: Step) -> Step:
    """What stands at the key that was laid aside."""

    def step(machine: Machine) -> Step:
        key, machine.stack = machine.stack
        value = machine.value
        machine.value = places.index(machine.budget, value, key)
        machine.gone(key, value, machine.value)
        return then

    return step


def sliced(then: Step) -> Step:
    """A part, between the bounds that were laid aside: the last on top of the first."""

    def step(machine: Machine) -> Step:
        last, (first, machine.stack) = machine.stack
        value = machine.value
        machine.value = places.cut(value, first, last)
        _charge(machine, machine.value)
        machine.gone({"start": first, "end": last}, value, machine.value)
        return then

    return step


def _iterating(value: Value) -> JqError:
    return JqError(f"invalid path on iterating against: {mistakes.described(value)}")


def iterated(then: Step) -> Step:
    """One after the other of what a container holds."""

    def step(machine: Machine) -> Step | None:
        value = machine.value
        trail = machine.trail
        if type(value) is list:
            items: Any = enumerate(value)
        elif type(value) is dict:
            items = ((key, value[key]) for key in sorted_keys(value))
        else:
            raise JqError(f"cannot iterate over: {mistakes.described(value)}")
        machine.gone(None, value, value, _iterating)
        machine.trail = trail
        return Each(items, then)(machine)

    return step


def stored(place: int, then: Step) -> Step:
    """Puts the value into a variable of the running call."""

    def step(machine: Machine) -> Step:
        machine.frame.slots[place] = machine.value  # type: ignore[union-attr]
        return then

    return step


def loaded(hops: int, place: int, then: Step) -> Step:
    """A variable, of a call so many frames up."""

    def step(machine: Machine) -> Step:
        machine.value = frame_up(machine, hops).slots[place]
        return then

    return step


def frame_up(machine: Machine, hops: int) -> Frame:
    """The frame of a body around the running one."""
    frame: Any = machine.frame
    for _ in range(hops):
        frame = frame.outer
    return frame  # type: ignore[no-any-return]


def entered(code: Code, outer: Frame | None, machine: Machine, then: Step) -> Step:
    """Calls a function. At the end of another one it takes the place of that one's frame."""
    here = machine.frame
    machine.budget.left -= 2
    if then is leave and here is not None:
        machine.frame = Frame(code.size, outer, here.caller, here.back)
    else:
        machine.frame = Frame(code.size, outer, here, then)
    return code.entry


def closed(hops: int, place: int, then: Step) -> Step:
    """Calls a closure that a variable holds: a function with the frame that it was given in."""

    def step(machine: Machine) -> Step:
        code, outer = frame_up(machine, hops).slots[place]
        return entered(code, outer, machine, then)

    return step


def choice(other: Step, then: Step) -> Step:
    """First the one, then the other, of the same value."""

    def step(machine: Machine) -> Step:
        machine.fork(other, machine.value)
        return then

    return step


_SIZED: Final = frozenset((str, list, dict))


def applied(native: Native, arity: int, then: Step) -> Step:
    """A function of a value and so many arguments, laid aside with the value on top; the first argument is in hand.

    It costs what it reads and makes.
    """
    if arity == 0:
        return _applied_alone(native, then)
    if arity == 2:
        return _applied_to_two(native, then)

    def step(machine: Machine) -> Step:
        arguments = [machine.value]
        value, rest = machine.stack
        for _ in range(arity - 1):
            argument, rest = rest
            arguments.append(argument)
        machine.stack = rest
        found = native(machine.budget, value, *arguments)
        machine.value = found
        if type(value) in _SIZED or type(found) in _SIZED:
            _charge(machine, value, found)
        return then

    return step


def _charge(machine: Machine, *values: Any) -> None:
    machine.budget.spend(sum(len(one) >> 3 for one in values if type(one) in _SIZED))


def _applied_alone(native: Native, then: Step) -> Step:
    def step(machine: Machine) -> Step:
        value = machine.value
        found = native(machine.budget, value)
        machine.value = found
        if type(value) in _SIZED or type(found) in _SIZED:
            _charge(machine, value, found)
        return then

    return step


def _applied_to_two(native: Native, then: Step) -> Step:
    def step(machine: Machine) -> Step:
        value, (argument, machine.stack) = machine.stack
        found = native(machine.budget, value, machine.value, argument)
        machine.value = found
        if type(found) in _SIZED or type(argument) in _SIZED:
            _charge(machine, found, argument)
        return then

    return step


def applied_to(native: Native, right: Value, then: Step) -> Step:
    """An operator with a constant on its right."""

    def step(machine: Machine) -> Step:
        found = native(machine.budget, None, machine.value, right)
        machine.value = found
        if type(found) in _SIZED:
            _charge(machine, found)
        return then

    return step
