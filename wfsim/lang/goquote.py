"""Go's string literals: what simple tags are inserted as, how messages quote, and what is read back."""

from __future__ import annotations

import re
from typing import Final

from wfsim.lang.errors import LangError
from wfsim.lang.goprintable import printable
from wfsim.lang.govalues import octets

_SPECIAL: Final = re.compile(r"[^ !#-\[\]-~]")
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
    return _SPECIAL.sub(lambda found: _quoted_rune(found.group()), text)


def quote(text: str) -> str:
    """A Go string literal."""
    return f'"{quoted_inner(text)}"'


def quoted_byte(character: str) -> str:
    """The first byte of a character as encoding/json quotes what it does not like."""
    if character in ("'", '"'):
        return "'\\''" if character == "'" else "'\"'"
    return f"'{quoted_inner(chr(octets(character)[0]))}'"


def _quoted_rune(rune: str) -> str:
    if rune in _ESCAPES:
        return _ESCAPES[rune]
    if printable(rune):
        return rune
    code = ord(rune)
    if code < 0x80:
        return f"\\x{code:02x}"
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if 0xD800 <= code <= 0xDFFF:
        return "\\ufffd"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_UNESCAPES: Final = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
_ESCAPE: Final = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})")


def unquoted(text: str, mark: str) -> str:
    """What stands between two quotes of a Go literal, with its escapes taken away; ``mark`` is the quote."""
    data = bytearray()
    at = 0
    while at < len(text):
        character = text[at]
        at += 1
        if character == mark:
            raise LangError("invalid syntax", at - 1, at)
        if character != "\\":
            data += character.encode("utf-8", "replace")
            continue
        escape = text[at : at + 1]
        found = _ESCAPE.match(text, at)
        if escape in _UNESCAPES or escape == mark:
            data.append(_UNESCAPES.get(escape, ord(mark)))
            at += 1
        elif found is not None:
            data += _escaped(found)
            at = found.end()
        else:
            raise LangError("invalid syntax", at - 1, at)
    return data.decode("utf-8", "replace")


def _escaped(found: re.Match[str]) -> bytes:
    """A byte by its hexadecimal or octal digits, or a code point."""
    code = int(found[4], 8) if found[4] else int(found[1] or found[2] or found[3], 16)
    if code > (0xFF if found[1] or found[4] else 0x10FFFF) or 0xD800 <= code <= 0xDFFF:
        raise LangError("invalid syntax", found.start(), found.end())
    return bytes([code]) if found[1] or found[4] else chr(code).encode()
