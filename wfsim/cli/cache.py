"""A folder that keeps bytes between commands, by a digest of all that they were made of.

In: digests and bytes. Out: the bytes that were put in under a digest, or None. ``verdicts`` calls it. Whatever keeps
the folder from being used (it is full, read-only, not the user's own, or what lies in it is damaged) costs time and
never changes an answer: ``note`` is told, and the work is done anew.

An entry is one file: the digest of its bytes, then the bytes. It is written beside its place and put there at once, so
that commands that run at the same time never read half of one. Entries lie in sixteen folders, each of which throws
away what was not used for longest when it holds too much.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress

from wfsim.text import digests

_MOST_ENTRIES, _MOST_BYTES = 64, 4_000_000  # of one of the sixteen folders
_TAG = "CACHEDIR.TAG"
_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by wfsim; it may be deleted at any time.\n"

Note = Callable[[str], None]


def folder(environment: os._Environ[str] | dict[str, str]) -> str:
    """Where the cache lies: what WFSIM_CACHE_DIR says, or the platform's place. Empty where there is none."""
    if named := environment.get("WFSIM_CACHE_DIR"):
        return named
    if base := environment.get("XDG_CACHE_HOME"):
        return os.path.join(base, "wfsim")
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA", "")
        return os.path.join(base, "wfsim", "Cache") if base else ""
    home = os.path.expanduser("~")
    if not os.path.isabs(home):
        return ""
    return os.path.join(home, *(("Library", "Caches") if sys.platform == "darwin" else (".cache",)), "wfsim")


def in_use(no_cache: bool, note: Note) -> Folder | None:
    """The cache that the environment gives; None where nobody wants one."""
    root = "" if no_cache or os.environ.get("WFSIM_NO_CACHE") else folder(os.environ)
    return Folder(root, note) if root else None


class Folder:
    """The cache in a folder of the file system."""

    def __init__(self, root: str, note: Note) -> None:
        self.root = root
        self.note = note

    def get(self, key: str) -> bytes | None:
        """The bytes of an entry that is whole and in a folder of the user's own."""
        path = self._path(key)
        try:
            with open(path, "rb") as file:
                held = file.read(_MOST_BYTES + digests.SIZE)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._unused(error)
            return None
        if not self._is_ours():
            return None
        data = held[digests.SIZE :]
        if held[: digests.SIZE] != digests.of_bytes(data):
            self.note(f"cache: {path} is damaged, and not used")
            return None
        with suppress(OSError):  # it may be thrown away earlier: no more than that
            os.utime(path)
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes, if that can be done."""
        if len(data) > _MOST_BYTES - digests.SIZE:
            return
        path = self._path(key)
        place = os.path.dirname(path)
        written = f"{path}.{os.getpid()}"
        try:
            self._make(place)
            if not self._is_ours():
                return
            handle = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(digests.of_bytes(data) + data)
                os.replace(written, path)
            except BaseException:
                os.unlink(written)
                raise
            _tidy(place)
        except OSError as error:
            self._unused(error)

    def _path(self, key: str) -> str:
        return os.path.join(self.root, key[0], key[1:])

    def _make(self, place: str) -> None:
        if os.path.isdir(place):
            return
        os.makedirs(place, 0o700, exist_ok=True)
        tag = os.path.join(self.root, _TAG)
        if not os.path.exists(tag):
            with open(tag, "w", encoding="utf-8") as file:
                file.write(_SIGNATURE)

    def _is_ours(self) -> bool:
        """Whether nobody else can have written here."""
        if sys.platform == "win32":
            return True
        found = os.stat(self.root)
        if found.st_uid == os.geteuid() and not found.st_mode & 0o022:
            return True
        self.note(f"cache: others can write to {self.root}, so that it is not used")
        return False

    def _unused(self, error: OSError) -> None:
        self.note(f"cache: {self.root} cannot be used: {error.strerror or error}")


def _tidy(place: str) -> None:
    """Throw away what was not used for longest, until there is room."""
    with os.scandir(place) as entries:
        found = [(one.stat(), one.path) for one in entries]
    found.sort(key=lambda one: one[0].st_mtime_ns, reverse=True)
    size = 0
    for number, (stat, path) in enumerate(found):
        size += stat.st_size
        if number >= _MOST_ENTRIES or size > _MOST_BYTES:
            os.unlink(path)
