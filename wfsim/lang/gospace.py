"""Go's idea of a blank, which is not quite Python's: the separators below U+0020 are none.

In: text. Out: text without blanks at its ends, or its words. Called by the languages whose originals trim or split.
"""

from __future__ import annotations

import re
from typing import Final

BLANKS: Final = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_WORD: Final = re.compile(f"[^{BLANKS}]+")


def trimmed(text: str) -> str:
    """``strings.TrimSpace``."""
    return text.strip(BLANKS)


def words(text: str) -> list[str]:
    """``strings.Fields``."""
    return _WORD.findall(text)
