"""An expression's tree made into steps of ``machine``.

In: an optimized tree, and what is known of its nodes. Out: the steps, and how many variables they use. Kept by
``programs``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from wfsim.lang import functions, operators
from wfsim.lang import gotypes as types
from wfsim.lang.errors import LangError
from wfsim.lang.expr import loops, machine, miscounted, scopes
from wfsim.lang.expr.calls import builtin
from wfsim.lang.expr.machine import Step
from wfsim.lang.expr.tokens import PREDICATES
from wfsim.lang.expr.trees import DEEPEST, Looped, Natures, chain_of, too_deep
from wfsim.lang.functions.signatures import Function
from wfsim.lang.moments import methods
from wfsim.lang.syntax import (
    Binary,
    Call,
    Chain,
    Conditional,
    Let,
    ListNode,
    Literal,
    MapNode,
    Member,
    Name,
    Node,
    Pointer,
    Predicate,
    Sequence,
    Slice,
    Unary,
)

_OPERATIONS: Final[dict[str, operators.Operation]] = {
    "==": operators.same,
    "<": operators.less,
    ">": operators.more,
    "<=": operators.at_most,
    ">=": operators.at_least,
    "+": operators.add,
    "-": operators.subtract,
    "*": operators.multiply,
    "/": operators.divide,
    "%": operators.remainder,
    "**": operators.power,
    "contains": operators.contains,
    "startsWith": operators.starts_with,
    "endsWith": operators.ends_with,
    "matches": operators.matches,
}
Work = Callable[[machine.Machine, Any], None]


def compiled(tree: Node, natures: Natures) -> tuple[tuple[Step, ...], int]:
    """The steps of a tree, and the number of variables."""
    compiler = Compiler(natures)
    compiler.node(tree)
    return tuple(compiler.steps), compiler.variables


class Compiler:
    """The steps so far, and where we are in the tree."""

    def __init__(self, natures: Natures) -> None:
        self.natures = natures
        self.steps: list[Step] = []
        self.way: list[Node] = []
        self.bound: list[tuple[str, int]] = []
        self.chains: list[list[int]] = []
        self.variables = 0

    def emit(self, work: Work, given: Any = None) -> int:
        """Adds a step; its place, for a jump whose end is not known yet."""
        self.steps.append(Step(work, given, self.way[-1]))
        return len(self.steps) - 1

    def land(self, place: int) -> None:
        """A jump ends here."""
        self.steps[place] = self.steps[place]._replace(given=len(self.steps))

    def node(self, node: Node) -> None:
        if len(self.way) > DEEPEST:
            raise too_deep(node)
        self.way.append(node)
        _STEPS[type(node)](self, node)
        self.way.pop()

    def value(self, node: Node) -> None:
        """A node's value, and where it may be a pointer what that points to."""
        self.node(node)
        nature = self.natures[node]
        if not nature.nil and (nature.unknown or nature.kind in ("ptr", "interface")):
            self.emit(machine.follow)

    def literal(self, node: Literal) -> None:
        self.emit(machine.push, node.value)

    def name(self, node: Name) -> None:
        place = next((place for name, place in reversed(self.bound) if name == node.name), None)
        if place is not None:
            self.emit(machine.load_variable, place)
        elif node.name == "$env":
            self.emit(machine.environment)
        else:
            self.emit(machine.load, node.name)

    def unary(self, node: Unary) -> None:
        self.value(node.operand)
        if node.operator == "not":
            self.emit(machine.invert)
        elif node.operator == "-":
            self.emit(machine.negate)

    def binary(self, node: Binary) -> None:
        """Chains lean to the left, and are as long as one likes."""
        links = chain_of(node)
        self.way.append(links[0])
        self.value(links[0].left)
        self.way.pop()
        for link in links:
            self.way.append(link)
            self.joined(link)
            self.way.pop()
            if link is not links[-1]:
                nature = self.natures[link]
                if nature.unknown:
                    self.emit(machine.follow)

    def joined(self, node: Binary) -> None:
        """The right side, and what is done with both."""
        if (test := _TESTS.get(node.operator)) is not None:
            over = self.emit(test)
            self.emit(machine.pop)
            self.value(node.right)
            self.land(over)
            return
        if node.operator == "matches" and isinstance(node.right, Literal) and isinstance(node.right.value, str):
            self.emit(machine.matches_constant, node.right.value)
            return
        self.value(node.right)
        match node.operator:
            case "==" | "!=":
                self.equality(node)
            case "in":
                self.emit(machine.within)
            case "..":
                self.emit(machine.run_up)
            case operator:
                self.emit(machine.binary, _OPERATIONS[operator])

    def equality(self, node: Binary) -> None:
        left, right = self.natures[node.left].type, self.natures[node.right].type
        if left == right == types.INT:
            self.emit(machine.equal_plain, int)
        elif left == right == types.STRING:
            self.emit(machine.equal_plain, str)
        else:
            self.emit(machine.binary, operators.same)
        if node.operator == "!=":
            self.emit(machine.invert)

    def chain(self, node: Chain) -> None:
        self.chains.append([])
        self.node(node.inner)
        for place in self.chains.pop():
            self.land(place)
        above = self.way[-2] if len(self.way) > 1 else None
        if not isinstance(above, Binary) or above.operator != "??":
            over = self.emit(machine.jump_if_not_nil)
            self.emit(machine.pop)
            self.emit(machine.push, None)
            self.land(over)

    def member(self, node: Member) -> None:
        key = node.property.value if isinstance(node.property, Literal) else None
        type = self.natures[node.object].type
        self.node(node.object)
        if isinstance(key, str) and type is not None and methods.of_type(type, key) is not None:
            self.emit(machine.method, key)
            return
        if node.optional and self.chains:
            self.chains[-1].append(self.emit(machine.jump_if_nil))
        self.value(node.property)
        self.emit(machine.fetch)

    def slice(self, node: Slice) -> None:
        self.node(node.object)
        if node.last is None:
            self.emit(machine.length)
        else:
            self.value(node.last)
        if node.first is None:
            self.emit(machine.push, 0)
        else:
            self.value(node.first)
        self.emit(machine.cut)

    def call(self, node: Call) -> None:
        name = builtin(node, "", False)
        if name in PREDICATES:
            loops.compiled(self, name, node)
        elif name:
            self.call_builtin(functions.BUILTINS[name], node)
        else:
            for argument in node.arguments:
                self.node(argument)
            self.node(node.function)
            type = self.natures[node.function].type
            typed = type is not None and type.name in machine.TYPED
            self.emit(machine.call_typed if typed else machine.call_value, len(node.arguments))

    def call_builtin(self, function: Function, node: Call) -> None:
        for argument in node.arguments:
            self.node(argument)
            nature = self.natures[argument]
            pointer = nature.kind == "ptr" and function.name not in ("now", "date")
            if pointer or (nature.unknown and function.name != "now"):
                self.emit(machine.follow)
        count = len(node.arguments)
        self.emit(machine.call_builtin if miscounted.fits(function, count) else miscounted.call, (function, count))

    def predicate(self, node: Predicate) -> None:
        self.node(node.body)

    def pointer(self, node: Pointer) -> None:
        if node.name not in _POINTERS:
            raise LangError(f"unknown pointer {node.name}", node.start, node.end)
        self.emit(_POINTERS[node.name])

    def let(self, node: Let) -> None:
        self.node(node.value)
        place = self.variables
        self.variables += 1
        self.emit(machine.store, place)
        self.bound.append((node.name, place))
        self.node(node.body)
        self.bound.pop()

    def sequence(self, node: Sequence) -> None:
        for part in node.parts:
            self.node(part)
            if part is not node.parts[-1]:
                self.emit(machine.pop)

    def conditional(self, node: Conditional) -> None:
        self.value(node.condition)
        otherwise = self.emit(machine.jump_if_false)
        self.emit(machine.pop)
        self.node(node.then)
        over = self.emit(machine.jump)
        self.land(otherwise)
        self.emit(machine.pop)
        self.node(node.otherwise)
        self.land(over)

    def listed(self, node: ListNode) -> None:
        for one in node.items:
            self.node(one)
        self.emit(machine.push, len(node.items))
        self.emit(machine.listed)

    def mapped(self, node: MapNode) -> None:
        for key, value in node.pairs:
            self.node(key)
            self.node(value)
        self.emit(machine.mapped, len(node.pairs))


_TESTS: Final[dict[str, Work]] = {
    "and": machine.jump_if_false,
    "or": machine.jump_if_true,
    "??": machine.jump_if_not_nil,
}
_POINTERS: Final[dict[str, Work]] = {"": scopes.item, "index": scopes.index, "acc": scopes.load_acc}
_STEPS: Final[dict[type[Node], Callable[[Compiler, Any], None]]] = {
    Literal: Compiler.literal,
    Name: Compiler.name,
    Unary: Compiler.unary,
    Binary: Compiler.binary,
    Chain: Compiler.chain,
    Member: Compiler.member,
    Slice: Compiler.slice,
    Call: Compiler.call,
    Looped: Compiler.call,
    Predicate: Compiler.predicate,
    Pointer: Compiler.pointer,
    Let: Compiler.let,
    Sequence: Compiler.sequence,
    Conditional: Compiler.conditional,
    ListNode: Compiler.listed,
    MapNode: Compiler.mapped,
}
