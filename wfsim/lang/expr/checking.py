"""What cannot work in an expression whatever the values are: expr-lang refuses it before anything runs.

In: a tree without parentheses, its text and the top-level names with their values (only their types are looked at;
what is inside of maps is of any type). Out: what is known of each node, or a LangError in expr-lang's words. ``1 ==
'a'`` is refused here, while ``inputs.parameters.n == 1`` is false when it runs: that difference decides which tags
stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from wfsim.lang import functions, gotypes, regex
from wfsim.lang.errors import LangError
from wfsim.lang.expr import calls
from wfsim.lang.expr.natures import (
    BOOL,
    INT,
    LIST,
    MAP,
    NIL,
    UNKNOWN,
    Nature,
    of,
    result,
)
from wfsim.lang.expr.place import located
from wfsim.lang.expr.tokens import PREDICATES
from wfsim.lang.expr.trees import DEEPEST, Natures, chain_of, refused, too_deep
from wfsim.lang.govalues import Struct
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
from wfsim.lang.values import MISSING, Json, Nothing

Names = Callable[[str], "Json | Nothing"]


def check(tree: Node, text: str, names: Names) -> Natures:
    """What is known of each node of an expression."""
    walk = Check(text, names)
    try:
        walk.nature(tree)
    except LangError as error:
        raise located(error.message, text, error.start or 0, error.end) from None
    return walk.natures


class Check:
    """One walk over a tree: the names, those that ``let`` binds, and what the predicates around run over."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names
        self.natures = Natures()
        self.bound: dict[str, Nature] = {}
        self.scopes: list[tuple[Nature, dict[str, Nature]]] = []
        self.callee: Node | None = None  # what is looked at because it is called
        self.depth = 0

    def nature(self, node: Node) -> Nature:
        """What is known of a node; looked at once, however often somebody asks."""
        if node in self.natures:
            return self.natures[node]
        self.depth += 1
        if self.depth > DEEPEST:
            raise too_deep(node)
        found: Nature = _NATURES[type(node)](self, node)
        self.depth -= 1
        self.natures[node] = found
        return found

    def literal(self, node: Literal) -> Nature:
        return of(node.value)

    def name(self, node: Name) -> Nature:
        if node.name in self.bound:
            return self.bound[node.name]
        if node.name == "$env":
            return UNKNOWN
        value = self.names(node.name)
        if value is not MISSING:
            return of(value)
        if node.name in functions.BUILTINS or node.name in PREDICATES:
            return Nature(gotypes.go("func(...interface {}) (interface {}, error)"))
        raise refused(node, f"unknown name {node.name}")

    def unary(self, node: Unary) -> Nature:
        found = self.nature(node.operand)
        if node.operator == "not":
            if found.kind == "bool" or found.unknown:
                return BOOL
        elif found.is_number or found.unknown:
            return found
        raise refused(node, f"invalid operation: {node.operator} (mismatched type {found})")

    def binary(self, node: Binary) -> Nature:
        links = chain_of(node)
        left = self.nature(links[0].left)
        for link in links:
            left = self.joined(link, left, self.nature(link.right))
            self.natures[link] = left
        return left

    def joined(self, node: Binary, left: Nature, right: Nature) -> Nature:
        match node.operator:
            case "??":
                return _coalesced(left, right)
            case "in":
                return self.within(node, left, right)
            case "==" | "!=":
                found = BOOL if left.comparable(right) else None
            case "matches":
                self.pattern(node)
                found = result("matches", left, right)
            case operator:
                found = result(operator, left, right)
        if found is None:
            raise refused(node, f"invalid operation: {node.operator} (mismatched types {left} and {right})")
        return found

    def pattern(self, node: Binary) -> None:
        if isinstance(node.right, Literal) and isinstance(node.right.value, str):
            try:
                regex.compiled(node.right.value)
            except LangError as error:
                raise refused(node, error.message) from None

    def within(self, node: Binary, left: Nature, right: Nature) -> Nature:
        if (left.kind == "string" or left.unknown) and right.kind == "struct":
            return BOOL
        if right.kind == "map" and right.type is not None:
            key = Nature(right.type.key)
            if not left.unknown and not left.fits(key):
                raise refused(node, f"cannot use {left} as type {key} in map key")
            return BOOL
        if right.is_array:
            if not left.comparable(right.element):
                raise refused(node, f"cannot use {left} as type {right.element} in array")
            return BOOL
        if right.unknown or (left.unknown and right.kind == "string"):
            return BOOL
        raise refused(node, f"invalid operation: in (mismatched types {left} and {right})")

    def conditional(self, node: Conditional) -> Nature:
        condition = self.nature(node.condition)
        if condition.kind != "bool" and not condition.unknown:
            raise refused(node.condition, f"non-bool expression (type {condition}) used as condition")
        then, otherwise = self.nature(node.then), self.nature(node.otherwise)
        if then.nil or otherwise.nil:
            return NIL if then.nil and otherwise.nil else otherwise if then.nil else then
        if not then.fits(otherwise):
            return UNKNOWN
        if then.is_array and otherwise.is_array:
            one, other = then.element, otherwise.element
            if not one.fits(other) or not other.fits(one):
                return LIST
        return then

    def member(self, node: Member) -> Nature:
        owner = node.object
        named = node.property.value if isinstance(node.property, Literal) else None
        if isinstance(owner, Name) and owner.name == "$env":
            return self.variable(node, named) if isinstance(named, str) else UNKNOWN
        base, key = self.nature(owner), self.nature(node.property)
        if base.unknown:
            return UNKNOWN
        if isinstance(named, str):
            if base.nil:
                raise refused(node, f"type nil has no field {named}")
            method = None if base.type is None else methods.of_type(base.type, named)
            if method is not None:
                return Nature(method.type)
        return self.item(node, base, key, named)

    def item(self, node: Member, base: Nature, key: Nature, named: Json) -> Nature:
        if base.kind == "map" and base.type is not None:
            if not key.fits(Nature(base.type.key)) and not key.unknown:
                raise refused(node.property, f"cannot use {key} to get an element from {base}")
            return base.element
        if base.is_array:
            if not key.is_integer and not key.unknown:
                message = f"array elements can only be selected using an integer (got {key})"
                raise refused(node.property, message)
            return base.element
        if base.kind == "struct" and isinstance(node.object, Name):
            record = self.names(node.object.name)
            if isinstance(record, Struct) and named in record:
                return of(record[str(named)])
        if isinstance(named, str):
            raise refused(node, f"type {base} has no {'method' if node is self.callee else 'field'} {named}")
        raise refused(node, f"type {base}[{key}] is undefined")

    def variable(self, node: Member, name: str) -> Nature:
        value = self.names(name)
        if value is not MISSING:
            return of(value)
        if not node.optional:
            raise refused(node, f"unknown name {name}")
        return UNKNOWN

    def chain(self, node: Chain) -> Nature:
        return self.nature(node.inner)

    def slice(self, node: Slice) -> Nature:
        base = self.nature(node.object)
        if base.unknown:
            return UNKNOWN
        if base.kind != "string" and not base.is_array:
            raise refused(node, f"cannot slice {base}")
        for edge in (node.first, node.last):
            found = INT if edge is None else self.nature(edge)
            if edge is not None and not found.is_integer and not found.unknown:
                raise refused(edge, f"non-integer slice index {found}")
        return base

    def listed(self, node: ListNode) -> Nature:
        found = [self.nature(item) for item in node.items]
        if len({one.kind for one in found}) > 1:
            return LIST
        return (found[-1] if found else UNKNOWN).listed

    def mapped(self, node: MapNode) -> Nature:
        for key, value in node.pairs:
            self.nature(key)
            self.nature(value)
        return MAP

    def let(self, node: Let) -> Nature:
        if self.names(node.name) is not MISSING:
            raise refused(node, f"cannot redeclare {node.name}")
        if node.name in functions.BUILTINS or node.name in PREDICATES:
            raise refused(node, f"cannot redeclare builtin {node.name}")
        if node.name in self.bound:
            raise refused(node, f"cannot redeclare variable {node.name}")
        value = self.nature(node.value)
        self.bound[node.name] = value
        found = self.nature(node.body)
        del self.bound[node.name]
        return found

    def sequence(self, node: Sequence) -> Nature:
        return [self.nature(part) for part in node.parts][-1]

    def predicate(self, node: Predicate) -> Nature:
        return self.nature(node.body)

    def pointer(self, node: Pointer) -> Nature:
        if not self.scopes:
            raise refused(node, "cannot use pointer accessor outside predicate")
        values, names = self.scopes[-1]
        if node.name:
            if node.name not in names:
                raise refused(node, f"unknown pointer #{node.name}")
            return names[node.name]
        return UNKNOWN if values.unknown else values.element

    def call(self, node: Call) -> Nature:
        return calls.nature(self, node)


def _coalesced(left: Nature, right: Nature) -> Nature:
    if left.nil or right.nil:
        return NIL if left.nil and right.nil else right if left.nil else left
    return left if right.fits(left) else UNKNOWN


_NATURES: Final[Mapping[type[Node], Callable[[Check, Any], Nature]]] = {
    Literal: Check.literal,
    Name: Check.name,
    Unary: Check.unary,
    Binary: Check.binary,
    Conditional: Check.conditional,
    Member: Check.member,
    Chain: Check.chain,
    Slice: Check.slice,
    ListNode: Check.listed,
    MapNode: Check.mapped,
    Let: Check.let,
    Sequence: Check.sequence,
    Predicate: Check.predicate,
    Pointer: Check.pointer,
    Call: Check.call,
}
