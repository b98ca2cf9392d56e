"""Characters as Go's package unicode sees them: classes, and the mappings of one character to one character.

In: a character, or a text whose bytes that are no UTF-8 are surrogates. Out: a truth, a character, a text. Called by
the functions of texts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from unicodedata import category

from wfsim.lang.gospace import BLANKS

ERROR: Final = "\ufffd"


def is_space(rune: str) -> bool:
    return rune in BLANKS


def is_upper(rune: str) -> bool:
    return category(rune) == "Lu"


def is_title(rune: str) -> bool:
    return category(rune) == "Lt"


def is_lower(rune: str) -> bool:
    return category(rune) == "Ll"


def is_letter(rune: str) -> bool:
    return category(rune)[0] == "L"


def is_digit(rune: str) -> bool:
    return category(rune) == "Nd"


def is_number(rune: str) -> bool:
    return category(rune)[0] == "N"


def is_punctuation(rune: str) -> bool:
    return category(rune)[0] == "P"


def to_upper(rune: str) -> str:
    """The capital of a letter; where Python writes several characters for it, Go knows at most the title form."""
    return next((one for one in (rune.upper(), rune.title()) if len(one) == 1), rune)


def to_title(rune: str) -> str:
    """The form at the beginning of a word."""
    return next(one for one in (rune.title(), rune) if len(one) == 1)


def to_lower(rune: str) -> str:
    """The small letter."""
    return rune.lower()[0]


def upper(text: str) -> str:
    """Every character's capital; a byte that is no UTF-8 becomes a replacement character."""
    return text.upper() if text.isascii() else mapped(text, to_upper)


def lower(text: str) -> str:
    """Every character's small letter."""
    return text.lower() if text.isascii() else mapped(text, to_lower)


def decoded(text: str) -> list[str]:
    """The characters of a text as Go's runes are: a byte that is no UTF-8 is a replacement character."""
    return list(text) if text.isascii() else [ERROR if "\ud800" <= one <= "\udfff" else one for one in text]


def mapped(text: str, how: Callable[[str], str]) -> str:
    return "".join(map(how, decoded(text)))
