"""The word that was probably meant, as a hint.

In: a word and the known ones. Out: a sentence, empty where nothing is near. Checks call it.
"""

from __future__ import annotations

from collections.abc import Iterable

from wfsim.spec.spelling import nearest


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known word."""
    near = nearest(word, known)
    return f"Did you mean {near!r}?" if near else ""
