"""Words for findings: what was probably meant, and what a language says is wrong.

In: a word and the known ones; a message. Out: a sentence. Checks call it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from wfsim.spec.spelling import Suggestion, nearest, sole

QUOTES = "A text needs quotes"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known word; one that becomes a fix where there is no other so near."""
    names = list(known)
    near = nearest(word, names)
    said = f"Did you mean {near!r}?" if near else ""
    return Suggestion.of(word, near, said) if near and near == sole(word, names) else said


def without_place(message: str) -> str:
    """The first line of an expression's error without the place at its end: the finding underlines a better one."""
    said = re.sub(r" \(\d+:\d+\)$", "", message.partition("\n")[0])
    return said.replace("unexpected token EOF", "something is missing at the end")


def hinted(meant: str, hint: str) -> str:
    """One hint of two: what was probably meant, and how to write it. That a text needs quotes is said to a word alone
    that is near to nothing."""
    return meant if meant and (not hint or hint.startswith(QUOTES)) else f"{meant} {hint}".strip()
