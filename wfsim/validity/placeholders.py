"""The texts that stand for values which are known only in a run.

In: nothing. Out: numbered texts in Argo's form, which its messages may quote, and the questions that rules ask of
texts: does a placeholder or a tag stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

PREFIX = "__argo__internal__placeholder-"
_TAG = r"\{\{[-a-zA-Z0-9]+(\.[-a-zA-Z0-9_]+)*\}\}"


def numbered() -> Iterator[str]:
    """One placeholder after another."""
    return (f"{PREFIX}{number}" for number in count(1))


def holds_placeholder(text: str) -> bool:
    return PREFIX in text


def holds_tag(text: str) -> bool:
    """Whether a plain tag stands in a text (blanks and expressions are not looked at)."""
    return "{{" in text and re.search(_TAG, text) is not None
