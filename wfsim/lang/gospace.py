"""Go's idea of a blank, which is not quite Python's: the separators below U+0020 are none.

In: text. Out: text without blanks at its ends, or its words. Called by the languages whose originals trim or split.
"""

from __future__ import annotations

import re
from typing import Final

BLANKS: Final = (
    "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
)
WORD: Final = re.compile(f"[^{BLANKS}]+")


def trimmed(text: str) -> str:
    """``strings.TrimSpace``."""
    return text.strip(BLANKS)


def words(text: str) -> list[str]:
    """``strings.Fields``."""
    return WORD.findall(text)
