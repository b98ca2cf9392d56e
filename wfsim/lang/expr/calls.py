"""What is known of calls before they run: of the language's own functions, of those with a predicate, of values.

In: the walk of ``checking`` and a call. Out: a nature, or a LangError in expr-lang's words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wfsim.lang import functions, gotypes
from wfsim.lang.errors import LangError
from wfsim.lang.expr.natures import BOOL, INT, LIST, UNKNOWN, Nature, of
from wfsim.lang.expr.tokens import PREDICATES
from wfsim.lang.expr.trees import refused
from wfsim.lang.functions.signatures import Function
from wfsim.lang.gotypes import GoType, go
from wfsim.lang.syntax import Call, Literal, Member, Name, Node
from wfsim.lang.values import MISSING

if TYPE_CHECKING:
    from wfsim.lang.expr.checking import Check

_GROUPS: Final = go("map[interface {}][]interface {}")
# What the pointers of a predicate are called beside the item.
_POINTERS: Final = {"map": {"index": INT}, "reduce": {"index": INT, "acc": UNKNOWN}}
_TRUTHS: Final = frozenset(
    ("all", "none", "any", "one", "filter", "count", "find", "findLast", "findIndex", "findLastIndex")
)
_GLOBAL: Final = re.compile(r"::\s*\Z")


def builtin(node: Call, text: str, known: bool) -> str:
    """The name of the language's own function that is called; empty where it is another.

    ``known``: a variable has the name, and takes its place but behind ``::``.
    """
    name = node.function.name if isinstance(node.function, Name) else ""
    if name not in functions.BUILTINS and name not in PREDICATES:
        return ""
    return "" if known and not _GLOBAL.search(text, 0, node.function.start) else name


def nature(check: Check, node: Call) -> Nature:
    """What a call gives."""
    called = node.function.name if isinstance(node.function, Name) else ""
    name = builtin(node, check.text, check.names(called) is not MISSING) if called else ""
    if name in PREDICATES:
        return _with_predicate(check, name, node)
    if name == "get":
        return _got(check, node)
    if name:
        return _of_function(check, functions.BUILTINS[name], node)
    return _of_value(check, node)


def _of_value(check: Check, node: Call) -> Nature:
    callee = node.function
    if isinstance(callee, Name) and callee.name == "$env":
        raise refused(node, "map[string]interface {} is not callable")
    check.callee = callee
    found = check.nature(callee)
    if found.unknown:
        return UNKNOWN
    name = callee.name if isinstance(callee, Name) else "function"
    if isinstance(callee, Member) and isinstance(callee.property, Literal) and isinstance(callee.property.value, str):
        name = callee.property.value
    if found.nil:
        raise refused(node, f"{name} is nil; cannot call nil as function")
    if found.type is None or found.kind != "func":
        raise refused(node, f"{found} is not callable")
    return _arguments(check, name, found.type, node)


def _of_function(check: Check, function: Function, node: Call) -> Nature:
    if function.judge is not None:
        given = [check.nature(argument) for argument in node.arguments]
        types = [gotypes.ANY if one.unknown else one.type for one in given]
        try:
            return Nature(function.judge(types))
        except LangError as error:
            raise refused(node, error.message) from None
    refusal: LangError | None = None
    for type in function.types:
        try:
            return _arguments(check, function.name, type, node)
        except _Misfit as misfit:
            refusal = misfit
    raise refusal or refused(node, f"no matching overload for {function.name}")


class _Misfit(LangError):
    """Arguments that a function does not take; one declared for other kinds may take them."""


def _arguments(check: Check, name: str, type: GoType, node: Call) -> Nature:
    """What a function of a type gives for these arguments."""
    least = len(type.parameters) - type.variadic
    count = len(node.arguments)
    if len(type.results) > 2:
        raise _Misfit(f"func {name} returns more then two values", node.at, node.end)
    if count < least or (count > least and not type.variadic):
        for argument in node.arguments:
            check.nature(argument)
        raise _Misfit(f"{'too many' if count > least else 'not enough'} arguments to call {name}", node.at, node.end)
    for place, argument in enumerate(node.arguments):
        _argument(check, name, _parameter(type, place), argument)
    return Nature(type.results[0])


def _parameter(type: GoType, place: int) -> Nature:
    if type.variadic and place >= len(type.parameters) - 1:
        return Nature(type.parameters[-1].element)
    return Nature(type.parameters[place])


def _argument(check: Check, name: str, wanted: Nature, argument: Node) -> None:
    given = check.nature(argument)
    if given.is_integer and (wanted.is_integer or (wanted.is_number and not wanted.is_integer)):
        return
    if given.nil:
        if wanted.kind in ("ptr", "interface"):
            return
        raise _Misfit(f"cannot use nil as argument (type {wanted}) to call {name}", argument.at, argument.end)
    if not given.fits(wanted) and not given.unknown:
        message = f"cannot use {given} as argument (type {wanted}) to call {name} "
        raise _Misfit(message, argument.at, argument.end)


def _got(check: Check, node: Call) -> Nature:
    if len(node.arguments) != 2:
        raise refused(node, f"invalid number of arguments (expected 2, got {len(node.arguments)})")
    first, second = node.arguments
    base, key = check.nature(first), check.nature(second)
    if isinstance(first, Name) and first.name == "$env":
        name = second.value if isinstance(second, Literal) else None
        value = check.names(name) if isinstance(name, str) else MISSING
        return UNKNOWN if value is MISSING else of(value)
    if base.unknown:
        return UNKNOWN
    if base.is_array:
        if not key.is_integer and not key.unknown:
            raise refused(second, f"non-integer slice index {key}")
        return base.element
    if base.kind == "map" and base.type is not None:
        if not key.fits(Nature(base.type.key)) and not key.unknown:
            raise refused(second, f"cannot use {key} to get an element from {base}")
        return base.element
    raise refused(first, f"type {base} does not support indexing")


def _with_predicate(check: Check, name: str, node: Call) -> Nature:
    values = check.nature(node.arguments[0])
    if not values.is_array and not values.unknown:
        raise refused(node.arguments[0], f"builtin {name} takes only array (got {values})")
    if len(node.arguments) == 1:
        return INT if name == "count" else UNKNOWN if values.unknown else values.element
    check.scopes.append((values, _POINTERS.get(name, {})))
    found = check.nature(node.arguments[1])
    check.scopes.pop()
    for argument in node.arguments[2:]:
        more = check.nature(argument)
        if name == "sortBy" and more.kind != "string" and not more.unknown:
            raise refused(argument, f"sortBy order argument must be a string (got {more})")
    if found.nil:
        raise refused(node.arguments[1], "predicate should has one input and one output param")
    if name in _TRUTHS and found.kind != "bool" and not found.unknown:
        raise refused(node.arguments[1], f"predicate should return boolean (got {found})")
    return _given(name, values, found)


def _given(name: str, values: Nature, found: Nature) -> Nature:
    """What comes of it."""
    items = UNKNOWN if values.unknown else values.element
    match name:
        case "filter":
            return LIST if values.unknown else items.listed
        case "map":
            return found.listed
        case "count" | "findIndex" | "findLastIndex":
            return INT
        case "find" | "findLast":
            return items
        case "sum":
            return Nature(found.type)
        case "reduce":
            return found
        case "groupBy":
            return Nature(_GROUPS, items.listed)
        case "sortBy":
            return values
        case _:
            return BOOL
