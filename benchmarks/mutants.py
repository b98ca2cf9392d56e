"""Manifests with one mistake in them, such as people make.

In: the text of a manifest, a kind of mistake, chance. Out: ``Mutant``: the text with that one place changed; None where
it has no such place. Called by ``mutations``. Every change is made in the text, so that all else stays as it is.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from wfsim.lang import template as templating
from wfsim.text import Source
from wfsim.yamlio import Document, Mapping, Node, Path, Scalar, Sequence, inner, read

GROUP = "argoproj.io/"


class Mutant(NamedTuple):
    """A broken manifest: what was done, at which line, and the text."""

    kind: str
    was: str
    becomes: str
    line: int
    text: str


class Place(NamedTuple):
    """Some characters of a manifest that can be changed."""

    start: int
    end: int


class Leaf(NamedTuple):
    """A scalar value and the path to it."""

    document: Document
    path: Path
    node: Scalar


def mutated(kind: str, text: str, chance: Random) -> Mutant | None:
    """The text with one mistake of a kind at a place that chance picks."""
    documents = [one for one in read(Source("original", text)).documents if _is_argo(one)]
    places, change = _KINDS[kind]
    found = [place for document in documents for place in places(document)]
    if not found:
        return None
    place = chance.choice(found)
    was = text[place.start : place.end]
    becomes = change(was, chance)
    if becomes == was:
        return None
    line = text.count("\n", 0, place.start) + 1
    return Mutant(kind, was, becomes, line, text[: place.start] + becomes + text[place.end :])


def _is_argo(document: Document) -> bool:
    version = document.node(("apiVersion",))
    return isinstance(version, Scalar) and version.text.startswith(GROUP)


# -- places -----------------------------------------------------------------------------------------------------------


def _leaves(document: Document) -> Iterator[Leaf]:
    waiting: list[tuple[Path, Node]] = [((), document.root)] if document.root is not None else []
    while waiting:
        path, node = waiting.pop()
        match node:
            case Scalar():
                yield Leaf(document, path, node)
            case Mapping():
                waiting.extend(((*path, entry.key.text), entry.value) for entry in node.entries if not entry.merged)
            case Sequence():
                waiting.extend(((*path, index), item) for index, item in enumerate(node.items))


def _part(leaf: Leaf, start: int, end: int) -> Place:
    at = inner(leaf.document.source, leaf.node, start, end)
    return Place(at.start, at.end)


def _whole(leaf: Leaf) -> Place:
    return _part(leaf, 0, len(leaf.node.text))


def _in_spec(leaf: Leaf) -> bool:
    return leaf.path[:1] == ("spec",) and leaf.node.span.start < leaf.node.span.end


def fields(document: Document) -> Iterator[Place]:
    """The keys of mappings, but for those that are free."""
    waiting: list[Node] = [document.root] if document.root is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Sequence):
            waiting.extend(node.items)
        elif isinstance(node, Mapping):
            for entry in node.entries:
                if entry.key.text not in _FREE:
                    waiting.append(entry.value)
                if len(entry.key.text) > 1 and not entry.merged:
                    yield Place(entry.key.span.start, entry.key.span.end)


_FREE = ("labels", "annotations", "nodeSelector", "matchLabels", "data", "withItems", "limits", "requests", "plugin")
_NAMES = ("name", "template", "entrypoint", "onExit", "target", "key", "globalName")


def names(document: Document) -> Iterator[Place]:
    """Names of templates, steps, parameters and the like, and where they are meant."""
    for leaf in _leaves(document):
        named = leaf.path[-1] in _NAMES or leaf.path[-2:-1] == ("dependencies",)
        if named and _in_spec(leaf) and leaf.node.text and "{{" not in leaf.node.text:
            yield _whole(leaf)


def tags(document: Document) -> Iterator[Place]:
    """The names in tags that are no expressions."""
    for leaf in _leaves(document):
        for tag in templating.scan(leaf.node.text) if _in_spec(leaf) else ():
            if tag.kind is templating.TagKind.SIMPLE and tag.key:
                start = leaf.node.text.index(tag.key, tag.body_start)
                yield _part(leaf, start, start + len(tag.key))


def expressions(document: Document) -> Iterator[Place]:
    """Expressions in tags and in fields."""
    for leaf in _leaves(document):
        if not _in_spec(leaf):
            continue
        if leaf.path[-1] in ("expression", "fromExpression"):
            yield _whole(leaf)
        for tag in templating.scan(leaf.node.text):
            if tag.kind is templating.TagKind.EXPRESSION and tag.key:
                start = leaf.node.text.index(tag.key, tag.body_start)
                yield _part(leaf, start, start + len(tag.key))


def conditions(document: Document) -> Iterator[Place]:
    """The ``when`` of steps and tasks."""
    yield from _of_fields(document, "when")


def dependencies(document: Document) -> Iterator[Place]:
    """The ``depends`` of tasks."""
    yield from _of_fields(document, "depends")


def _of_fields(document: Document, field: str) -> Iterator[Place]:
    for leaf in _leaves(document):
        if leaf.path[-1] == field and _in_spec(leaf) and leaf.node.text:
            yield _whole(leaf)


def scalars(document: Document) -> Iterator[Place]:
    """Every value in a line, with its quotes."""
    for leaf in _leaves(document):
        at = leaf.node.span
        if _in_spec(leaf) and "\n" not in at.text:
            yield Place(at.start, at.end)


def values(document: Document) -> Iterator[Place]:
    """Values that are numbers or words of a closed set, where a wrong one is a mistake whatever was meant."""
    for leaf in _leaves(document):
        text = leaf.node.text
        if _in_spec(leaf) and leaf.path[-1] not in _NAMES and re.fullmatch(r"[A-Z][A-Za-z]+|\d+[a-zA-Z]*", text):
            yield _whole(leaf)


def lines(document: Document) -> Iterator[Place]:
    """Whole lines, their ends included."""
    root = document.root
    text, at = document.source.text, root.span.start if root is not None else 0
    end = root.span.end if root is not None else 0
    while 0 <= at < end:
        after = text.find("\n", at) + 1 or end
        if text[at:after].strip() and not text[at:after].lstrip().startswith("#"):
            yield Place(at, after)
        at = after


# -- changes ----------------------------------------------------------------------------------------------------------


def slip(word: str, chance: Random) -> str:
    """A letter too few, too many, another one, or two that changed places."""
    spots = [index for index, char in enumerate(word) if char.isalnum()]
    if not spots:
        return word
    at = chance.choice(spots)
    match chance.randrange(4):
        case 0 if len(word) > 1:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2 if at + 1 < len(word) and word[at + 1].isalnum():
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + chance.choice(string.ascii_lowercase) + word[at + 1 :]


_TOKEN = re.compile(r"\{\{|\}\}|[\w.-]+|'|\"|[=!<>&|]+|[()\[\]?:,+*/]")


def garble(text: str, chance: Random) -> str:
    """A token of a condition or expression: misspelt, left out, doubled, or one sign of an operator too few."""
    found = list(_TOKEN.finditer(text))
    if not found:
        return text
    token = chance.choice(found)
    if token[0][0].isalnum():
        becomes = slip(token[0], chance)
    elif len(token[0]) > 1 and chance.random() < 0.5:
        becomes = token[0][1:]
    else:
        becomes = chance.choice(("", token[0] * 2))
    return text[: token.start()] + becomes + text[token.end() :]


def other_type(text: str, chance: Random) -> str:
    """A list, a mapping, a number, a boolean or a text in place of what was there."""
    return chance.choice([one for one in ("[a, b]", "{a: b}", "17", "true", "text", "1.5") if one != text])


def other_value(text: str, chance: Random) -> str:
    """A misspelt word; a number that is negative, has another unit or none."""
    if text[0].isdigit():
        number = re.match(r"\d+", text)
        digits = number[0] if number else ""
        return chance.choice((f"-{text}", f"{digits} {text[len(digits) :] or 'x'}", f"{digits}q", f"{digits}.5"))
    return slip(text, chance)


def nothing(_text: str, _chance: Random) -> str:
    return ""


def shift(line: str, chance: Random) -> str:
    """Two blanks more or fewer before it."""
    return line[2:] if line.startswith("  ") and chance.random() < 0.5 else f"  {line}"


_Kind = tuple[Callable[[Document], Iterator[Place]], Callable[[str, Random], str]]
_KINDS: dict[str, _Kind] = {
    "a field": (fields, slip),
    "a name": (names, slip),
    "a tag": (tags, slip),
    "a condition (when)": (conditions, garble),
    "a dependency (depends)": (dependencies, garble),
    "an expression": (expressions, garble),
    "a type": (scalars, other_type),
    "a value": (values, other_value),
    "a line missing": (lines, nothing),
    "an indentation": (lines, shift),
}
KINDS = tuple(_KINDS)
