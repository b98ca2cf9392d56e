"""Runs compiled expressions on a stack, as expr-lang does.

In: a program and what its names stand for. Out: a value, or a LangError with the place of the node it is about. Steps,
memory and the size of texts have limits, so that no expression hangs or exhausts the machine; functions come from the
one table, and nothing else can be called.

It is a stack and no walk over the tree because that can be seen: ``findLast`` leaves on the stack what it has looked
at, and what stands to its left is then read from the wrong place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from wfsim.lang import indexing, operators, regex
from wfsim.lang.ambient import Ambient
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.functions.signatures import Function, assigned
from wfsim.lang.gotypes import BYTES, INTS
from wfsim.lang.govalues import Bound, Items, Opaque, characters, is_nil, octets, type_name
from wfsim.lang.operators import text_of, truth
from wfsim.lang.syntax import Node
from wfsim.lang.values import Json

MOST_STEPS: Final = 2_000_000
MOST_ITEMS: Final = 1_000_000  # of lists and maps that one evaluation makes: expr-lang's own limit
MOST_OCTETS: Final = 50_000_000  # of texts
Names = Mapping[str, Json]


class Step(NamedTuple):
    """What is done, with what, and for which node."""

    work: Callable[[Machine, Any], None]
    given: Any
    node: Node


class Scope:
    """What a predicate runs over, and how far it is."""

    __slots__ = ("acc", "count", "index", "items", "size")

    def __init__(self, value: Json) -> None:
        self.items = indexing.items_of(value)
        self.size = len(value) if self.items is None else len(self.items)  # type: ignore[arg-type]
        self.index = 0
        self.count = 0
        self.acc: Any = None

    def item(self) -> Json:
        if self.items is None:
            raise LangError("reflect: call of reflect.Value.Index on map Value")
        if not 0 <= self.index < self.size:
            raise LangError(f"runtime error: index out of range [{self.index}] with length {self.size}")
        return self.items[self.index]


class Machine:
    """One evaluation."""

    __slots__ = (
        "ambient",
        "at",
        "left",
        "memory",
        "names",
        "octets",
        "scopes",
        "short",
        "stack",
        "variables",
        "weights",
    )

    def __init__(self, names: Names, variables: int, ambient: Ambient | None) -> None:
        self.names = names
        self.ambient = ambient
        self.stack: list[Any] = []
        self.scopes: list[Scope] = []
        self.variables: list[Json] = [None] * variables
        self.at = 0
        self.left = MOST_STEPS
        self.memory = MOST_ITEMS
        self.octets = MOST_OCTETS
        self.weights: dict[int, tuple[int, Any]] = {}  # of lists and maps that were made, which are kept for their ids
        self.short = False  # something took from the stack what was not put there for it

    def run(self, steps: tuple[Step, ...]) -> Json:
        end = len(steps)
        while self.at < end:
            work, given, node = steps[self.at]
            self.at += 1
            self.left -= 1
            if self.left < 0:
                raise BudgetSpent("the expression runs too long", node.start, node.end)
            try:
                work(self, given)
            except LangError as error:
                if error.start is None:
                    error.start, error.end = node.at, node.end
                raise
            except IndexError:
                if self.short:
                    raise LangError("stack underflow", node.at, node.end) from None
                raise
        if not self.stack:
            raise LangError("stack underflow")
        found: Json = self.stack[-1]
        return found

    def grow(self, size: int) -> None:
        """Items of a list or map that was made."""
        self.memory -= size
        self.left -= size // 8
        if self.memory <= 0:
            raise LangError("memory budget exceeded")

    def weigh(self, value: list[Any] | dict[str, Any]) -> None:
        """Lists that hold one list many times hold more than anybody could walk through."""
        inner = value.values() if isinstance(value, dict) else value
        weights = self.weights
        weight = 1 + sum(weights[id(one)][0] if id(one) in weights else 1 for one in inner)
        if weight > 2 * MOST_ITEMS:
            raise BudgetSpent("memory budget exceeded")
        weights[id(value)] = (weight, value)

    def made(self, value: Json) -> None:
        """A value on the stack; a long text counts."""
        if isinstance(value, str) and len(value) > 1_000:
            self.octets -= len(value)
            self.left -= len(value) // 1_000
            if self.octets < 0:
                raise BudgetSpent("memory budget exceeded")
        elif isinstance(value, list) and len(value) > 100:
            self.left -= len(value) // 8
        if isinstance(value, (list, dict)):
            self.weigh(value)
        self.stack.append(value)


# -- values ---------------------------------------------------------------------------------------------------------


def push(machine: Machine, value: Any) -> None:
    machine.stack.append(value)


def pop(machine: Machine, _: Any) -> None:
    machine.stack.pop()


def load(machine: Machine, name: str) -> None:
    machine.stack.append(machine.names.get(name))


def environment(machine: Machine, _: Any) -> None:
    machine.stack.append(dict(machine.names))


def store(machine: Machine, place: int) -> None:
    machine.variables[place] = machine.stack.pop()


def load_variable(machine: Machine, place: int) -> None:
    machine.stack.append(machine.variables[place])


def fetch(machine: Machine, _: Any) -> None:
    key = machine.stack.pop()
    machine.stack[-1] = indexing.fetched(machine.stack[-1], key)


def method(machine: Machine, name: str) -> None:
    value = machine.stack[-1]
    found = value.method(name) if isinstance(value, Opaque) else None
    if found is None:
        raise LangError(f"cannot fetch {name} from {type_name(value)}")
    machine.stack[-1] = found


def follow(machine: Machine, _: Any) -> None:
    """What a pointer points to."""
    if isinstance(machine.stack[-1], Opaque):
        machine.stack[-1] = machine.stack[-1].followed()


def cut(machine: Machine, _: Any) -> None:
    first, last, base = machine.stack.pop(), machine.stack.pop(), machine.stack.pop()
    machine.made(indexing.sliced(base, first, last))


def length(machine: Machine, _: Any) -> None:
    machine.stack.append(indexing.length(machine.stack[-1]))


def listed(machine: Machine, _: Any) -> None:
    size = machine.stack.pop()
    machine.grow(size)
    if size > len(machine.stack):
        raise LangError("stack underflow")
    found = machine.stack[len(machine.stack) - size :] if size else []
    del machine.stack[len(machine.stack) - size :]
    machine.weigh(found)
    machine.stack.append(found)


def mapped(machine: Machine, size: int) -> None:
    machine.grow(size)
    found: dict[str, Json] = {}
    for _ in range(size):  # from the last to the first: of two equal keys the first counts
        value, key = machine.stack.pop(), machine.stack.pop()
        found[text_of(key)] = value
    machine.weigh(found)
    machine.stack.append(found)


# -- operators ------------------------------------------------------------------------------------------------------


def negate(machine: Machine, _: Any) -> None:
    machine.stack[-1] = operators.negated(machine.stack[-1])


def invert(machine: Machine, _: Any) -> None:
    machine.stack[-1] = not truth(machine.stack[-1])


def binary(machine: Machine, operation: operators.Operation) -> None:
    right = machine.stack.pop()
    left = machine.stack.pop()
    machine.made(operation(left, right))


def within(machine: Machine, _: Any) -> None:
    right = machine.stack.pop()
    machine.left -= len(right) // 4 if isinstance(right, list) else 0
    machine.stack[-1] = indexing.within(machine.stack[-1], right)


def equal_plain(machine: Machine, kind: type) -> None:
    """Both sides are known to be whole numbers, or to be texts: anything else is an error."""
    right, left = machine.stack.pop(), machine.stack.pop()
    for one in (right, left):
        if type(one) is not kind:
            shown = "nil" if one is None else type_name(one)
            wanted = "int" if kind is int else "string"
            raise LangError(f"interface conversion: interface {{}} is {shown}, not {wanted}")
    machine.stack.append(left == right)


def run_up(machine: Machine, _: Any) -> None:
    """``first..last``."""
    right, left = machine.stack.pop(), machine.stack.pop()
    first, last = operators.as_int(left), operators.as_int(right)
    machine.grow(max(last - first + 1, 0))
    machine.stack.append(Items(range(first, last + 1), INTS))


def matches_constant(machine: Machine, pattern: str) -> None:
    value = machine.stack.pop()
    if is_nil(value):
        machine.stack.append(False)
        return
    if isinstance(value, Items) and value.type == BYTES:
        value = characters(bytes(value))
    machine.stack.append(regex.matches(pattern, text_of(value)))


# -- jumps ----------------------------------------------------------------------------------------------------------


def jump(machine: Machine, to: int) -> None:
    machine.at = to


def jump_if_true(machine: Machine, to: int) -> None:
    if truth(machine.stack[-1]):
        machine.at = to


def jump_if_false(machine: Machine, to: int) -> None:
    if not truth(machine.stack[-1]):
        machine.at = to


def jump_if_nil(machine: Machine, to: int) -> None:
    if is_nil(machine.stack[-1]):
        machine.at = to


def jump_if_not_nil(machine: Machine, to: int) -> None:
    if not is_nil(machine.stack[-1]):
        machine.at = to


def throw(machine: Machine, message: str) -> None:
    raise LangError(message)


# -- calls ----------------------------------------------------------------------------------------------------------


def _arguments(machine: Machine, count: int) -> list[Json]:
    if not count:
        return []
    found = machine.stack[-count:]
    if len(found) < count:
        raise LangError("stack underflow")
    del machine.stack[-count:]
    machine.left -= sum(len(one) for one in found if isinstance(one, (str, list))) // 64
    return found


def call_builtin(machine: Machine, given: tuple[Function, int]) -> None:
    function, count = given
    arguments = _arguments(machine, count)
    if function.call is None:
        raise LangError(f"{function.name} {function.refused}")
    found = function.call(machine.ambient, *arguments) if function.ambient else function.call(*arguments)
    if function.charged:
        machine.grow(len(octets(found)) if isinstance(found, str) else len(found))  # type: ignore[arg-type]
    machine.made(found)


def call_value(machine: Machine, count: int) -> None:
    callee = machine.stack.pop()
    if callee is None:
        raise LangError("invalid operation: cannot call nil")
    if not isinstance(callee, Bound):
        raise LangError(f"invalid operation: cannot call non-function of type {type_name(callee)}")
    arguments = _arguments(machine, count)
    size = sum(len(one) // (16 if isinstance(one, str) else 1) for one in arguments if isinstance(one, (str, list)))
    machine.left -= callee.cost.call + callee.cost.each * size
    machine.made(callee.call(assigned(callee.type, arguments)))


# The types of methods that expr-lang calls without reflection; then nil is no zero, but an error.
TYPED: Final = frozenset(
    (
        "func(time.Duration) time.Duration",
        "func(time.Duration) time.Time",
        "func(time.Time) time.Duration",
        "func(time.Time) bool",
        "func(string) string",
    )
)


def call_typed(machine: Machine, count: int) -> None:
    callee = machine.stack[-1]
    if isinstance(callee, Bound):
        given = machine.stack[-2 - count : -1] if count else []
        for wanted, value in zip(callee.type.parameters, given[-count:], strict=False):
            if value is None:
                raise LangError(f"interface conversion: interface {{}} is nil, not {wanted}")
    call_value(machine, count)
