"""Patterns of paths, as in ``.gitignore``.

In: patterns and the folder that they are relative to. Out: a function that says whether a path fits one of them. A
pattern without a slash fits a file or folder of that name anywhere below, one with a slash counts from the folder;
``**`` is any number of folders; what fits a folder fits all that is in it. Nothing is taken back with ``!``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable

Fits = Callable[[str], bool]


def fits(patterns: Iterable[str], root: str) -> Fits:
    """Whether a path (relative to the working directory, or absolute) fits one of the patterns."""
    base = os.path.realpath(root or ".")
    found = [_translated(one, base.replace(os.sep, "/")) for one in patterns]
    if not found:
        return lambda _: False
    whole = re.compile("|".join(found), re.DOTALL)

    def fit(path: str) -> bool:
        return whole.fullmatch(relative(path, base)) is not None

    return fit


def relative(path: str, base: str) -> str:
    """A path as seen from a folder, with slashes; as it is where there is no way (another drive).

    Links count as the names that they have, except where only their targets lie in the folder.
    """
    try:
        found = os.path.relpath(path, base)
        if found.startswith(os.pardir):
            found = os.path.relpath(os.path.realpath(path), base)
    except ValueError:
        found = path
    return found.replace(os.sep, "/")


def wrong(pattern: str) -> str:
    """Why a pattern means nothing here; empty where it is right."""
    if pattern.startswith("!"):
        return "a pattern with `!` takes nothing back here"
    try:
        re.compile(_translated(pattern, ""))
    except re.error:
        return "the characters in `[…]` are no range"
    return ""


def _translated(pattern: str, base: str) -> str:
    """A pattern as a regular expression over a whole path."""
    pattern = pattern.replace("\\", "/")
    anchored = "/" in pattern.rstrip("/")
    pattern = pattern.removeprefix(f"{base}/").removeprefix("./").strip("/")
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[!?[^\]/]+\])", pattern)
    body = "".join(_PIECES.get(one) or _class(one) for one in parts)
    return ("" if anchored else "(?:.*/)?") + body + "(?:/.*)?"


_PIECES = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def _class(piece: str) -> str:
    """A class of characters, or plain text."""
    found = re.fullmatch(r"\[(!?)([^\]/]+)\]", piece, re.DOTALL)
    if found is None:
        return re.escape(piece)
    inside = re.sub(r"[\\\[^&~|]", r"\\\g<0>", found[2])
    return f"[^/{inside}]" if found[1] else f"[{inside}]"
