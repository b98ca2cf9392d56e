"""Go's string literals (strconv.Quote): what simple tags are inserted as, and how messages quote."""

from __future__ import annotations

import re
from typing import Final

_SIMPLE: Final = re.compile(r"[ !#-\[\]-~]*")
_ESCAPES: Final = {
    '"': '\\"',
    "\\": "\\\\",
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}


def quoted_inner(text: str) -> str:
    """What ``quote`` writes between its quotes."""
    return text if _SIMPLE.fullmatch(text) else "".join(map(_quoted_rune, text))


def quote(text: str) -> str:
    """A Go string literal."""
    return f'"{quoted_inner(text)}"'


def quoted_byte(character: str) -> str:
    """The first byte of a character as encoding/json quotes what it does not like."""
    if character in ("'", '"'):
        return "'\\''" if character == "'" else "'\"'"
    return f"'{quoted_inner(chr(character.encode('utf-8', 'replace')[0]))}'"


def _quoted_rune(rune: str) -> str:
    if rune in _ESCAPES:
        return _ESCAPES[rune]
    if rune.isprintable():
        return rune
    code = ord(rune)
    if code < 0x80:
        return f"\\x{code:02x}"
    if 0xD800 <= code <= 0xDFFF:
        return "\\ufffd"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
