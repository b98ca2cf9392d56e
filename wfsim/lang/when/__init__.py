"""The language of ``when``: govaluate's, with every bare word a string.

In: the text after its tags were replaced. Out: a truth value, a syntax tree, or Argo's message. ``tokens`` reads it,
``order`` holds which token may follow which, ``parsing`` builds the tree, ``evaluation`` computes it. Most conditions
compare two plain texts: they need none of that, and nothing of it is loaded for them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wfsim.lang.syntax import Node

_WORD: Final = r"[A-Za-z][A-Za-z0-9_]*"
_QUOTED: Final = r"'[^'\"\\0-9]*'|\"[^'\"\\0-9]*\""
_SIMPLE: Final = re.compile(rf"[ \t\n]*({_WORD}|{_QUOTED})[ \t\n]*(==|!=)[ \t\n]*({_WORD}|{_QUOTED})[ \t\n]*", re.ASCII)
_NOT_WORDS: Final = frozenset({"true", "false", "in", "IN"})


def evaluate(text: str) -> bool:
    """Whether a condition holds; an empty one does. LangError with Argo's message where it cannot be told."""
    if not text:
        return True
    simple = _SIMPLE.fullmatch(text)
    if simple is not None and not _NOT_WORDS & {simple[1], simple[3]}:
        return (simple[1].strip("'\"") == simple[3].strip("'\"")) is (simple[2] == "==")
    from wfsim.lang.when.evaluation import evaluate_fully

    return evaluate_fully(text)


def evaluate_without_words(text: str) -> bool:
    """The same where a bare word is a name without a value instead of a string: ``when`` of a CronWorkflow."""
    from wfsim.lang.when.evaluation import evaluate_without_words as evaluated

    return evaluated(text) if text else True


def parse(text: str) -> Node:
    """The tree of a condition; bare words are strings. LangError with Argo's message where it is refused."""
    from wfsim.lang.when.parsing import parse as parsed

    return parsed(text)
