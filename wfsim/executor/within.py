"""Reading what main left in the shared volume.

In: the volume and a path in it. Out: an open file. Main may write in this volume: a link there could lead to a secret
of this container, and a pipe would make it wait for ever, so that neither is followed nor opened.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

_STEP = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC


def open_within(root: Path, *parts: str) -> BinaryIO:
    """A regular file below ``root``; FileNotFoundError where there is none."""
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts[:-1]:
            inner = os.open(part, _STEP | os.O_DIRECTORY, dir_fd=folder)
            os.close(folder)
            folder = inner
        opened = os.open(parts[-1], _STEP | os.O_NONBLOCK, dir_fd=folder)
    finally:
        os.close(folder)
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise OSError(f"{'/'.join(parts)} is no file")
    return os.fdopen(opened, "rb")


def tail(file: BinaryIO, most: int) -> bytes:
    """The last bytes of a file."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - most))
    return file.read(most)
