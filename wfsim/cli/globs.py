"""Patterns of paths, as in ``.gitignore``.

In: patterns and the folder that they are relative to. Out: a function that says whether a path fits one of them. A
pattern without a slash fits a file or folder of that name anywhere below, one with a slash counts from the folder;
``**`` is any number of folders; what fits a folder fits all that is in it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable

Fits = Callable[[str], bool]


def fits(patterns: Iterable[str], root: str) -> Fits:
    """Whether a path (relative to the working directory, or absolute) fits one of the patterns."""
    found = [_translated(one) for one in patterns]
    if not found:
        return lambda _: False
    whole = re.compile("|".join(found))
    base = os.path.realpath(root or ".")

    def fit(path: str) -> bool:
        return whole.fullmatch(relative(path, base)) is not None

    return fit


def relative(path: str, base: str) -> str:
    """A path as seen from a folder, with slashes; as it is where there is no way (another drive)."""
    try:
        found = os.path.relpath(os.path.realpath(path), base)
    except ValueError:
        found = path
    return found.replace(os.sep, "/")


def _translated(pattern: str) -> str:
    """A pattern as a regular expression over a whole path."""
    pattern = pattern.replace("\\", "/")
    anchored = "/" in pattern.rstrip("/")
    pattern = pattern.removeprefix("./").strip("/")
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[!?[^\]/]+\])", pattern)
    body = "".join(_PIECES.get(one) or _class(one) for one in parts)
    return ("" if anchored else "(?:.*/)?") + body + "(?:/.*)?"


_PIECES = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def _class(piece: str) -> str:
    """A class of characters, or plain text."""
    if len(piece) > 2 and piece[0] == "[" and piece[-1] == "]":
        inside = piece[1:-1].replace("\\", r"\\")
        return f"[^{inside[1:]}]" if inside[0] == "!" else f"[{inside}]"
    return re.escape(piece)
