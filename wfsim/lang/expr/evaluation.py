"""Computes the value of an expression's tree.

In: a tree, the text that it came from, the top-level names. Out: a value, or a LangError with its place. Steps, depth
and the size of results have limits, so that no expression hangs or exhausts memory; functions come from the one table,
and nothing else can be called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from wfsim.lang import functions, operators
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.expr import predicates
from wfsim.lang.expr.place import located
from wfsim.lang.govalues import type_name
from wfsim.lang.syntax import (
    Binary,
    Call,
    Chain,
    Conditional,
    Group,
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
from wfsim.lang.values import Json

MOST_STEPS: Final = 500_000
MOST_ITEMS: Final = 1_000_000
DEEPEST: Final = 100
Names = Mapping[str, Json]


class _Skipped(Exception):
    """An optional access met nothing: the chain around it is nothing."""


def compute(tree: Node, text: str, names: Names) -> Json:
    """The value of a tree."""
    run = _Run(names)
    try:
        return run.value(tree)
    except LangError as error:
        raise located(error.message, text, run.at if error.start is None else error.start, error.end) from None


class _Run:
    """One evaluation: the names, the items of the predicates around, and what is left of the budget."""

    def __init__(self, names: Names) -> None:
        self.names = dict(names)
        self.items: list[dict[str, Json]] = []
        self.steps = MOST_STEPS
        self.memory = MOST_ITEMS
        self.depth = 0
        self.at = 0

    def value(self, node: Node) -> Json:
        self.steps -= 1
        self.depth += 1
        if self.steps < 0 or self.depth > DEEPEST:
            kind = "runs too long" if self.steps < 0 else "is nested too deeply"
            raise BudgetSpent(f"the expression {kind}", node.start, node.end)
        found: Json = _VALUES[type(node)](self, node)
        self.depth -= 1
        self.at = node.at
        return found

    def literal(self, node: Literal) -> Json:
        return node.value

    def name(self, node: Name) -> Json:
        if node.name == "$env":
            return dict(self.names)
        return self.names.get(node.name)

    def group(self, node: Group) -> Json:
        return self.value(node.inner)

    def unary(self, node: Unary) -> Json:
        value = self.value(node.operand)
        self.at = node.start
        if node.operator == "not":
            return not operators.truth(value)
        return operators.negated(value) if node.operator == "-" else value

    def binary(self, node: Binary) -> Json:
        """Chains lean to the left and are followed by a loop."""
        chain: list[Binary] = []
        here: Node = node
        while isinstance(here, Binary):
            chain.append(here)
            here = here.left
        value = self.value(here)
        for one in reversed(chain):
            value = self.applied(one, value)
        return value

    def applied(self, node: Binary, left: Json) -> Json:
        self.at = node.at
        match node.operator:
            case "and":
                return self.value(node.right) if operators.truth(left) else False
            case "or":
                return True if operators.truth(left) else self.value(node.right)
            case "??":
                return self.value(node.right) if left is None else left
        if node.operator == "in" and (texts := _constant_texts(node.right)):
            self.at = node.at
            return operators.among_texts(left, texts)
        right = self.value(node.right)
        self.at = node.at
        self.steps -= len(right) if isinstance(right, list) else 0
        return self.kept(operators.OPERATIONS[node.operator](left, right))

    def kept(self, value: Json) -> Json:
        """A new value, charged to the budget: all that one evaluation makes, whether it is still there or not."""
        if isinstance(value, str):
            self.memory -= len(value) // 64
        elif isinstance(value, (list, dict)):
            self.memory -= len(value)
        if self.memory < 0:
            raise BudgetSpent("memory budget exceeded")
        return value

    def truth(self, node: Node, at: int) -> bool:
        value = self.value(node)
        self.at = at
        return operators.truth(value)

    def conditional(self, node: Conditional) -> Json:
        return self.value(node.then if self.truth(node.condition, node.condition.at) else node.otherwise)

    def member(self, node: Member) -> Json:
        base = self.value(node.object)
        if node.optional and base is None:
            raise _Skipped
        key = self.value(node.property)
        self.at = node.at
        return operators.fetched(base, key)

    def chain(self, node: Chain) -> Json:
        depth = self.depth
        try:
            return self.value(node.inner)
        except _Skipped:
            self.depth = depth
            return None

    def slice(self, node: Slice) -> Json:
        base = self.value(node.object)
        first = 0 if node.first is None else self.value(node.first)
        last = None if node.last is None else self.value(node.last)
        self.at = node.at
        return operators.sliced(base, first, last)

    def listed(self, node: ListNode) -> Json:
        return self.kept([self.value(item) for item in node.items])

    def mapped(self, node: MapNode) -> Json:
        found: dict[str, Json] = {}
        for key_node, value_node in node.pairs:
            key = self.value(key_node)
            if not isinstance(key, str):
                self.at = node.at
                raise LangError(f"interface conversion: interface {{}} is {type_name(key)}, not string")
            found[key] = self.value(value_node)
        return found

    def let(self, node: Let) -> Json:
        value = self.value(node.value)
        outer = self.names
        self.names = {**outer, node.name: value}
        found = self.value(node.body)
        self.names = outer
        return found

    def sequence(self, node: Sequence) -> Json:
        found: Json = None
        for part in node.parts:
            found = self.value(part)
        return found

    def pointer(self, node: Pointer) -> Json:
        return self.items[-1].get(node.name) if self.items else None

    def call(self, node: Call) -> Json:
        name = called_name(node)
        if name in predicates.TABLE and len(node.arguments) > 1:
            return self.predicate(name, node)
        if name == "reduce":
            return self.reduced(node)
        if name in ("sum", "count"):
            return self.without_predicate(name, node)
        function = functions.find(name)
        if function is None:
            self.at = node.start
            raise LangError(f"unknown name {name}")
        arguments = [self.value(argument) for argument in node.arguments]
        self.at = node.start
        self.steps -= sum(len(one) // 16 for one in arguments if isinstance(one, (str, list)))
        return self.kept(function(arguments))

    def list_of(self, node: Call) -> list[Json]:
        found = self.value(node.arguments[0])
        self.at = node.start
        if isinstance(found, str):
            return [*found.encode("utf-8", "replace")]
        if not isinstance(found, list):
            raise LangError(f"builtin {called_name(node)} takes only array (got {type_name(found)})")
        return found

    def each(self, node: Node, values: list[Json], more: dict[str, Json]) -> Callable[[int], Json]:
        body = node.body if isinstance(node, Predicate) else node

        def computed(place: int) -> Json:
            self.items.append({"": values[place], "index": place, **more})
            found = self.value(body)
            self.items.pop()
            return found

        return computed

    def predicate(self, name: str, node: Call) -> Json:
        values = self.list_of(node)
        rest = [self.value(argument) for argument in node.arguments[2:]]
        return predicates.TABLE[name](values, self.each(node.arguments[1], values, {}), rest)

    def without_predicate(self, name: str, node: Call) -> Json:
        values = self.list_of(node)
        if name == "count":
            return len([value for value in values if operators.truth(value)])
        return predicates.TABLE["sum"](values, lambda place: values[place], [])

    def reduced(self, node: Call) -> Json:
        values = self.list_of(node)
        total = self.value(node.arguments[2]) if len(node.arguments) > 2 else None
        places = range(len(values))
        if len(node.arguments) < 3:
            if not values:
                raise LangError("reduce of empty array with no initial value")
            total, places = values[0], range(1, len(values))
        for place in places:
            total = self.each(node.arguments[1], values, {"acc": total})(place)
        return total


def _constant_texts(node: Node) -> frozenset[str]:
    """The texts of a list of nothing but constant texts; empty for any other node."""
    if not isinstance(node, ListNode):
        return frozenset()
    texts = [item.value for item in node.items if isinstance(item, Literal) and isinstance(item.value, str)]
    return frozenset(texts) if len(texts) == len(node.items) else frozenset()


def called_name(node: Call) -> str:
    """The name under which the table has what is called: ``upper``, ``sprig.trim``; empty for anything else."""
    match node.function:
        case Name(name=name):
            return name
        case Member(object=Name(name=space), property=Literal(value=str(name))):
            return f"{space}.{name}"
        case _:
            return ""


_VALUES: Final[dict[type[Node], Callable[[_Run, Any], Json]]] = {
    Literal: _Run.literal,
    Name: _Run.name,
    Group: _Run.group,
    Unary: _Run.unary,
    Binary: _Run.binary,
    Conditional: _Run.conditional,
    Member: _Run.member,
    Chain: _Run.chain,
    Slice: _Run.slice,
    ListNode: _Run.listed,
    MapNode: _Run.mapped,
    Let: _Run.let,
    Sequence: _Run.sequence,
    Pointer: _Run.pointer,
    Call: _Run.call,
}
