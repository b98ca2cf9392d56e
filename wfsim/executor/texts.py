"""Bytes as text, as Argo makes them.

In: bytes that a program left. Out: text, in which each byte that belongs to no character is U+FFFD.
"""

from __future__ import annotations

import codecs

MOST_OF_A_RESULT = 256 * 1024


def _each_byte(problem: UnicodeError) -> tuple[str, int]:
    assert isinstance(problem, UnicodeDecodeError)
    return "\ufffd" * (problem.end - problem.start), problem.end


codecs.register_error("wfsim-each-byte", _each_byte)


def as_text(data: bytes) -> str:
    """The text without the newline at its end."""
    return decoded(data).removesuffix("\n")


def decoded(data: bytes) -> str:
    """All of the text."""
    return data.decode("utf-8", "wfsim-each-byte")
