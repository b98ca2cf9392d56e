"""Syntax trees to steps, back to front: every node is compiled with the step that follows it.

In: a ``Program``. Out: the ``Code`` that a machine runs, or a LangError for a name that does not exist. Here are the
nodes that compute values; ``control`` has conditions and loops, ``calls`` names, ``updates`` the assignments.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from wfsim.lang import goquote
from wfsim.lang.errors import LangError
from wfsim.lang.jq import calls, control, formats, operators, places, steps, syntax, updates
from wfsim.lang.jq.machine import Code, Machine, Step, leave
from wfsim.lang.jq.mistakes import no_key
from wfsim.lang.jq.parsing import parse
from wfsim.lang.jq.scopes import Scope, Shared, compiled
from wfsim.lang.jq.syntax import Node
from wfsim.lang.jq.values import Value


@lru_cache(maxsize=512)
def code(text: str) -> Code:
    """The code of a filter."""
    program = parse(text)
    for path in program.imports:
        raise LangError(f"cannot load module: {goquote.quote(str(path.value))}", path.start, path.end)
    made = Code()
    scope = Scope(Shared(TABLE), made)
    for definition in program.definitions:
        scope = control.defined(definition, scope)
    if program.body is None:
        raise LangError('missing query (try ".")')
    made.entry = compiled(program.body, scope, leave)
    return made


def _identity(node: syntax.Identity, scope: Scope, then: Step) -> Step:
    return then


def _constant(node: syntax.Constant, scope: Scope, then: Step) -> Step:
    return steps.constant(node.value, then)


def _group(node: syntax.Group, scope: Scope, then: Step) -> Step:
    return compiled(node.inner, scope, then)


def _index(node: syntax.Index, scope: Scope, then: Step) -> Step:
    key = updates.constant_key(node)
    if key is not None:
        return compiled(node.target, scope, steps.indexed(key.value, then))
    target = compiled(node.target, scope, steps.looked_up(then))
    return steps.beside(compiled(node.key, scope, steps.crossed(steps.loud(target))))


def _slice(node: syntax.Slice, scope: Scope, then: Step) -> Step:
    key = updates.constant_key(node)
    if key is not None:
        return compiled(node.target, scope, steps.indexed(key.value, then))
    target = compiled(node.target, scope, steps.sliced(then))
    nothing = syntax.Constant(node.end, node.end, None)
    last = compiled(node.last or nothing, scope, steps.crossed(steps.loud(target)))
    return steps.beside(compiled(node.first or nothing, scope, steps.below(last)))


def _iterate(node: syntax.Iterate, scope: Scope, then: Step) -> Step:
    return compiled(node.target, scope, steps.iterated(then))


def _unary(node: syntax.Unary, scope: Scope, then: Step) -> Step:
    value = updates.constant_number(node)
    if value is not None:
        return steps.constant(value.value, then)
    native = operators.negated if node.operator == "-" else operators.unsigned
    return compiled(node.operand, scope, steps.applied(native, 0, then))


def _binary(node: syntax.Binary, scope: Scope, then: Step) -> Step:
    operator = node.operator
    if operator in _SPECIAL:
        return _SPECIAL[operator](node, scope, then)
    native = operators.OPERATORS[operator]
    chain: list[Node] = [node.right]
    left = node.left
    while isinstance(left, syntax.Binary) and left.operator == operator:
        chain.append(left.right)
        left = left.left
    return _folded(native, [left, *reversed(chain)], scope, then, compiled)


Compile = Callable[[Any, Scope, Step], Step]


def _folded(native: steps.Native, operands: list[Node], scope: Scope, then: Step, compile: Compile) -> Step:
    """A chain of one operator, from the left; the operands are evaluated from the right."""
    first, *others = operands
    ends = [then]
    for operand in reversed(others):
        ends.append(_ended(native, operand, ends[-1]))
    step = compile(first, scope, ends[-1])
    for operand in others:
        if not isinstance(operand, syntax.Constant):
            step = steps.aside(compile(operand, scope, steps.below(step)))
    return step


def _ended(native: steps.Native, right: Node, then: Step) -> Step:
    if isinstance(right, syntax.Constant):
        return steps.applied_to(native, right.value, then)
    return steps.applied(native, 2, then)


def _pipe(node: syntax.Binary, scope: Scope, then: Step) -> Step:
    parts: list[Node] = [node.left]
    last: Node = node.right
    while isinstance(last, syntax.Binary) and last.operator == "|":
        parts.append(last.left)
        last = last.right
    step = compiled(last, scope, then)
    for part in reversed(parts):
        step = compiled(part, scope, step)
    return step


def _comma(node: syntax.Binary, scope: Scope, then: Step) -> Step:
    others: list[Node] = [node.right]
    first: Node = node.left
    while isinstance(first, syntax.Binary) and first.operator == ",":
        others.append(first.right)
        first = first.left
    step = compiled(first, scope, then)
    for other in reversed(others):
        step = steps.choice(compiled(other, scope, then), step)
    return step


_SPECIAL: Final[dict[str, Compile]] = {
    "|": _pipe,
    ",": _comma,
    "//": control.alternative,
    "and": control.both,
    "or": control.either,
    "=": updates.assigned,
    "|=": updates.modified,
    **dict.fromkeys(("+=", "-=", "*=", "/=", "%=", "//="), updates.operated),
}


def _format(node: syntax.Format, scope: Scope, then: Step) -> Step:
    return steps.applied(formats.named(node.name), 0, then)


def _text(node: syntax.Text, scope: Scope, then: Step) -> Step:
    native = formats.named(node.format or "@text")

    def part(one: Node, scope: Scope, then: Step) -> Step:
        if isinstance(one, syntax.Constant):
            return steps.constant(one.value, then)
        return compiled(one, scope, steps.applied(native, 0, then))

    return _folded(operators.OPERATORS["+"], [*node.parts], scope, then, part)


def _array(node: syntax.Array, scope: Scope, then: Step) -> Step:
    if node.body is None:
        return steps.constant([], then)

    def collected(machine: Machine) -> Step | None:
        machine.budget.spend(1)
        machine.stack[0].append(machine.value)
        return machine.back()

    body = compiled(node.body, scope, collected)

    def step(machine: Machine) -> Step:
        found: list[Value] = []
        machine.fork(then, found)
        machine.stack = found, machine.stack
        return body

    return step


def _object(node: syntax.Object, scope: Scope, then: Step) -> Step:
    """Keys and values are laid aside one by one on top of the input, and put together at the end."""
    if not node.entries:
        return steps.constant({}, then)
    step = _put_together(len(node.entries), then)
    for place in reversed(range(len(node.entries))):
        step = _entry(node.entries[place], scope, step)
    return steps.aside(step)


def _entry(entry: syntax.Entry, scope: Scope, then: Step) -> Step:
    """From the input on top to the input on top, with a key and a value below."""
    key, value = entry
    step = steps.below(then)
    if value is not None:
        return _keyed(key, scope, compiled(value, scope, step))
    if isinstance(key, syntax.Variable):
        return steps.constant(key.name[1:], steps.below(compiled(key, scope, step)))
    if isinstance(key, syntax.Constant):
        return steps.constant(key.value, steps.below(steps.indexed(key.value, step)))
    return compiled(key, scope, steps.below(_of_last_key(step)))


def _keyed(key: Node, scope: Scope, then: Step) -> Step:
    """The key, laid aside, and the input in hand."""
    return compiled(key, scope, steps.below(then))


def _of_last_key(then: Step) -> Step:
    """What the input has at the key that was laid aside last."""

    def step(machine: Machine) -> Step:
        value, (key, _) = machine.stack
        machine.value = places.index(machine.budget, value, key)
        machine.gone(key, value, machine.value)
        return then

    return step


def _put_together(count: int, then: Step) -> Step:
    def step(machine: Machine) -> Step:
        found: dict[str, Value] = {}
        _, rest = machine.stack
        for _ in range(count):
            value, (key, rest) = rest
            if not isinstance(key, str):
                raise no_key(key)
            found.setdefault(key, value)
        machine.budget.spend(count)
        machine.stack = rest
        machine.value = found
        return then

    return step


TABLE: Final[dict[type, Compile]] = {
    syntax.Identity: _identity,
    syntax.Constant: _constant,
    syntax.Text: _text,
    syntax.Format: _format,
    syntax.Group: _group,
    syntax.Index: _index,
    syntax.Slice: _slice,
    syntax.Iterate: _iterate,
    syntax.Unary: _unary,
    syntax.Binary: _binary,
    syntax.Array: _array,
    syntax.Object: _object,
    **control.TABLE,
    **calls.TABLE,
}
