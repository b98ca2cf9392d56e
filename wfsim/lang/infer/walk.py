"""Walks over an expression's tree with the shapes of the names, and gathers all that is wrong.

In: a tree, its text, shapes of the top-level names. Out: the shape of the whole, and flaws in order of writing.
Inference never stops at the first mistake: what is wrong counts as unknown from there on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from wfsim.lang.errors import BudgetSpent
from wfsim.lang.expr.trees import DEEPEST
from wfsim.lang.flaws import Flaw, Trouble
from wfsim.lang.infer import calls
from wfsim.lang.infer.operations import Operation, either, judged, quoted, truth
from wfsim.lang.infer.presence import FALLBACKS, Tested, tested, written
from wfsim.lang.shapes import BOOL, NUMBER, UNKNOWN, Shape, constant, map_of
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
    called_name,
)
from wfsim.lang.types import Kind

_DASHED: Final = re.compile(r"[^\W\d]\w*(?:-\w+)+")
# What other languages ask of a text by a dot.
_METHODS: Final = {
    "length": "len",
    "size": "len",
    "upper": "upper",
    "toUpperCase": "upper",
    "lower": "lower",
    "toLowerCase": "lower",
    "trim": "trim",
    "strip": "trim",
}
_DECIDING: Final = ("and", "or")  # whether the right side is computed, the left one says
_DOTTED: Final = re.compile(r"(?:\.[\w-]+|\[[^\]]*\])*")


class Walk:
    """One inference: the names, those that ``let`` binds, the elements of predicates around, and what was found."""

    def __init__(self, text: str, names: Mapping[str, Shape]) -> None:
        self.text = text
        self.names = names
        self.bound: dict[str, Shape] = {}
        self.elements: list[Shape] = []
        self.flaws: list[Flaw] = []
        self.explained: list[tuple[int, int]] = []
        self.lenient = False
        self.tested: frozenset[Tested] = frozenset()
        self.unchecked = False
        self.depth = 0

    def found(self) -> tuple[Flaw, ...]:
        """The flaws, without those that only follow from a dash in a name."""
        kept = (one for one in self.flaws if not self._follows(one))
        return tuple(sorted(kept, key=lambda one: (one.start, one.end)))

    def _follows(self, one: Flaw) -> bool:
        return any(
            (start <= one.start < end and (one.start, one.end) != (start, end))
            or (one.start <= start and end <= one.end and one.trouble in (Trouble.TYPES, Trouble.CONSTANT))
            for start, end in self.explained
        )

    @contextmanager
    def leniently(self, lenient: bool = True) -> Iterator[None]:
        """Within, an unknown field is nothing and no mistake."""
        before, self.lenient = self.lenient, lenient
        yield
        self.lenient = before

    def shape(self, node: Node) -> Shape:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BudgetSpent("the expression is nested too deeply", node.start, node.end)
        found: Shape = _SHAPES[type(node)](self, node)
        self.depth -= 1
        return found.late if self.unchecked and found.early else found

    @contextmanager
    def late(self, late: bool) -> Iterator[None]:
        """Within, expr-lang looks at nothing before a run: it does not know what is called, or cut."""
        before, self.unchecked = self.unchecked, self.unchecked or late
        yield
        self.unchecked = before

    @contextmanager
    def after(self, *asked: Node) -> Iterator[None]:
        """Within, somebody has asked, or asks, whether certain fields are there."""
        before = self.tested
        self.tested = before.union(*(tested(one, self.text) for one in asked))
        yield
        self.tested = before

    def strictly(self, node: Node) -> Shape:
        with self.leniently(False):
            return self.shape(node)

    # -- names and members

    def name(self, node: Name) -> Shape:
        if node.name in self.bound:
            return self.bound[node.name]
        if node.name in self.names:
            return self.names[node.name]
        if node.name == "$env":
            return UNKNOWN
        if node.name == "sprig" or calls.find(node.name) is not None:
            return UNKNOWN
        self.flaws.append(calls.unknown_name(node, self.names))
        return UNKNOWN

    def member(self, node: Member) -> Shape:
        with self.leniently(self.lenient or node.optional):
            base = self.shape(node.object)
        key = node.property.value if isinstance(node.property, Literal) else None
        if not isinstance(node.property, Literal):
            self.strictly(node.property)
        if base.kind is Kind.STRING and isinstance(key, str):
            self.text_member(node, key, base)
        if base.kind is Kind.LIST:
            return base.element or UNKNOWN
        if base.fields is None:
            return UNKNOWN
        if not isinstance(key, str):
            return base.rest or UNKNOWN
        return self.field(node, base, key)

    def text_member(self, node: Member, key: str, base: Shape) -> None:
        shown = quoted(node.object, self.text)
        inner = shown.strip("`")
        hint = f"If it is JSON: `fromJSON({inner}).{key}`."
        if key in _METHODS:
            hint = f"Write `{_METHODS[key]}({inner})`."
        self.flaws.append(Flaw(Trouble.TYPES, f"{shown} is text, and has no {key!r}", node.start, node.end, hint))

    def method(self, node: Member, base: Shape) -> None:
        """Texts and lists have no methods; what else has some is known to Go alone."""
        key = node.property.value if isinstance(node.property, Literal) else None
        if not isinstance(key, str) or (base.kind is not Kind.LIST and (base.kind is not Kind.STRING or base.go)):
            return
        shown = quoted(node.object, self.text)
        inner = shown.strip("`")
        what = "text" if base.kind is Kind.STRING else "a list"
        hint = f"Write `{_METHODS[key]}({inner})`." if key in _METHODS else ""
        if not hint and (calls.find(key) is not None or calls.takes_predicate(key)):
            hint = f"Write `{key}({inner})`." if key in _METHODS.values() else f"Write `{key}({inner}, …)`."
        message = f"{shown} is {what}, and has no method {key!r}"
        self.flaws.append(Flaw(Trouble.TYPES, message, node.start, node.end, hint))

    def field(self, node: Member, base: Shape, key: str) -> Shape:
        fields = base.fields or {}
        if self.dashed(node, base):
            return UNKNOWN
        if key in fields:
            return fields[key]
        if base.rest is not None:
            return base.rest
        if not (self.lenient or node.optional or (written(node.object, self.text), key) in self.tested):
            owner = self.text[node.object.start : node.object.end]
            message = f"{base.lacks} {key!r}" if base.lacks else f"there is no variable {f'{owner}.{key}'!r}"
            self.flaws.append(Flaw(Trouble.NAME, message, node.start, node.end, "", key, tuple(fields)))
        return UNKNOWN

    def dashed(self, node: Member, base: Shape) -> bool:
        """A name with a dash behind a dot is read as a subtraction; reported where the whole is a name that is known,
        or where what stands before the dash is none."""
        start = node.property.start
        found = _DASHED.match(self.text, start)
        if found is None or self.text[start - 1 : start] != ".":
            return False
        fields = base.fields or {}
        word, key = found[0], found[0].split("-")[0]
        whole = next((one for one in sorted(fields, key=len, reverse=True) if _begins(word, one)), "")
        if not whole and (key in fields or (base.rest is None and not fields)):
            return False
        meant = whole or word
        owner = self.text[node.object.start : node.object.end]
        end = start + len(meant)
        rest = _DOTTED.match(self.text, end)
        self.explained.append((node.start, end))
        if rest is not None and rest.end() > end:
            self.explained.append((end, rest.end()))
        message = f"`{owner}.{meant}` is a subtraction here: a name with a dash needs brackets"
        hint = f"Write `{owner}['{meant}']`."
        known = () if whole or base.rest is not None else tuple(fields)
        self.flaws.append(Flaw(Trouble.NAME, message, node.start, end, hint, "" if whole else word, known))
        return True

    def chain(self, node: Chain) -> Shape:
        with self.leniently():
            return self.shape(node.inner)

    # -- operations

    def unary(self, node: Unary) -> Shape:
        found = self.shape(node.operand)
        if node.operator == "not":
            self.flaws += truth(node.operand, found, "`not` takes", self.text)
            return BOOL
        if found.unknown or found.is_number:
            return found._replace(values=None)
        message = f"`{node.operator}` takes a number, and {quoted(node.operand, self.text)} is {found.words}"
        kept = node.operator == "+" and not found.early  # nothing is done, so nothing fails
        self.flaws.append(Flaw(Trouble.ODD if kept else Trouble.TYPES, message, node.start, node.end))
        return found if kept else UNKNOWN

    def binary(self, node: Binary) -> Shape:
        chain: list[Binary] = []
        here: Node = node
        while isinstance(here, Binary):
            chain.append(here)
            here = here.left
        guarded = chain[-1].operator == "??" or _with_nil(chain[-1])
        with self.leniently(self.lenient or guarded):
            left = self.shape(here)
        before = self.tested
        for one in reversed(chain):
            if one.operator in _DECIDING:  # of a chain of them the last one is new
                new = one.left.right if isinstance(one.left, Binary) and one.left.operator in _DECIDING else one.left
                self.tested |= frozenset(tested(new, self.text))
            with self.leniently(self.lenient or _with_nil(one)):
                right = self.shape(one.right)
            left, flaws = judged(Operation(one, left, right, self.text))
            self.flaws += flaws
        self.tested = before
        return left

    def conditional(self, node: Conditional) -> Shape:
        condition = self.shape(node.condition)
        self.flaws += truth(node.condition, condition, "the condition before `?` has to be", self.text)
        if node.then is node.condition:  # a ?: b
            return UNKNOWN
        with self.after(node.condition):
            return either(self.shape(node.then), self.shape(node.otherwise))

    # -- collections and the rest

    def listed(self, node: ListNode) -> Shape:
        found = [self.shape(item) for item in node.items]
        kinds = {one.kind for one in found}
        early = len(kinds) == 1 and all(one.early for one in found)
        element = found[0]._replace(values=None, early=early) if len(kinds) == 1 else None
        return Shape(Kind.LIST, early=True, element=element)

    def mapped(self, node: MapNode) -> Shape:
        fields: dict[str, Shape] = {}
        for key, value in node.pairs:
            self.shape(key)
            found = self.shape(value)
            if isinstance(key, Literal) and isinstance(key.value, str):
                fields[key.value] = found._replace(early=False)
        return map_of(fields, rest=UNKNOWN)._replace(early=True)

    def slice(self, node: Slice) -> Shape:
        base = self.shape(node.object)
        with self.late(not base.early):
            for edge in (node.first, node.last):
                if edge is not None:
                    self.shape(edge)
        return base._replace(values=None)

    def let(self, node: Let) -> Shape:
        value = self.shape(node.value)
        before = dict(self.bound)
        self.bound[node.name] = value
        found = self.shape(node.body)
        self.bound = before
        return found

    def pointer(self, node: Pointer) -> Shape:
        if node.name == "index":
            return NUMBER
        return self.elements[-1] if self.elements and not node.name else UNKNOWN

    def call(self, node: Call) -> Shape:
        name = called_name(node)
        if name in self.bound or (name and name.split(".")[0] in self.bound):
            return self.opaque(node)
        if calls.takes_predicate(name):
            return self.with_predicate(name, node)
        function = calls.find(name)
        if function is None:
            return self.not_found(name, node)
        with self.late(name.startswith("sprig.")), self.after(*(node.arguments if name in FALLBACKS else ())):
            given = [self.strictly(argument) for argument in node.arguments]
        self.flaws += calls.misfits(function, node, given, self.text, not self.unchecked)
        return calls.result(function)

    def not_found(self, name: str, node: Call) -> Shape:
        """A function that nobody has, or a method of something that a variable holds."""
        if name and name.split(".")[0] not in self.names:
            self.flaws.append(calls.unknown_function(name, node))
            for argument in node.arguments:
                self.strictly(argument)
            return UNKNOWN
        return self.opaque(node)

    def opaque(self, node: Call) -> Shape:
        called = node.function
        for one in called.children():
            if not isinstance(one, Literal):
                found = self.strictly(one)
                if isinstance(called, Member) and one is called.object:
                    self.method(called, found)
        with self.late(True):
            for one in node.arguments:
                self.strictly(one)
        return UNKNOWN

    def with_predicate(self, name: str, node: Call) -> Shape:
        values = self.strictly(node.arguments[0])
        self.flaws += calls.no_list(name, node, values, self.text)
        element = values.element or UNKNOWN
        body = BOOL
        for argument in node.arguments[1:]:
            if isinstance(argument, Predicate):
                self.elements.append(element._replace(early=False))
                body = self.strictly(argument.body)
                self.elements.pop()
                self.flaws += calls.no_condition(name, argument.body, body, self.text)
            else:
                self.strictly(argument)
        return calls.predicate_result(name, values, body)


def _begins(word: str, name: str) -> bool:
    """Whether a dashed word is a name, or goes on behind it with a real subtraction."""
    return "-" in name and (word == name or word.startswith(f"{name}-"))


def _with_nil(node: Binary) -> bool:
    """A comparison with nil asks whether something is there."""
    sides = (node.left, node.right)
    return node.operator in ("==", "!=") and any(isinstance(one, Literal) and one.value is None for one in sides)


_SHAPES: Final[dict[type[Node], Callable[[Walk, Any], Shape]]] = {
    Literal: lambda walk, node: constant(node.value),
    Name: Walk.name,
    Group: lambda walk, node: walk.shape(node.inner),
    Unary: Walk.unary,
    Binary: Walk.binary,
    Conditional: Walk.conditional,
    Member: Walk.member,
    Chain: Walk.chain,
    Slice: Walk.slice,
    ListNode: Walk.listed,
    MapNode: Walk.mapped,
    Let: Walk.let,
    Sequence: lambda walk, node: [walk.shape(part) for part in node.parts][-1],
    Pointer: Walk.pointer,
    Call: Walk.call,
}
