"""Destructuring: patterns to steps that put the parts of a value into variables."""

from __future__ import annotations

from wfsim.lang.jq import steps, syntax
from wfsim.lang.jq.machine import Machine, Step
from wfsim.lang.jq.mistakes import JqError
from wfsim.lang.jq.scopes import Chain, Scope, Slot, compiled
from wfsim.lang.jq.syntax import Pattern
from wfsim.text.records import NamedTuple


def names(pattern: Pattern) -> list[str]:
    """The variables of a pattern, in order of writing."""
    match pattern:
        case syntax.ToVariable():
            return [pattern.name]
        case syntax.ToArray():
            return [name for one in pattern.items for name in names(one)]
        case _:
            return [name for one in pattern.picks for name in _picked(one)]


def _picked(pick: syntax.Pick) -> list[str]:
    own = [pick.variable] if pick.variable else []
    return own + (names(pick.pattern) if pick.pattern else [])


class Binding(NamedTuple):
    """The scope before some patterns, and the one that has a place for each of their variables."""

    before: Scope
    after: Scope

    def seen(self, names: list[str]) -> Scope:
        """The scope where only some of the variables have a value yet."""
        slots = self.before.slots
        for name in names:
            slots = Chain(self.after.find(name), slots)
        return self.before._replace(slots=slots)


def binding(patterns: tuple[Pattern, ...], scope: Scope) -> Binding:
    """Places for all variables of some patterns, each name once."""
    after = scope
    for name in dict.fromkeys(name for one in patterns for name in names(one)):
        _, after = after.slot(name)
    return Binding(scope, after)


def taken(pattern: Pattern, bound: Binding, seen: list[str], then: Step) -> Step:
    """Takes the value apart. The variables in ``seen`` have been set before."""
    if isinstance(pattern, syntax.ToVariable):
        return stored(pattern.name, bound, then)
    step = then
    if isinstance(pattern, syntax.ToArray):
        for place in reversed(range(len(pattern.items))):
            before = seen + [name for one in pattern.items[:place] for name in names(one)]
            step = steps.item(place, taken(pattern.items[place], bound, before, step))
            step = _one_of(place, len(pattern.items), step)
        return steps.aside(step)
    for place in reversed(range(len(pattern.picks))):
        before = seen + [name for one in pattern.picks[:place] for name in _picked(one)]
        step = _one_of(place, len(pattern.picks), _pick(pattern.picks[place], bound, before, step))
    return steps.aside(step)


def _one_of(place: int, count: int, then: Step) -> Step:
    """The value to be taken apart, for each of its parts; for the last one it need not be kept."""
    return steps.taken(then) if place == count - 1 else steps.again(then)


def stored(name: str, bound: Binding, then: Step) -> Step:
    """Puts the value into the variable of a name."""
    return steps.stored(_place(name, bound), then)


def _place(name: str, bound: Binding) -> int:
    found = bound.after.find(name)
    assert isinstance(found, Slot)
    return found.place


def _pick(pick: syntax.Pick, bound: Binding, seen: list[str], then: Step) -> Step:
    own = [pick.variable] if pick.variable else []
    step = then if pick.pattern is None else taken(pick.pattern, bound, seen + own, then)
    if pick.variable:
        step = stored(pick.variable, bound, step)
    if isinstance(pick.key, syntax.Constant) and isinstance(pick.key.value, str):
        return steps.indexed(pick.key.value, step)
    return steps.aside(compiled(pick.key, bound.seen(seen), steps.crossed(steps.looked_up(step))))


def reset(pattern: Pattern, bound: Binding, then: Step) -> Step:
    """Empties the variables of a pattern that did not fit."""
    places = [_place(name, bound) for name in names(pattern)]

    def step(machine: Machine) -> Step:
        for place in places:
            machine.frame.slots[place] = None  # type: ignore[union-attr]
        return then

    return step


def tried(other: Step, then: Step) -> Step:
    """Whatever goes wrong from here on, the other pattern is tried."""

    def rescue(machine: Machine, error: JqError) -> Step | JqError:
        return other

    def step(machine: Machine) -> Step:
        machine.fork(None, machine.value, rescue)
        return then

    return step
