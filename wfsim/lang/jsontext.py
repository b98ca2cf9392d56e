"""JSON as it was written: what Go keeps as text, it only makes compact and safe inside of HTML.

In: valid JSON text. Out: the same with less around it. Called where Argo keeps an item or a result without reading it.
"""

from __future__ import annotations

import re
from typing import Final

_OUTSIDE: Final = re.compile(r'("(?:[^"\\]|\\.)*")|[ \t\n\r]+', re.S)
_UNSAFE: Final = re.compile("[<>&\u2028\u2029]")


def compact(raw: str) -> str:
    """The text without blanks outside of strings: strings and numbers stay as they were written."""
    return _OUTSIDE.sub(lambda found: found.group(1) or "", raw)


def html_safe(text: str) -> str:
    """The text with Go's escapes for what HTML would take for its own."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
