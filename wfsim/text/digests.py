"""Short names for long texts.

In: bytes. Out: a digest in hexadecimal. Whoever asks whether something is still the same calls it.
"""

from __future__ import annotations

from collections.abc import Iterable

try:  # OpenSSL, which hashlib loads, takes longer than all that is to be digested here
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

SIZE = 20


def of_bytes(data: bytes) -> bytes:
    """The digest of some bytes, in bytes."""
    return blake2b(data, digest_size=SIZE).digest()


def of_text(text: str) -> str:
    """The digest of a text."""
    return of_bytes(text.encode("utf-8", "surrogatepass")).hex()


def of_parts(parts: Iterable[bytes]) -> str:
    """The digest of some byte strings, told apart from any others, however they are cut."""
    hashed = blake2b(digest_size=SIZE)
    for part in parts:
        hashed.update(b"%d:%b" % (len(part), part))
    return hashed.hexdigest()
