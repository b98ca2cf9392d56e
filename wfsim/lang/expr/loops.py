"""Functions with a predicate made into steps: ``filter``, ``map``, ``any`` and the like.

In: the compiler and a call. Out: steps in the compiler. Every one of them runs over its first argument and computes the
predicate for each item; what comes of that differs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from wfsim.lang.expr import machine, scopes
from wfsim.lang.expr.trees import Looped
from wfsim.lang.syntax import Call

if TYPE_CHECKING:
    from wfsim.lang.expr.compiling import Compiler

_NO_ITEM: Final = "reflect: slice index out of range"
_NO_START: Final = "reduce of empty array with no initial value"


def compiled(compiler: Compiler, name: str, node: Call) -> None:
    """The steps of a call."""
    compiler.value(node.arguments[0])
    compiler.emit(scopes.begin)
    _LOOPS[name](compiler, node)
    compiler.emit(scopes.end)


def _each(compiler: Compiler, body: Callable[[], None]) -> None:
    """The body for every item, from the first to the last."""
    start = len(compiler.steps)
    done = compiler.emit(scopes.jump_at_end)
    body()
    compiler.emit(scopes.step, 1)
    compiler.emit(machine.jump, start)
    compiler.land(done)


def _each_backwards(compiler: Compiler, body: Callable[[], None]) -> None:
    """From the last to the first. What is asked before each item stays on the stack, as in expr-lang."""
    compiler.emit(scopes.to_last)
    start = len(compiler.steps)
    compiler.emit(scopes.not_before)
    done = compiler.emit(machine.jump_if_false)
    body()
    compiler.emit(scopes.step, -1)
    compiler.emit(machine.jump, start)
    compiler.land(done)


def _where(compiler: Compiler, body: Callable[[], None]) -> None:
    """The body where the truth on the stack is true; the truth is taken away."""
    not_here = compiler.emit(machine.jump_if_false)
    compiler.emit(machine.pop)
    body()
    over = compiler.emit(machine.jump)
    compiler.land(not_here)
    compiler.emit(machine.pop)
    compiler.land(over)


def _taken(compiler: Compiler, node: Call) -> None:
    """The item, or what is taken of it."""
    mapped = node.mapped if isinstance(node, Looped) else None
    if mapped is None:
        compiler.emit(scopes.item)
    else:
        compiler.node(mapped)


def _own(compiler: Compiler, node: Call) -> None:
    """What the predicate says of an item; without a predicate the item itself."""
    if len(node.arguments) > 1:
        compiler.node(node.arguments[1])
    else:
        compiler.emit(scopes.item)


def _until(stop: bool, inverted: bool = False) -> Callable[[Compiler, Call], None]:
    """``all``, ``any`` and ``none``: the first item that is so decides."""

    def loop(compiler: Compiler, node: Call) -> None:
        out: list[int] = []

        def body() -> None:
            compiler.node(node.arguments[1])
            if inverted:
                compiler.emit(machine.invert)
            out.append(compiler.emit(machine.jump_if_true if stop else machine.jump_if_false))
            compiler.emit(machine.pop)

        _each(compiler, body)
        compiler.emit(machine.push, not stop)
        compiler.land(out[0])

    return loop


def _one(compiler: Compiler, node: Call) -> None:
    def body() -> None:
        compiler.node(node.arguments[1])
        _where(compiler, lambda: _add(compiler))

    _each(compiler, body)
    compiler.emit(scopes.counted)
    compiler.emit(machine.push, 1)
    compiler.emit(machine.equal_plain, int)


def _add(compiler: Compiler) -> None:
    compiler.emit(scopes.count_one)


def _filter(compiler: Compiler, node: Call) -> None:
    def keep() -> None:
        compiler.emit(scopes.count_one)
        _taken(compiler, node)

    def body() -> None:
        compiler.node(node.arguments[1])
        _where(compiler, keep)

    _each(compiler, body)
    compiler.emit(scopes.counted)
    compiler.emit(machine.listed)


def _map(compiler: Compiler, node: Call) -> None:
    _each(compiler, lambda: compiler.node(node.arguments[1]))
    compiler.emit(scopes.size)
    compiler.emit(machine.listed)


def _count(compiler: Compiler, node: Call) -> None:
    enough = node.enough if isinstance(node, Looped) else None
    out: list[int] = []

    def add() -> None:
        compiler.emit(scopes.count_one)
        if enough is not None:
            out.append(compiler.emit(scopes.jump_if_counted))

    def body() -> None:
        _own(compiler, node)
        _where(compiler, add)

    _each(compiler, body)
    for place in out:
        compiler.steps[place] = compiler.steps[place]._replace(given=(enough, len(compiler.steps)))
    compiler.emit(scopes.counted)


def _sum(compiler: Compiler, node: Call) -> None:
    compiler.emit(machine.push, 0)
    compiler.emit(scopes.store_acc)

    def body() -> None:
        _own(compiler, node)
        compiler.emit(scopes.load_acc)
        compiler.emit(scopes.add)
        compiler.emit(scopes.store_acc)

    _each(compiler, body)
    compiler.emit(scopes.load_acc)


Loop = Callable[["Compiler", Callable[[], None]], None]


def _find(each: Loop, place: bool) -> Callable[[Compiler, Call], None]:
    """``find`` and its kin: the first item that fits, or its place."""

    def loop(compiler: Compiler, node: Call) -> None:
        out: list[int] = []

        def body() -> None:
            compiler.node(node.arguments[1])
            not_here = compiler.emit(machine.jump_if_false)
            compiler.emit(machine.pop)
            if place:
                compiler.emit(scopes.index)
            else:
                _taken(compiler, node)
            out.append(compiler.emit(machine.jump))
            compiler.land(not_here)
            compiler.emit(machine.pop)

        each(compiler, body)
        if isinstance(node, Looped) and node.throws:
            compiler.emit(machine.throw, _NO_ITEM)
        else:
            compiler.emit(machine.push, None)
        compiler.land(out[0])

    return loop


def _group(compiler: Compiler, node: Call) -> None:
    compiler.emit(scopes.start_groups)

    def body() -> None:
        compiler.node(node.arguments[1])
        compiler.emit(scopes.group)

    _each(compiler, body)
    compiler.emit(scopes.load_acc)


def _sort(compiler: Compiler, node: Call) -> None:
    if len(node.arguments) > 2:
        compiler.node(node.arguments[2])
    else:
        compiler.emit(machine.push, "asc")
    compiler.emit(scopes.start_sorting)

    def body() -> None:
        compiler.node(node.arguments[1])
        compiler.emit(scopes.collect)

    _each(compiler, body)
    compiler.emit(scopes.sort)


def _reduce(compiler: Compiler, node: Call) -> None:
    if len(node.arguments) > 2:
        compiler.value(node.arguments[2])
        compiler.emit(scopes.store_acc)
    else:
        empty = compiler.emit(scopes.jump_at_end)
        compiler.emit(scopes.item)
        compiler.emit(scopes.step, 1)
        compiler.emit(scopes.store_acc)
        over = compiler.emit(machine.jump)
        compiler.land(empty)
        compiler.emit(machine.throw, _NO_START)
        compiler.land(over)

    def body() -> None:
        compiler.node(node.arguments[1])
        compiler.emit(scopes.store_acc)

    _each(compiler, body)
    compiler.emit(scopes.load_acc)


_LOOPS: Final[dict[str, Callable[[Compiler, Call], None]]] = {
    "all": _until(False),
    "any": _until(True),
    "none": _until(False, inverted=True),
    "one": _one,
    "filter": _filter,
    "map": _map,
    "count": _count,
    "sum": _sum,
    "find": _find(_each, False),
    "findIndex": _find(_each, True),
    "findLast": _find(_each_backwards, False),
    "findLastIndex": _find(_each_backwards, True),
    "groupBy": _group,
    "sortBy": _sort,
    "reduce": _reduce,
}
