"""A condition that goes wrong as it is written → a fix that writes quotes and operators as ``when`` wants them.

In: a condition, or a tag of one whose values break it. Out: a fix, or None where there is more to decide than how it is
written. The checks of conditions call it. What it proposes has been tried: it works, and where the condition worked
before it comes to the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from typing import TYPE_CHECKING

from wfsim.checks.conditions import TRIALS, fails
from wfsim.checks.filling import fill
from wfsim.lang import template as templating
from wfsim.lang import traps, when
from wfsim.lang.errors import LangError
from wfsim.lang.template import Tag
from wfsim.text import Fix
from wfsim.yamlio import Scalar, inner
from wfsim.yamlio.nodes import Style

if TYPE_CHECKING:
    from wfsim.checks.conditions import Condition

_MOST_STEPS, _MOST_TRIALS = 20, 256
_TEXT = r"'([^'\"\\{}]*)'"
_EQUALS = r"\s*[=!]=\s*"


def rewritten(one: Condition) -> Fix | None:
    """The fix of a condition that fails whatever its tags come to."""
    text = one.text
    for _ in range(_MOST_STEPS):
        trap = traps.in_when(text)
        if trap is None:
            break
        if not trap.write:
            return None
        text = text[: trap.start] + trap.write + text[trap.end :]
    text = _compared(text)
    return _fix(one, text) if fails(text, templating.scan(text), {}) is None else None


def _compared(text: str) -> str:
    """The condition with quotes around a tag that is compared with a text which would break it in the tag's place."""
    for tag in reversed(templating.scan(text)):
        after = re.match(_EQUALS + _TEXT, text[tag.end :])
        before = re.search(_TEXT + _EQUALS + r"\Z", text[: tag.start])
        if any(found and fails(f"{found[1]} == text", (), {}) for found in (after, before)):
            text = _quoted(text, tag)
    return text


def tag_quoted(one: Condition, tag: Tag, values: Iterable[str]) -> Fix | None:
    """The fix of a condition that some values of a tag break, as the tag would be without quotes around it."""
    text = one.text
    for same in reversed([other for other in one.tags if other.key == tag.key]):
        text = _quoted(text, same)
    tags = templating.scan(text)
    works = all(fails(text, tags, {tag.key: value}) is None for value in values)
    return _fix(one, text) if works and _means_the_same(one.text, text) else None


def _quoted(text: str, tag: Tag) -> str:
    return f"{text[: tag.start]}'{text[tag.start : tag.end]}'{text[tag.end :]}"


def _means_the_same(old: str, new: str) -> bool:
    """Whether two conditions come to the same for all that tags may come to, where the first comes to anything."""
    words = re.findall(r"[\w.-]+", re.sub(r"\{\{.*?\}\}", " ", old))
    keys = dict.fromkeys(tag.key for tag in templating.scan(old))
    values = tuple(dict.fromkeys((*TRIALS, *words)))
    if len(values) ** len(keys) > _MOST_TRIALS:
        return False
    return all(_same(old, new, dict(zip(keys, picked, strict=True))) for picked in product(values, repeat=len(keys)))


def _same(old: str, new: str, values: dict[str, str]) -> bool:
    before = _result(old, values)
    return before is None or before is _result(new, values)


def _result(text: str, values: dict[str, str]) -> bool | None:
    try:
        return when.evaluate(fill(text, templating.scan(text), values).text)
    except LangError:
        return None


def _fix(one: Condition, text: str) -> Fix | None:
    """The fix that writes another text in the place of a condition's, touching what differs alone."""
    document = one.place.resource.document
    node = document.node((*one.call.path, "when"))
    if not isinstance(node, Scalar) or node.text != one.text or text == one.text:
        return None
    start, end = _difference(one.text, text)
    piece = text[start : len(text) - (len(one.text) - end)]
    old = one.text[start:end]
    title = f"write {text}"
    if node.style is Style.SINGLE:
        piece, old = piece.replace("'", "''"), old.replace("'", "''")
    elif any(mark in piece for mark in '"\\\n'):
        return None
    at = inner(document.source, node, start, end)
    if at.text != old:
        return None
    if node.style is not Style.PLAIN or not _breaks_plain(text):
        return Fix(title, at, piece)
    if '"' in text or "\\" in text or node.span.text != one.text:
        return None
    return Fix(title, node.span, f'"{text}"')


def _breaks_plain(text: str) -> bool:
    """Whether a text is another one, or none, when it is written without quotes in YAML."""
    return text[:1] in "'\"&*!|>%@`#{[?-," or ": " in text or " #" in text


def _difference(old: str, new: str) -> tuple[int, int]:
    """The smallest part of the old text outside of which both are the same, a character at least."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end, other = len(old), len(new)
    while end > start and other > start and old[end - 1] == new[other - 1]:
        end, other = end - 1, other - 1
    return (start - 1, end) if start == end > 0 else (start, end)
