"""What conditions compare names with: ``steps.flip.outputs.result`` with ``heads``.

In: the text of a ``when`` or of an expression. Out: ``Compared`` for every comparison of a name with constants, and the
names that an expression hands on unchanged. Called by ``reads``. Text that does not parse compares nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wfsim.lang import when
from wfsim.lang.errors import LangError
from wfsim.lang.syntax import (
    Binary,
    Call,
    Chain,
    Conditional,
    Group,
    ListNode,
    Literal,
    Member,
    Name,
    Node,
    Unary,
    walk,
)
from wfsim.lang.template import Tag, TagKind, scan

# Functions that leave of a text what a comparison needs: the value that is compared is the value that was given.
_TRANSPARENT = frozenset(
    ("asInt", "asFloat", "int", "float", "string", "toString", "atoi", "trim", "trimSpace", "lower", "upper", "default")
)
# For ``name > 5``: the numbers next to the border, on both sides of it, as distances from 5.
_BORDERS = {">": (0, 1), "<=": (0, 1), ">=": (-1, 0), "<": (-1, 0)}
_FLIPPED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
_EQUAL = frozenset(("==", "!="))
_PARTS = frozenset(("contains", "startsWith", "endsWith"))
_TRUTH = ("true", "false")
_LOGIC = frozenset(("&&", "||", "and", "or"))
_NOT = frozenset(("!", "not"))


@dataclass(frozen=True, slots=True)
class Compared:
    """A name, and the texts that matter to a comparison with constants, or the ``other`` name it is compared with."""

    key: str
    literals: tuple[str, ...] = ()
    operator: str = ""
    other: str = ""


def of_when(text: str) -> Iterator[Compared]:
    """The comparisons of a condition: each tag stands for the names in it."""
    names: dict[str, tuple[str, ...]] = {}
    parts, at = [], 0
    for tag in scan(text):
        negated = text[at : tag.start].rstrip().endswith("!")  # the language takes no word there, only a truth value
        word = "true" if negated else f"wfsimTag{len(names)}"
        names[word] = () if negated else tag_names(tag)
        if negated:
            yield from (Compared(key, _TRUTH) for key in tag_names(tag))
        if tag.kind is TagKind.EXPRESSION:
            yield from of_expression(tag.key)
        parts += [text[at : tag.start], word]
        at = tag.end
    if not names:
        return
    try:
        tree = when.parse("".join(parts) + text[at:])
    except LangError:
        return
    yield from _comparisons(tree, names)


def of_expression(text: str) -> Iterator[Compared]:
    """The comparisons anywhere in an expression."""
    tree = _parsed(text)
    if tree is not None:
        yield from _comparisons(tree, {})


def tag_names(tag: Tag) -> tuple[str, ...]:
    """The names that a tag hands on unchanged."""
    return (tag.key,) if tag.kind is TagKind.SIMPLE else handed_on(tag.key)


def handed_on(text: str) -> tuple[str, ...]:
    """The names whose value an expression may give unchanged, those of both branches included."""
    tree = _parsed(text)
    return _keys(tree, {}) if tree is not None else ()


def names_in(text: str) -> tuple[str, ...]:
    """Every dotted name that an expression reads."""
    tree = _parsed(text)
    return tuple(_paths(tree)) if tree is not None else ()


def _parsed(text: str) -> Node | None:
    from wfsim.lang import expr  # few workflows have expressions, and the language is large

    try:
        return expr.parse(text)
    except LangError:
        return None


def _comparisons(tree: Node, names: Mapping[str, tuple[str, ...]]) -> Iterator[Compared]:
    if names:
        yield from _as_truth(tree, names)
    for node in walk(tree):
        match node:
            case Binary(operator=operator) if operator in _LOGIC:
                yield from _as_truth(node.left, names)
                yield from _as_truth(node.right, names)
            case Binary():
                yield from _sides(node.left, node.operator, node.right, names)
                yield from _sides(node.right, _FLIPPED.get(node.operator, node.operator), node.left, names)
            case Unary(operator=operator) if operator in _NOT:
                yield from _as_truth(node.operand, names)
            case Conditional():
                yield from _as_truth(node.condition, names)


def _as_truth(node: Node, names: Mapping[str, tuple[str, ...]]) -> Iterator[Compared]:
    """A name that is a condition by itself."""
    yield from (Compared(key, _TRUTH) for key in _keys(node, names))


def _sides(subject: Node, operator: str, other: Node, names: Mapping[str, tuple[str, ...]]) -> Iterator[Compared]:
    literals = tuple(_literals(operator, other, names))
    keys = _keys(subject, names)
    if literals:
        yield from (Compared(key, literals) for key in keys)
    elif operator in _BORDERS or operator in _EQUAL:
        yield from (Compared(key, (), operator, another) for key in keys for another in _keys(other, names))


def around(operator: str, text: str) -> tuple[str, ...]:
    """The texts that matter to a comparison with a text that is known only from elsewhere."""
    return (text,) if operator in _EQUAL else tuple(_numeric_text(operator, text))


def _literals(operator: str, node: Node, names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The texts that matter to a comparison with this operand."""
    match node:
        case Group(inner=inner) if operator == "in":
            yield from _literals(operator, inner, names)
        case ListNode(items=items) if operator == "in":
            for item in items:
                yield from _literals("==", item, names)
        case Binary(operator=",") if operator == "in":
            yield from _literals(operator, node.left, names)
            yield from _literals(operator, node.right, names)
        case Unary(operator="-", operand=Literal(value=int() | float() as number)):
            yield from _numbers(operator, -number)
        case Literal(value=bool() as truth) if operator in _EQUAL:
            yield "true" if truth else "false"
        case Literal(value=int() | float() as number):
            yield from _numbers(operator, number)
        case Literal(value=str() as text) if text not in names and operator in (_EQUAL | _PARTS | {"in"}):
            yield text
        case Literal(value=str() as text) if text not in names and operator in _BORDERS:
            yield from _numeric_text(operator, text)


def _numbers(operator: str, number: int | float) -> Iterator[str]:
    for distance in _BORDERS.get(operator, (0,) if operator in (_EQUAL | {"in"}) else ()):
        value = number + distance
        yield str(int(value)) if value == int(value) else repr(value)


def _numeric_text(operator: str, text: str) -> Iterator[str]:
    """A number in quotes, as conditions often have it."""
    if text.removeprefix("-").isdecimal() and len(text) < 16:
        yield from _numbers(operator, int(text))


def _keys(node: Node, names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The names whose value a node gives unchanged."""
    match node:
        case Literal(value=str() as word) if word in names:
            return names[word]
        case Group(inner=inner) | Chain(inner=inner):
            return _keys(inner, names)
        case Conditional():
            return _keys(node.then, names) + _keys(node.otherwise, names)
        case Binary(operator="??"):
            return _keys(node.left, names) + _keys(node.right, names)
        case Call(function=function, arguments=arguments) if _function(function) in _TRANSPARENT:
            return tuple(key for argument in arguments for key in _keys(argument, names))
    path = _path(node)
    return (path,) if "." in path else ()


def _function(node: Node) -> str:
    """The last name of a function: ``trim`` of ``sprig.trim``."""
    return _path(node).rpartition(".")[2]


def _paths(tree: Node) -> Iterator[str]:
    """Every longest dotted name."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        path = _path(node)
        if path:
            yield path
        else:
            waiting.extend(reversed(node.children()))


def _path(node: Node) -> str:
    """``steps['a'].outputs.result`` as ``steps.a.outputs.result``; empty for what is no path of constant names."""
    names: list[str] = []
    while True:
        match node:
            case Member(object=inner, property=Literal(value=str() as name)):
                names.append(name)
                node = inner
            case Chain(inner=inner):
                node = inner
            case Name(name=name):
                return ".".join((name, *reversed(names)))
            case _:
                return ""
