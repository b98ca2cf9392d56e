"""What cannot work in an expression whatever the values are: expr-lang refuses it before anything runs.

In: a tree, its text and the top-level names with their values (only their types are looked at; what is inside of maps
is of any type). Out: the type of the expression, or a LangError in expr-lang's words. ``1 == 'a'`` is refused here,
while ``inputs.parameters.n == 1`` is false when it runs: that difference decides which tags stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from wfsim.lang import functions, regex
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.expr.evaluation import DEEPEST, called_name
from wfsim.lang.expr.place import located
from wfsim.lang.functions.signatures import Function
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
from wfsim.lang.types import ANY, BOOL, FLOAT, INT, LIST, MAP, Kind, Type, type_of
from wfsim.lang.values import Json


def check(tree: Node, text: str, names: Mapping[str, Json]) -> Type:
    """The type of an expression."""
    try:
        return _Check(names).type(tree)
    except LangError as error:
        raise located(error.message, text, error.start or 0, error.end) from None


def _refused(node: Node, message: str) -> LangError:
    return LangError(message, node.at, node.end)


class _Check:
    """One walk over a tree: the names, those that ``let`` binds, and what the predicates around run over."""

    def __init__(self, names: Mapping[str, Json]) -> None:
        self.names = names
        self.bound: dict[str, Type] = {}
        self.elements: list[dict[str, Type]] = []
        self.depth = 0

    def type(self, node: Node) -> Type:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BudgetSpent("the expression is nested too deeply", node.start, node.end)
        found: Type = _TYPES[type(node)](self, node)
        self.depth -= 1
        return found

    def literal(self, node: Literal) -> Type:
        return type_of(node.value)

    def name(self, node: Name) -> Type:
        if node.name in self.bound:
            return self.bound[node.name]
        if node.name in self.names:
            return type_of(self.names[node.name])
        if node.name == "$env" or node.name == "sprig":
            return ANY
        raise _refused(node, f"unknown name {node.name}")

    def group(self, node: Group) -> Type:
        return self.type(node.inner)

    def unary(self, node: Unary) -> Type:
        found = self.type(node.operand)
        if node.operator == "not":
            if found.kind in (Kind.BOOL, Kind.ANY):
                return BOOL
        elif found.is_number or found.kind is Kind.ANY:
            return found
        sign = "not" if node.operator == "not" else node.operator
        raise _refused(node, f"invalid operation: {sign} (mismatched type {found})")

    def binary(self, node: Binary) -> Type:
        chain: list[Binary] = []
        here: Node = node
        while isinstance(here, Binary):
            chain.append(here)
            here = here.left
        left = self.type(here)
        for one in reversed(chain):
            left = self.joined(one, left, self.type(one.right))
        return left

    def joined(self, node: Binary, left: Type, right: Type) -> Type:
        operator = node.operator
        if operator == "??":
            return _either(left, right)
        if operator == "in":
            return self.within(node, left, right)
        if operator == "matches" and isinstance(node.right, Literal) and isinstance(node.right.value, str):
            try:
                regex.compiled(node.right.value)
            except LangError as error:
                raise _refused(node, error.message) from None
        result = _result(operator, left, right)
        if result is None:
            raise _refused(node, f"invalid operation: {operator} (mismatched types {left} and {right})")
        return result

    def within(self, node: Binary, left: Type, right: Type) -> Type:
        match right.kind:
            case Kind.MAP:
                if left.kind not in (Kind.STRING, Kind.ANY):
                    raise _refused(node, f"cannot use {left} as type string in map key")
                return BOOL
            case Kind.LIST:
                element = right.element or ANY
                if not _comparable(left, element):
                    raise _refused(node, f"cannot use {left} as type {element} in array")
                return BOOL
            case Kind.ANY | Kind.STRUCT:
                return BOOL
            case Kind.STRING if left.kind is Kind.ANY:
                return BOOL
            case _:
                raise _refused(node, f"invalid operation: in (mismatched types {left} and {right})")

    def conditional(self, node: Conditional) -> Type:
        condition = self.type(node.condition)
        if condition.kind not in (Kind.BOOL, Kind.ANY):
            raise _refused(node.condition, f"non-bool expression (type {condition}) used as condition")
        return _either(self.type(node.then), self.type(node.otherwise))

    def member(self, node: Member) -> Type:
        base, key = self.type(node.object), self.type(node.property)
        named = node.property.value if isinstance(node.property, Literal) else None
        match base.kind:
            case Kind.ANY | Kind.STRUCT:
                return self.field(node, named) if base.kind is Kind.STRUCT else ANY
            case Kind.MAP:
                if key.kind not in (Kind.STRING, Kind.ANY):
                    raise _refused(node.property, f"cannot use {key} to get an element from {base}")
                return ANY
            case Kind.LIST:
                if key.kind not in (Kind.INT, Kind.ANY):
                    message = f"array elements can only be selected using an integer (got {key})"
                    raise _refused(node.property, message)
                return base.element or ANY
        if isinstance(named, str):
            raise _refused(node, f"type {base} has no field {named}")
        raise _refused(node, f"type {base}[{key}] is undefined")

    def field(self, node: Member, name: Json) -> Type:
        owner = node.object
        record = self.names.get(owner.name) if isinstance(owner, Name) else None
        if isinstance(record, dict) and isinstance(name, str):
            if name in record:
                return type_of(record[name])
            raise _refused(node, f"type common.TaskResults has no field {name}")
        return ANY

    def chain(self, node: Chain) -> Type:
        return self.type(node.inner)

    def slice(self, node: Slice) -> Type:
        base = self.type(node.object)
        if base.kind not in (Kind.ANY, Kind.STRING, Kind.LIST):
            raise _refused(node, f"cannot slice {base}")
        for edge in (node.first, node.last):
            found = INT if edge is None else self.type(edge)
            if edge is not None and base.kind is not Kind.ANY and found.kind not in (Kind.INT, Kind.ANY):
                raise _refused(edge, f"non-integer slice index {found}")
        return base

    def listed(self, node: ListNode) -> Type:
        found = [self.type(item) for item in node.items]
        same = len({one.kind for one in found}) == 1
        return Type(Kind.LIST, found[-1]) if same else LIST

    def mapped(self, node: MapNode) -> Type:
        for key, value in node.pairs:
            self.type(key)
            self.type(value)
        return MAP

    def let(self, node: Let) -> Type:
        if node.name in self.names:
            raise _refused(node, f"cannot redeclare {node.name}")
        if functions.find(node.name) is not None:
            raise _refused(node, f"cannot redeclare builtin {node.name}")
        if node.name in self.bound:
            raise _refused(node, f"cannot redeclare variable {node.name}")
        value = self.type(node.value)
        self.bound[node.name] = value
        found = self.type(node.body)
        del self.bound[node.name]
        return found

    def sequence(self, node: Sequence) -> Type:
        return [self.type(part) for part in node.parts][-1]

    def pointer(self, node: Pointer) -> Type:
        element = self.elements[-1] if self.elements else {"": ANY}
        if node.name not in element:
            raise _refused(node, f"unknown pointer #{node.name}")
        return element[node.name]

    def call(self, node: Call) -> Type:
        name = called_name(node)
        if any(isinstance(one, Predicate) for one in node.arguments) or name in ("sum", "count"):
            return self.with_predicate(name, node)
        if name in self.bound or name in self.names:
            found = self.bound.get(name) or type_of(self.names[name])
            if functions.find(name) is None and found.kind is not Kind.ANY:
                raise _refused(node, f"{found} is not callable")
        function = functions.find(name)
        if function is not None and not name.startswith("sprig."):
            return self.arguments(function, node) if name != "get" else self.got(function, node)
        callee = self.type(node.function)
        for argument in node.arguments:
            self.type(argument)
        if callee.kind is not Kind.ANY:
            raise _refused(node, f"{callee} is not callable")
        return ANY

    def arguments(self, function: Function, node: Call) -> Type:
        found = [self.type(argument) for argument in node.arguments]
        try:
            function.check_count(len(found))
        except LangError as error:
            raise _refused(node, error.message) from None
        for index, (argument, given) in enumerate(zip(node.arguments, found, strict=True)):
            parameter = function.parameter(index)
            if not parameter.takes(given.kind) and not _floats(parameter.types, given):
                raise self.misfit(function, node, argument, given)
        return function.result

    def misfit(self, function: Function, node: Call, argument: Node, given: Type) -> LangError:
        wanted = function.parameter(node.arguments.index(argument)).types
        if len(wanted) > 1:
            return _refused(node, f"invalid argument for {function.name} (type {given})")
        return _refused(argument, f"cannot use {given} as argument (type {wanted[0]}) to call {function.name} ")

    def got(self, function: Function, node: Call) -> Type:
        self.arguments(function, node)
        base, key = (self.type(argument) for argument in node.arguments)
        if base.kind is Kind.LIST and key.kind not in (Kind.INT, Kind.ANY):
            raise _refused(node.arguments[1], f"non-integer slice index {key}")
        if base.kind is Kind.MAP and key.kind not in (Kind.STRING, Kind.ANY):
            raise _refused(node.arguments[1], f"cannot use {key} to get an element from {base}")
        if base.kind not in (Kind.LIST, Kind.MAP, Kind.ANY):
            raise _refused(node.arguments[0], f"type {base} does not support indexing")
        return base.element or ANY

    def with_predicate(self, name: str, node: Call) -> Type:
        values = self.type(node.arguments[0])
        if values.kind not in (Kind.LIST, Kind.ANY):
            raise _refused(node.arguments[0], f"builtin {name} takes only array (got {values})")
        element = values.element or ANY
        result = element if name == "sum" else BOOL
        if len(node.arguments) > 1:
            result = self.predicate(name, node.arguments[1], element)
        for argument in node.arguments[2:]:
            self.type(argument)
        return _PREDICATE_RESULTS[name](values, result)

    def predicate(self, name: str, node: Node, element: Type) -> Type:
        known = {"": element}
        if name in ("map", "reduce"):
            known["index"] = INT
        if name == "reduce":
            known["acc"] = ANY
        self.elements.append(known)
        result = self.type(node.body if isinstance(node, Predicate) else node)
        self.elements.pop()
        if name in _CONDITIONS and result.kind not in (Kind.BOOL, Kind.ANY):
            raise _refused(node, f"predicate should return boolean (got {result})")
        return result


_CONDITIONS: Final = frozenset(
    ("all", "any", "none", "one", "filter", "count", "find", "findIndex", "findLast", "findLastIndex")
)
_PREDICATE_RESULTS: Final[dict[str, Callable[[Type, Type], Type]]] = {
    **dict.fromkeys(("all", "any", "none", "one"), lambda values, result: BOOL),
    **dict.fromkeys(("count", "findIndex", "findLastIndex"), lambda values, result: INT),
    **dict.fromkeys(("find", "findLast"), lambda values, result: values.element or ANY),
    "filter": lambda values, result: Type(Kind.LIST, values.element),
    "sortBy": lambda values, result: values,
    "groupBy": lambda values, result: MAP,
    "map": lambda values, result: Type(Kind.LIST, result),
    "sum": lambda values, result: result,
    "reduce": lambda values, result: result,
}


def _floats(wanted: tuple[Type, ...], given: Type) -> bool:
    """Whole numbers stand where floats are wanted."""
    return given.kind is Kind.INT and FLOAT in wanted


def _comparable(left: Type, right: Type) -> bool:
    free = (Kind.ANY, Kind.NIL)
    if left.kind in free or right.kind in free or (left.is_number and right.is_number):
        return True
    return left.kind is right.kind


def _either(left: Type, right: Type) -> Type:
    if left.kind is Kind.NIL or right.kind is Kind.NIL:
        return right if left.kind is Kind.NIL else left
    if left.kind is not right.kind:
        return ANY
    return LIST if left.kind is Kind.LIST and left.element != right.element else left


_KINDS: Final = {
    **dict.fromkeys(("<", ">", "<=", ">="), frozenset({Kind.INT, Kind.FLOAT, Kind.STRING})),
    "+": frozenset({Kind.INT, Kind.FLOAT, Kind.STRING}),
    **dict.fromkeys(("-", "*", "/", "**"), frozenset({Kind.INT, Kind.FLOAT})),
    **dict.fromkeys(("%", ".."), frozenset({Kind.INT})),
    **dict.fromkeys(("contains", "startsWith", "endsWith", "matches"), frozenset({Kind.STRING})),
    **dict.fromkeys(("and", "or"), frozenset({Kind.BOOL})),
}
_RESULTS: Final = {
    **dict.fromkeys(("<", ">", "<=", ">=", "contains", "startsWith", "endsWith", "matches", "and", "or"), BOOL),
    **dict.fromkeys(("/", "**"), FLOAT),
    "%": INT,
    "..": Type(Kind.LIST, INT),
}


def _result(operator: str, left: Type, right: Type) -> Type | None:
    """The type of an operation, or None where there is none such."""
    if operator in ("==", "!="):
        return BOOL if _comparable(left, right) else None
    kinds = _KINDS[operator]
    known = [one for one in (left, right) if one.kind is not Kind.ANY]
    if any(one.kind not in kinds for one in known):
        return None
    if len(known) == 2 and left.kind is not right.kind and not (left.is_number and right.is_number):
        return None
    if operator in _RESULTS:
        return _RESULTS[operator]
    if len(known) < 2:
        return ANY
    return FLOAT if Kind.FLOAT in (left.kind, right.kind) else left


_TYPES: Final[dict[type[Node], Callable[[_Check, Any], Type]]] = {
    Literal: _Check.literal,
    Name: _Check.name,
    Group: _Check.group,
    Unary: _Check.unary,
    Binary: _Check.binary,
    Conditional: _Check.conditional,
    Member: _Check.member,
    Chain: _Check.chain,
    Slice: _Check.slice,
    ListNode: _Check.listed,
    MapNode: _Check.mapped,
    Let: _Check.let,
    Sequence: _Check.sequence,
    Pointer: _Check.pointer,
    Call: _Check.call,
}
