"""A file gets a new content: whole or not at all.

In: a path and bytes. Out: the file, with the rights and owner that it had; OSError where that cannot be. Called for
mended files and for the baseline. A link stays a link: the file that it leads to is written.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile


def replace(path: str, data: bytes) -> None:
    """Put ``data`` in the place of what a file holds, or make the file."""
    path = os.path.realpath(path)
    try:
        old = os.stat(path)
    except FileNotFoundError:
        old = None
    if old is not None and not _may_write(path):
        raise PermissionError(13, "the file is read-only", path)
    if old is not None and (old.st_nlink > 1 or not stat.S_ISREG(old.st_mode) or not _is_like_ours(old, path)):
        _overwrite(path, data)
    else:
        _swap(path, data, old)


def _is_like_ours(old: os.stat_result, path: str) -> bool:
    """Whether a new file beside an old one would belong to the same people."""
    folder = os.path.dirname(path)
    return _may_write(folder) and (os.name == "nt" or (old.st_uid, old.st_gid) == (os.geteuid(), os.getegid()))


def _may_write(path: str) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _swap(path: str, data: bytes, old: os.stat_result | None) -> None:
    """A new file takes the place of the old one at once."""
    handle, name = tempfile.mkstemp(prefix=".wfsim-", dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, stat.S_IMODE(old.st_mode) if old is not None else 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _overwrite(path: str, data: bytes) -> None:
    """Write into the file itself: it has other names or another owner, which a new file would not have."""
    with open(path, "rb") as file:
        before = file.read()
    try:
        _fill(path, data)
    except OSError:
        with contextlib.suppress(OSError):  # the first failure is the one to tell
            _fill(path, before)
        raise


def _fill(path: str, data: bytes) -> None:
    with open(path, "r+b") as file:
        file.write(data)
        file.truncate()
