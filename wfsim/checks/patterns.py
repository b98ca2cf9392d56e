"""Words that name codes: a code, or the beginning of some with a ``*`` behind it.

In: a code and such words. Out: whether one of them names it. Used by comments, configuration and command line alike.
"""

from __future__ import annotations

from collections.abc import Iterable

from wfsim import checks


def names(word: str, code: str) -> bool:
    """Whether a word names a code: ``bad-when``, ``bad-*``, ``*``, or the name that it had."""
    return code.startswith(word[:-1]) if word.endswith("*") else checks.FORMER.get(word, word) == code


def named(words: Iterable[str], code: str) -> bool:
    """Whether any of the words does."""
    return any(names(word, code) for word in words)


def is_known(word: str) -> bool:
    """Whether a word names any code at all, or has named one."""
    return word in checks.FORMER or any(names(word, code) for code in checks.CODES)


def nearest_code(word: str) -> str:
    """The code that a word was probably meant for; empty where there is none near."""
    from wfsim.spec.spelling import nearest

    return nearest(word, checks.CODES) or ""
