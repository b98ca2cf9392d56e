"""What an operator gives for operands of known shapes, and what is wrong where it gives nothing.

In: an operation's node, the shapes of its sides, the text around it. Out: a shape, and flaws. Called by ``walk``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from wfsim.lang.errors import LangError
from wfsim.lang.flaws import Flaw, Trouble
from wfsim.lang.shapes import BOOL, UNKNOWN, Shape
from wfsim.lang.syntax import Binary, ListNode, Literal, Node
from wfsim.lang.types import Kind
from wfsim.lang.values import Json
from wfsim.text.records import NamedTuple

LONGEST: Final = 60  # of a piece of the user's text in a message


class Operation(NamedTuple):
    """An operation under judgement: its node, the shapes of its sides, and the whole text."""

    node: Binary
    left: Shape
    right: Shape
    text: str

    @property
    def operator(self) -> str:
        """As it is written."""
        written = {"and": "&&", "or": "||"}.get(self.node.operator, "")
        return written if self.text.startswith(written or "\n", self.node.position) else self.node.operator

    def flaw(self, trouble: Trouble, message: str, hint: str = "", at: Node | None = None) -> Flaw:
        place = at or self.node
        return Flaw(trouble, message, place.start, place.end, hint)


def quoted(node: Node, text: str) -> str:
    """A node's own text, shortened."""
    found = " ".join(text[node.start : node.end].split())
    return f"`{found}`" if len(found) <= LONGEST else f"`{found[: LONGEST - 1]}…`"


def comparable(left: Shape, right: Shape) -> bool:
    """Whether two values can be equal as far as their kinds go."""
    return left.unknown or right.unknown or left.kind is right.kind or (left.is_number and right.is_number)


def either(first: Shape, second: Shape) -> Shape:
    """What one of two values is."""
    if first.kind is not second.kind or first.unknown:
        return UNKNOWN
    if first == second:
        return first
    same = first.go == second.go
    return Shape(first.kind, early=same and first.early and second.early, go=first.go if same else "?")


def judged(operation: Operation) -> tuple[Shape, tuple[Flaw, ...]]:
    """The shape of what comes out, and what is wrong."""
    found = tuple(_JUDGES[operation.node.operator](operation))
    failed = any(flaw.trouble is Trouble.TYPES for flaw in found)
    return (UNKNOWN if failed else _result(operation)), found


def _result(operation: Operation) -> Shape:
    left, right = operation.left, operation.right
    match operation.node.operator:
        case "/" | "**":
            return Shape(Kind.FLOAT, early=True)
        case "%":
            return Shape(Kind.INT, early=True)
        case "..":
            return Shape(Kind.LIST, early=True, element=Shape(Kind.INT, early=True), go="[]int")
        case "+" | "-" | "*":
            if left.unknown or right.unknown:
                return UNKNOWN
            kind = Kind.FLOAT if Kind.FLOAT in (left.kind, right.kind) else left.kind
            return Shape(kind, early=left.early and right.early)
        case "??":
            return either(left, right)
        case "and" | "or" if right.kind is not Kind.BOOL and not right.early:
            return UNKNOWN
        case _:
            return BOOL


# -- equality -------------------------------------------------------------------------------------------------------


def _equality(one: Operation) -> Iterator[Flaw]:
    left, right = one.left, one.right
    outcome = "true" if one.node.operator == "!=" else "false"
    if not comparable(left, right):
        early = left.early and right.early
        said = "cannot be compared" if early else f"is always {outcome}"
        message = f"this {said}: {_sides(one)}"
        yield one.flaw(Trouble.TYPES if early else Trouble.CONSTANT, message, bridge(one))
    elif left.values is not None and right.values is not None:
        yield from _of_values(one, outcome, left.values, right.values)


def _of_values(one: Operation, outcome: str, left: tuple[Json, ...], right: tuple[Json, ...]) -> Iterator[Flaw]:
    literals = isinstance(one.node.left, Literal) and isinstance(one.node.right, Literal)
    if not set(left) & set(right):
        if literals:
            yield one.flaw(Trouble.CONSTANT, f"this is always {outcome}: both sides are constants", _braces(one))
            return
        closed, word = (left, one.node.right) if len(left) > len(right) else (right, one.node.left)
        known = tuple(str(value) for value in closed if value)
        shown = quoted(one.node.left if word is one.node.right else one.node.right, one.text)
        message = f"this is always {outcome}: {shown} is never {quoted(word, one.text)}"
        written = word.value if isinstance(word, Literal) else ""
        hint = f"It can be {', '.join(known)}."
        yield Flaw(Trouble.CONSTANT, message, word.start, word.end, hint, str(written), known)
    elif literals and left == right:
        always = "false" if outcome == "true" else "true"
        yield one.flaw(Trouble.CONSTANT, f"this is always {always}: both sides are constants", _braces(one))


def _braces(one: Operation) -> str:
    """In an expression a name has no quotes."""
    for side in (one.node.left, one.node.right):
        if isinstance(side, Literal) and isinstance(side.value, str) and "." in side.value:
            root = side.value.split(".")[0]
            if root in ("steps", "tasks", "inputs", "workflow", "item", "outputs", "lastRetry"):
                return f"A variable is written without quotes: `{side.value}`."
    return ""


def _sides(one: Operation) -> str:
    left, right = quoted(one.node.left, one.text), quoted(one.node.right, one.text)
    return f"{left} is {one.left.words}, and {right} is {one.right.words}"


def bridge(one: Operation) -> str:
    """How to write a comparison of two kinds so that it means something."""
    pairs = ((one.node.left, one.left, one.node.right, one.right), (one.node.right, one.right, one.node.left, one.left))
    for text_node, text, other_node, other in pairs:
        if text.kind is not Kind.STRING:
            continue
        if other.is_number:
            if isinstance(text_node, Literal):
                return "A number is written without quotes."
            name = "asFloat" if other.kind is Kind.FLOAT else "asInt"
            return f"Make a number of the text: `{name}({_bare(text_node, one.text)})`."
        if other.kind is Kind.BOOL:
            if isinstance(other_node, Literal):
                word = "true" if other_node.value else "false"
                return f"Compare it with a text: `{_bare(text_node, one.text)} {one.operator} '{word}'`."
            if isinstance(text_node, Literal):
                return "true and false are written without quotes."
        if other.kind in (Kind.LIST, Kind.MAP):
            return f"Make data of the JSON text: `fromJSON({_bare(text_node, one.text)})`."
    return ""


def _bare(node: Node, text: str) -> str:
    shown = quoted(node, text).strip("`")
    return shown if not shown.endswith("…") else "…"


# -- order, sums, logic ---------------------------------------------------------------------------------------------


def _order(one: Operation) -> Iterator[Flaw]:
    left, right = one.left, one.right
    wrong = [side for side in (left, right) if side.kind in (Kind.BOOL, Kind.LIST, Kind.MAP)]
    if wrong or not comparable(left, right):
        message = f"`{one.operator}` compares two numbers or two texts: {_sides(one)}"
        yield one.flaw(Trouble.TYPES, message, bridge(one))
    elif isinstance(one.node.left, Literal) and isinstance(one.node.right, Literal):
        yield one.flaw(Trouble.CONSTANT, "this always comes out the same: both sides are constants")


def _sum(one: Operation) -> Iterator[Flaw]:
    left, right = one.left, one.right
    wrong = [side for side in (left, right) if side.kind in (Kind.BOOL, Kind.LIST, Kind.MAP)]
    if not wrong and comparable(left, right):
        return
    lists = left.kind is Kind.LIST and right.kind is Kind.LIST
    hint = "Lists are joined by `concat(a, b)`." if lists else _sum_hint(one)
    yield one.flaw(Trouble.TYPES, f"`+` adds two numbers or joins two texts: {_sides(one)}", hint)


def _sum_hint(one: Operation) -> str:
    for text, other in ((one.left, one.right), (one.right, one.left)):
        if text.kind is Kind.STRING and (other.is_number or other.kind is Kind.BOOL):
            as_text = f"`string({_bare(one.node.right if other is one.right else one.node.left, one.text)})`"
            node = one.node.left if text is one.left else one.node.right
            as_number = "" if isinstance(node, Literal) else f"; to add, `asInt({_bare(node, one.text)})`"
            return f"To join texts write {as_text}{as_number}."
    return ""


def _numbers(one: Operation) -> Iterator[Flaw]:
    for node, side in ((one.node.left, one.left), (one.node.right, one.right)):
        if side.unknown or side.is_number:
            continue
        hint = f"Make a number of it: `asInt({_bare(node, one.text)})`." if side.kind is Kind.STRING else ""
        message = f"`{one.operator}` takes numbers, and {quoted(node, one.text)} is {side.words}"
        yield one.flaw(Trouble.TYPES, message, hint, node)
        return
    yield from _by_zero(one)
    # The edges of a range are cut where they are known in a run only.
    floats = [side for side in (one.left, one.right) if side.kind is Kind.FLOAT]
    if any(one.node.operator == "%" or (one.node.operator == ".." and side.early) for side in floats):
        yield one.flaw(Trouble.TYPES, f"`{one.operator}` takes whole numbers", "Make one of it with `int(…)`.")


def _by_zero(one: Operation) -> Iterator[Flaw]:
    """A remainder fails; a quotient is infinite, and goes on as such."""
    divisor = one.node.right
    if one.operator not in ("/", "%") or not isinstance(divisor, Literal) or divisor.value != 0:
        return
    if one.operator == "%":
        yield one.flaw(Trouble.TYPES, "this always fails: integer divide by zero")
    else:
        yield one.flaw(Trouble.ODD, "a division by zero is infinite, which no tag can write out")


def _logic(one: Operation) -> Iterator[Flaw]:
    sides = ((one.node.left, one.left), (one.node.right, one.right))
    folded = any(isinstance(node, Literal) and isinstance(node.value, bool) for node, _ in sides)
    for node, side in sides:
        if side.early or not folded:  # beside a constant expr-lang drops the operator, and nobody asks any more
            for flaw in truth(node, side, f"`{one.operator}` takes", one.text):
                late = side is one.right and not side.early  # what it comes to, then, whatever it is
                yield flaw._replace(trouble=Trouble.ODD) if late else flaw


def truth(node: Node, side: Shape, what: str, text: str) -> Iterator[Flaw]:
    """A flaw where something that has to be true or false is something else."""
    if side.unknown or side.kind is Kind.BOOL:
        return
    shown = _bare(node, text)
    hint = f"Compare it: `{shown} == 'true'`." if side.kind is Kind.STRING else ""
    message = f"{what} true or false, and {quoted(node, text)} is {side.words}"
    yield Flaw(Trouble.TYPES, message, node.start, node.end, hint)


# -- words ----------------------------------------------------------------------------------------------------------


def _texts(one: Operation) -> Iterator[Flaw]:
    for node, side in ((one.node.left, one.left), (one.node.right, one.right)):
        if side.unknown or side.kind is Kind.STRING or (one.node.operator == "matches" and _octets(node, side, one)):
            continue
        hint = f"A text has quotes: `'{_bare(node, one.text)}'`." if isinstance(node, Literal) else ""
        if side.kind is Kind.LIST and node is one.node.left:
            hint = f"Whether a list has an item: `{_bare(one.node.right, one.text)} in {_bare(node, one.text)}`."
        message = f"`{one.operator}` takes texts, and {quoted(node, one.text)} is {side.words}"
        yield one.flaw(Trouble.TYPES, message, hint, node)
        return


def _match(one: Operation) -> Iterator[Flaw]:
    """Two texts, of which a pattern that is written there can be read."""
    found = tuple(_texts(one))
    yield from found
    pattern = one.node.right
    if found or not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
        return
    from wfsim.lang import regex, traps  # a library, only where there is a pattern

    try:
        regex.compiled(pattern.value)
    except LangError as error:
        yield one.flaw(Trouble.TYPES, error.message, traps.way_out(error.message), pattern)


def _octets(node: Node, side: Shape, one: Operation) -> bool:
    """Bytes may match, too; a list of numbers may be such."""
    return node is one.node.left and side.kind is Kind.LIST and (side.element is None or side.element.is_number)


def _within(one: Operation) -> Iterator[Flaw]:
    left, right = one.left, one.right
    match right.kind:
        case Kind.LIST:
            yield from _among(one)
        case Kind.MAP:
            if not left.unknown and left.kind is not Kind.STRING:
                yield one.flaw(Trouble.TYPES, f"the keys of a map are texts: {_sides(one)}")
        case Kind.ANY | Kind.NIL | Kind.STRUCT:
            return
        case Kind.STRING:
            text, part = _bare(one.node.right, one.text), _bare(one.node.left, one.text)
            hint = f"Part of a text: `{text} contains {part}`; item of a JSON list: `{part} in fromJSON({text})`."
            yield one.flaw(Trouble.TYPES, f"`in` looks into a list or a map: {_sides(one)}", hint)
        case _:
            yield one.flaw(Trouble.TYPES, f"`in` looks into a list or a map: {_sides(one)}")


def _among(one: Operation) -> Iterator[Flaw]:
    element = one.right.element or UNKNOWN
    if not comparable(one.left, element):
        early = one.left.early and element.early
        said = "cannot be compared" if early else "is always false"
        what = f"{quoted(one.node.left, one.text)} is {one.left.words}, and each item {element.words}"
        hint = "Quote the items." if one.left.kind is Kind.STRING else "Write the items without quotes."
        yield one.flaw(Trouble.TYPES if early else Trouble.CONSTANT, f"this {said}: {what}", hint)
        return
    if one.left.values is None or not isinstance(one.node.right, ListNode) or isinstance(one.node.left, Literal):
        return
    known = tuple(str(value) for value in one.left.values if value)
    for item in one.node.right.items:
        if isinstance(item, Literal) and isinstance(item.value, str) and item.value not in one.left.values:
            message = f"{quoted(one.node.left, one.text)} is never {quoted(item, one.text)}"
            hint = f"It can be {', '.join(known)}."
            yield Flaw(Trouble.CONSTANT, message, item.start, item.end, hint, item.value, known)


def _nothing(one: Operation) -> Iterator[Flaw]:
    return iter(())


_JUDGES: Final[dict[str, Callable[[Operation], Iterator[Flaw]]]] = {
    **dict.fromkeys(("==", "!="), _equality),
    **dict.fromkeys(("<", ">", "<=", ">="), _order),
    **dict.fromkeys(("-", "*", "/", "**", "%", ".."), _numbers),
    **dict.fromkeys(("contains", "startsWith", "endsWith"), _texts),
    "matches": _match,
    **dict.fromkeys(("and", "or"), _logic),
    "+": _sum,
    "in": _within,
    "??": _nothing,
}
