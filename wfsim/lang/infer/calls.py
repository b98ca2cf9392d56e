"""Calls of functions, judged by the one table of functions.

In: a call and the shapes of its arguments. Out: flaws, and the shape of what comes back. Called by ``walk``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from wfsim.lang import functions
from wfsim.lang.flaws import Flaw, Trouble
from wfsim.lang.functions.each import EACH
from wfsim.lang.functions.signatures import Function
from wfsim.lang.infer.operations import quoted, truth
from wfsim.lang.shapes import BOOL, UNKNOWN, Shape, of_go, of_type
from wfsim.lang.syntax import Call, Literal, Name, Node, Pointer, called_name
from wfsim.lang.types import Kind

# What other languages call it.
ELSEWHERE: Final = {
    "True": "true",
    "False": "false",
    "TRUE": "true",
    "FALSE": "false",
    "None": "nil",
    "null": "nil",
    "NULL": "nil",
    "undefined": "nil",
    "str": "string",
    "toString": "string",
    "length": "len",
    "size": "len",
    "toInt": "asInt",
    "parseInt": "asInt",
    "number": "asFloat",
    "toFloat": "asFloat",
    "parseFloat": "asFloat",
    "json": "toJson",
    "parseJson": "fromJSON",
    "strip": "trim",
    "toLower": "lower",
    "toUpper": "upper",
    "substr": "sprig.substr",
    "printf": "sprig.printf",
    "ternary": "sprig.ternary",
}
_CONDITIONS: Final = frozenset(
    ("all", "any", "none", "one", "filter", "count", "find", "findIndex", "findLast", "findLastIndex")
)
# What they give is made of items.
_KEEPING: Final = frozenset(("filter", "find", "findLast", "groupBy", "sortBy", "reduce"))
_ACCEPTED: Final = {
    Kind.STRING: "text",
    Kind.INT: "a whole number",
    Kind.FLOAT: "a number",
    Kind.BOOL: "true or false",
    Kind.LIST: "a list",
    Kind.MAP: "a map",
    Kind.NIL: "nothing",
}


_GO_ACCEPTED: Final = {
    "int": "an int",
    "float": "a float64",
    "map": "a map of anything",
    "time": "a point in time",
    "uint32": "nothing but `nil`",
}


_WITHHELD: Final = ("sprig.env", "sprig.expandenv")


def find(name: str) -> Function | None:
    """The function of a name."""
    return functions.find(name)


def takes_predicate(name: str) -> bool:
    """Whether it computes something for each item of a list."""
    return name in EACH


@cache
def _names() -> tuple[str, ...]:
    own = sorted({*functions.FUNCTIONS, *EACH})
    return (*own, *(f"sprig.{name}" for name in functions.SPRIG))


def unknown_name(node: Name, names: Mapping[str, Shape]) -> Flaw:
    """The flaw of a top-level name that nobody knows."""
    written = ELSEWHERE.get(node.name) or _full_name(node.name, names)
    hint = f"Write `{written}`." if written else f"A text needs quotes: `'{node.name}'`."
    message = f"there is no variable {node.name!r}"
    return Flaw(Trouble.NAME, message, node.start, node.end, hint, node.name, tuple(sorted((*names, "sprig"))))


def _full_name(word: str, names: Mapping[str, Shape]) -> str:
    """The parameter of a name."""
    for root in ("inputs", "workflow"):
        parameters = (names[root].fields or {}).get("parameters") if root in names else None
        if parameters is not None and word in (parameters.fields or {}):
            return f"{root}.parameters.{word}"
        if parameters is not None and parameters.fields and word == "parameters":
            return f"{root}.parameters"
    return ""


def unknown_function(name: str, node: Call) -> Flaw:
    """The flaw of a function that nobody has."""
    at = node.function
    if name in _WITHHELD:
        message = f"Argo leaves out {name!r}: an expression does not see the controller's environment"
        return Flaw(Trouble.FUNCTION, message, at.start, at.end, "Hand the value over as a parameter.")
    plain = name.removeprefix("sprig.")
    near = next((one for one in (ELSEWHERE.get(plain, ""), f"sprig.{plain}", plain) if _known(one) and one != name), "")
    hint = f"Write `{near}(…)`." if near else ""
    return Flaw(Trouble.FUNCTION, f"there is no function {name!r}", at.start, at.end, hint, name, _names())


def _known(name: str) -> bool:
    return bool(name) and (name in EACH or find(name) is not None)


def misfits(function: Function, node: Call, given: Sequence[Shape], text: str, counted: bool) -> Iterator[Flaw]:
    """Too many or too few arguments, and those of a wrong kind. Not ``counted``: expr-lang does not look at the call,
    and what the function does with them is anybody's guess."""
    count = len(given)
    if function.call is None:
        return  # known, not run here: its signature is not known either
    if count < function.least or (function.most is not None and count > function.most):
        few = "few" if count < function.least else "many"
        message = f"too {few} arguments: `{shown(function)}`"
        odd = not counted and functions.BUILTINS.get(function.name) is function
        yield Flaw(Trouble.ODD if odd else Trouble.ARGUMENTS, message, node.start, node.end)
        return
    for index, (argument, shape) in enumerate(zip(node.arguments, given, strict=True)):
        if not _fits(function, index, shape):
            yield _misfit(function, index, argument, shape, text)


def _is_sprigs(function: Function) -> bool:
    """Whether Go looks for the very types of its parameters, when it runs."""
    return functions.SPRIG.get(function.name) is function


def _fits_exactly(function: Function, index: int, shape: Shape) -> bool:
    wanted = function.types[0].parameters[min(index, len(function.types[0].parameters) - 1)]
    if function.types[0].variadic and index >= len(function.types[0].parameters) - 1 and wanted.element is not None:
        wanted = wanted.element
    if function.parameter(index).types[0].kind is Kind.LIST:
        return shape.kind is Kind.LIST or shape.type_name == "?"
    return wanted.kind == "interface" or shape.kind is Kind.NIL or shape.type_name in ("?", wanted.name)


def _fits(function: Function, index: int, shape: Shape) -> bool:
    if _is_sprigs(function):
        return _fits_exactly(function, index, shape)
    kinds = {one.kind for one in function.parameter(index).types}
    if shape.unknown or (function.lenient and not shape.early) or Kind.ANY in kinds or shape.kind in kinds:
        return True
    return shape.kind is Kind.INT and Kind.FLOAT in kinds


def _misfit(function: Function, index: int, argument: Node, shape: Shape, text: str) -> Flaw:
    parameter = function.parameter(index)
    kinds = {one.kind for one in parameter.types}
    exact = parameter.word if shape.kind in kinds or Kind.STRUCT in kinds or shape.is_number else ""
    named = [_GO_ACCEPTED.get(exact) or _ACCEPTED.get(one.kind, "anything") for one in parameter.types]
    wanted = " or ".join(one for one in named if not (Kind.FLOAT in kinds and one == _ACCEPTED[Kind.INT]))
    which = f" as {parameter.name}" if len(function.parameters) > 1 else ""
    message = f"`{function.name}` takes {wanted}{which}, and {quoted(argument, text)} is {shape.words}"
    inner = quoted(argument, text).strip("`")
    hint = ""
    if shape.is_number and Kind.INT in kinds:
        hint = f"Make an int of it: `int({inner})`."
    elif shape.kind is Kind.STRING and kinds & {Kind.INT, Kind.FLOAT}:
        literal = isinstance(argument, Literal)
        hint = "A number is written without quotes." if literal else f"Make a number of it: `asInt({inner})`."
    elif shape.kind is Kind.STRING and kinds & {Kind.LIST, Kind.MAP}:
        hint = f"Make data of the JSON text: `fromJSON({inner})`."
    elif Kind.STRING in kinds:
        hint = f"Make a text of it: `string({inner})`."
    return Flaw(Trouble.ARGUMENTS, message, argument.start, argument.end, hint)


def shown(function: Function) -> str:
    """A function with its parameters."""
    return f"{function.name}{function.signature}"


def result(function: Function) -> Shape:
    """What it gives."""
    if _is_sprigs(function) and not function.gives:
        return UNKNOWN if function.call is None else of_go(function.types[0].results[0])
    declared = of_type(function.result)
    if declared.kind is Kind.ANY and function.gives:
        return of_type(function.really)._replace(early=False)
    types = {one.results[0].name for one in function.types}
    name = types.pop() if len(types) == 1 else "" if not types else "?"
    return declared._replace(go="" if name in (declared.kind.value, "interface {}") else name)


def no_list(name: str, node: Call, values: Shape, text: str) -> Iterator[Flaw]:
    """A flaw where ``filter`` and the like get something that is no list."""
    if values.unknown or values.kind is Kind.LIST:
        return
    argument = node.arguments[0]
    # A text in a variable is taken apart, a map is counted, and nobody fails.
    octets = values.kind is Kind.STRING and not values.early and (name == "sum" or len(node.arguments) > 1)
    counted = values.kind is Kind.MAP and not values.early and not _takes_items(name, node)
    which = ", of which it takes the bytes" if octets else ", which it goes through without an item" if counted else ""
    message = f"`{name}` takes a list, and {quoted(argument, text)} is {values.words}{which}"
    inner = quoted(argument, text).strip("`")
    hint = f"Make data of the JSON text: `fromJSON({inner})`." if values.kind is Kind.STRING else ""
    trouble = Trouble.ODD if octets or counted else Trouble.ARGUMENTS
    yield Flaw(trouble, message, argument.start, argument.end, hint)


def _takes_items(name: str, node: Call) -> bool:
    """Whether a call looks at an item, and not only at how many there are."""
    if name in _KEEPING or len(node.arguments) == 1:
        return True
    todo = list(node.arguments[1:])
    while todo:
        part = todo.pop()
        if isinstance(part, Pointer) and not part.name:
            return True
        own = takes_predicate(called_name(part)) if isinstance(part, Call) else False
        todo.extend(part.arguments[:1] if isinstance(part, Call) and own else part.children())
    return False


def no_condition(name: str, node: Node, body: Shape, text: str) -> Iterator[Flaw]:
    """A flaw where what is asked of each item is neither true nor false."""
    if name in _CONDITIONS:
        yield from truth(node, body, f"`{name}` asks of each item whether it is", text)


def predicate_result(name: str, values: Shape, body: Shape) -> Shape:
    """What a function gives that computes something for each item."""
    match name:
        case "all" | "any" | "none" | "one":
            return BOOL
        case "count":
            return Shape(Kind.INT, early=True)
        case "filter" | "sortBy":
            return Shape(Kind.LIST, early=True, element=values.element)
        case "map":
            return Shape(Kind.LIST, early=True, element=body._replace(values=None))
        case "groupBy":
            return Shape(Kind.MAP, early=True)
        case "find" | "findLast":
            return values.element or UNKNOWN
        case _:
            return UNKNOWN
