"""The texts that stand for values which are known only in a run.

In: nothing. Out: numbered texts in Argo's form, which its messages may quote, and the questions that rules ask of
texts: does a placeholder or a tag stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from wfsim.lang import tags
from wfsim.lang.tags import TagKind

PREFIX = "__argo__internal__placeholder-"
_TAG = r"\{\{[-a-zA-Z0-9]+(\.[-a-zA-Z0-9_]+)*\}\}"


def numbered() -> Iterator[str]:
    """One placeholder after another."""
    return (f"{PREFIX}{number}" for number in count(1))


def holds_placeholder(text: str) -> bool:
    return PREFIX in text


def without_placeholders(text: str) -> str:
    """The text with something short in the place of every placeholder: what is wrong about the rest of it."""
    return re.sub(PREFIX + "[0-9]+", "x", text) if PREFIX in text else text


def is_open(text: str) -> bool:
    """Whether any tag but an expression stands in a text, be it never closed."""
    if "{{" not in text:
        return False
    return any(one.kind is TagKind.SIMPLE for one in tags.scan(text)) or tags.unclosed(text) is not None


def holds_tag(text: str) -> bool:
    """Whether a plain tag stands in a text (blanks and expressions are not looked at)."""
    return "{{" in text and re.search(_TAG, text) is not None
