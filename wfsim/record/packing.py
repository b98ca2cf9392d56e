"""Texts made small, for places that have room for little: annotations, and objects that etcd has to take.

In: text. Out: gzip in base64, as Argo writes ``compressedNodes``; and back. The same text gives the same bytes.
"""

from __future__ import annotations

import base64
import gzip
import io
import zlib
from typing import Final

MOST: Final = 256_000_000  # characters: what unpacks to more was made to do harm


class Unpackable(ValueError):
    """That is nothing that was packed."""


def packed(text: str) -> str:
    """Gzip in base64."""
    return base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode()


def unpacked(text: str) -> str:
    """What was packed."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(base64.b64decode(text, validate=True))) as stream:
            found = stream.read(MOST + 1)
        if not text:
            raise Unpackable("it is empty")
        if len(found) > MOST:
            raise Unpackable("it unpacks to more than anybody has packed")
        return found.decode()
    except (ValueError, OSError, EOFError, zlib.error) as error:
        raise Unpackable(str(error)) from None
