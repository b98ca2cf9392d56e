"""JSON data and texts as bytes of a table, large ones compressed.

In: data. Out: bytes, and back. The first byte says which: ``t`` text, ``z`` compressed text.
"""

from __future__ import annotations

import json
import zlib
from typing import Final

from wfsim.record.store.errors import StoreError
from wfsim.yamlio.nodes import Json

LARGE: Final = 16_384  # bytes from which on compressing is worth it
_TEXT, _SMALL = b"t", b"z"


def packed(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return _TEXT + data if len(data) < LARGE else _SMALL + zlib.compress(data, 6)


def unpacked(data: object) -> str:
    """The text of what ``packed`` made. StoreError where it is damaged."""
    if not isinstance(data, bytes | memoryview):
        raise StoreError("an entry of the store is damaged: it holds no bytes")
    whole = bytes(data)
    try:
        body = zlib.decompress(whole[1:]) if whole[:1] == _SMALL else whole[1:]
        return body.decode("utf-8", "surrogatepass")
    except (zlib.error, UnicodeDecodeError) as error:
        raise StoreError(f"an entry of the store is damaged: {error}") from None


def to_bytes(data: Json) -> bytes:
    return packed(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def from_bytes(data: object) -> Json:
    """StoreError where it is damaged."""
    try:
        found: Json = json.loads(unpacked(data))
    except (ValueError, RecursionError) as error:
        raise StoreError(f"an entry of the store is damaged: {error}") from None
    return found
