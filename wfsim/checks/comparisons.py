"""Comparisons in ``when`` that come out the same whatever their tags come to.

In: a condition that can be evaluated. Out: ``Same``, with its place in the condition. ``constant-condition`` calls it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import Final

from wfsim.checks.conditions import Condition
from wfsim.checks.filling import Filled, fill
from wfsim.checks.words import did_you_mean
from wfsim.lang import traps
from wfsim.lang.errors import LangError
from wfsim.lang.syntax import Binary, Group, Literal, Node, walk
from wfsim.lang.template import TagKind
from wfsim.text.records import NamedTuple

_HOLDER: Final = "wfsimTag"
_NUMERIC: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_NEGATED: Final = ("!=", "!~")
# What may stand for a tag: all that it can be, and whether one of the values that are known has quotes of its own.
Values = Callable[[str], tuple[tuple[str, ...], bool]]


class Same(NamedTuple):
    """A comparison, or one word of it, and why it makes no difference."""

    message: str
    hint: str
    start: int
    end: int


class _Is(Enum):
    """What an operand is."""

    TAG = auto()
    QUOTED_TAG = auto()
    MIXED = auto()
    NUMBER = auto()
    TRUTH = auto()
    TEXT = auto()
    QUOTED = auto()


class _Operand(NamedTuple):
    """A side of a comparison: its kind, its text or the key of its tag."""

    kind: _Is
    word: str
    node: Node


class _Comparison(NamedTuple):
    """A comparison of two operands in a filled text."""

    node: Binary
    left: _Operand
    right: _Operand
    condition: Condition
    filled: Filled

    def shown(self, operand: _Operand) -> str:
        start, end = self.filled.place(operand.node.start, operand.node.end)
        return self.condition.text[start:end]

    def same(self, message: str, hint: str, at: Node | None = None) -> Same:
        place = at or self.node
        return Same(message, hint, *self.filled.place(place.start, place.end))


def constant_parts(condition: Condition, values: Values) -> Iterator[Same]:
    """Every comparison of a condition that always comes out the same."""
    from wfsim.lang import when

    keys = list(dict.fromkeys(tag.key for tag in condition.tags if tag.kind is TagKind.SIMPLE))
    others = [tag.key for tag in condition.tags if tag.kind is not TagKind.SIMPLE]
    holders = {key: f"{_HOLDER}{index}x" for index, key in enumerate((*keys, *others))}
    filled = fill(condition.text, condition.tags, holders)
    try:
        tree = when.parse(filled.text)
    except LangError:
        return  # only some values can be read, such as a list
    named = {holder: key for key, holder in holders.items()}
    for node in walk(tree):
        if isinstance(node, Binary) and node.operator in ("==", "!=", "in"):
            yield from _judged(node, condition, filled, named, values)


def _judged(
    node: Binary, condition: Condition, filled: Filled, named: dict[str, str], values: Values
) -> Iterator[Same]:
    left = _operand(node.left, filled, named)
    if left is None:
        return
    if node.operator == "in":
        for item in _listed(node.right):
            right = _operand(item, filled, named)
            if right is not None:
                yield from _of_closed(_Comparison(node, left, right, condition, filled), values, item)
        return
    right = _operand(node.right, filled, named)
    if right is not None:
        one = _Comparison(node, left, right, condition, filled)
        found = next(_of_kinds(one, values), None) or next(_of_closed(one, values, None), None)
        yield from () if found is None else (found,)


def _operand(node: Node, filled: Filled, named: dict[str, str]) -> _Operand | None:
    while isinstance(node, Group):
        node = node.inner
    if not isinstance(node, Literal):
        return None
    quoted = filled.text[node.start] in "'\""
    match node.value:
        case bool():
            return _Operand(_Is.TRUTH, str(node.value).lower(), node)
        case float():
            return _Operand(_Is.MIXED if quoted else _Is.NUMBER, "", node)  # a date in quotes is a number
        case str(word) if word in named:
            return _Operand(_Is.QUOTED_TAG if quoted else _Is.TAG, named[word], node)
        case str(word) if _HOLDER in word:
            return _Operand(_Is.MIXED, word, node)
        case str(word):
            return _Operand(_Is.QUOTED if quoted else _Is.TEXT, word, node)
    return None


def _listed(node: Node) -> Iterator[Node]:
    """The items of ``(a, b)``."""
    if isinstance(node, Group):
        yield from _listed(node.inner)
    elif isinstance(node, Binary) and node.operator == ",":
        yield from _listed(node.left)
        yield from _listed(node.right)
    else:
        yield node


def _of_kinds(one: _Comparison, values: Values) -> Iterator[Same]:
    """Text is never a number, nor true or false, and two constants never change."""
    outcome = "true" if one.node.operator in _NEGATED else "false"
    constants = {_Is.NUMBER, _Is.TRUTH, _Is.TEXT, _Is.QUOTED}
    if {one.left.kind, one.right.kind} <= constants:
        yield _of_constants(one)
        return
    for tag, other in ((one.left, one.right), (one.right, one.left)):
        if tag.kind is _Is.QUOTED_TAG and other.kind in (_Is.NUMBER, _Is.TRUTH):
            what = "a number" if other.kind is _Is.NUMBER else "a truth value"
            shown = one.shown(other)
            message = f"this is always {outcome}: in quotes {tag.word!r} is text, and `{shown}` is {what}"
            yield one.same(message, f"Write both sides in quotes, or neither: `'{{{{{tag.word}}}}}'` and `'{shown}'`.")
        elif tag.kind is _Is.TAG and _reads_otherwise(other) and not values(tag.word)[1]:
            what = "a truth value" if other.word in ("true", "false") else "a number"
            message = f"this is always {outcome}: without quotes a tag that is `{other.word}` is {what}, not text"
            yield one.same(message, f"Write both sides in quotes, or neither: `'{{{{{tag.word}}}}}'`.")


def _reads_otherwise(operand: _Operand) -> bool:
    """Whether a text in quotes would be none without."""
    word = operand.word
    return operand.kind is _Is.QUOTED and (word in ("true", "false") or _NUMERIC.fullmatch(word) is not None)


def _of_constants(one: _Comparison) -> Same:
    from wfsim.lang import when

    try:
        outcome = str(when.evaluate(one.filled.text[one.node.start : one.node.end])).lower()
    except LangError:
        outcome = "the same"
    name = next((name for side in (one.left, one.right) if (name := traps.reference(side.word))), "")
    hint = f"A variable stands in a tag: `'{{{{{name}}}}}'`." if name else ""
    return one.same(f"this is always {outcome}: both sides are constants", hint)


def _of_closed(one: _Comparison, values: Values, at: Node | None) -> Iterator[Same]:
    """A word that the variable never is."""
    outcome = "true" if one.node.operator in _NEGATED else "false"
    for tag, other in ((one.left, one.right), (one.right, one.left)):
        if tag.kind not in (_Is.TAG, _Is.QUOTED_TAG) or other.kind not in (_Is.TEXT, _Is.QUOTED):
            continue
        closed = values(tag.word)[0]
        if closed and other.word not in closed:
            known = ", ".join(value for value in closed if value)
            always = "" if at is not None else f"this is always {outcome}: "
            hint = f"{did_you_mean(other.word, closed)} It can be {known}.".strip()
            yield one.same(f"{always}{tag.word!r} is never {other.word!r}", hint, at or other.node)
