"""Calls of the language's own functions with more or fewer arguments than they have.

Where expr-lang does not know what is called (a function of sprig, a method of a value), it looks at no argument before
a run, and not at the calls in them. What a function then does with a wrong number of arguments is its own affair: some
count, some ignore what is too much, and those of one value take from the stack what is there, whoever put it there.
In: a function and how many arguments it gets. Out: a step of ``machine``. Called by ``compiling``.
"""

from __future__ import annotations

from typing import Final

from wfsim.lang.errors import LangError
from wfsim.lang.expr.machine import Machine, call_builtin
from wfsim.lang.functions.signatures import Function

# They take one value from the stack, however many were put there.
_OF_ONE: Final = frozenset(("abs", "ceil", "float", "floor", "int", "len", "lower", "round", "string", "type", "upper"))
# They look at the arguments by place: at how many of them where there are too many.
_LOOKED_AT: Final = {
    **dict.fromkeys(("trimPrefix", "trimSuffix", "join", "date"), 1),
    **dict.fromkeys(("toJSON", "fromJSON", "toBase64", "fromBase64", "duration", "timezone", "first", "last"), 1),
    **dict.fromkeys(("repeat", "indexOf", "lastIndexOf", "hasPrefix", "hasSuffix", "get"), 2),
}
_AT_LEAST: Final = {"date": 1, "concat": 1}


def fits(function: Function, count: int) -> bool:
    """Whether a function has so many arguments."""
    least = _AT_LEAST.get(function.name, function.least)
    return least <= count and (function.most is None or count <= function.most) and (function.name, count) != ("now", 1)


def call(machine: Machine, given: tuple[Function, int]) -> None:
    function, count = given
    if function.name in _OF_ONE:
        machine.short = machine.short or not count
        call_builtin(machine, (function, 1))
        return
    looked_at = _LOOKED_AT.get(function.name)
    if looked_at is None:
        raise LangError(f"invalid number of arguments to {function.name} (got {count})")
    if not count and function.name in ("first", "last"):  # what goes wrong in them is nothing
        machine.stack.append(None)
        return
    if count < looked_at:
        raise LangError(f"runtime error: index out of range [{count}] with length {count}")
    dropped = count - looked_at
    del machine.stack[len(machine.stack) - dropped :]
    call_builtin(machine, (function, looked_at))
