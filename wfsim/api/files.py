"""Paths given from Python → texts.

In: files, folders and globs. Out: ``Source`` objects in order. Called by ``project``. What cannot be read is an
exception here, as it is everywhere in Python; the command line has its own reader, which goes on with the rest.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator

from wfsim.api.problem import Problem
from wfsim.text import Source
from wfsim.yamlio.concern import concerns_argo

_SUFFIXES = (".yaml", ".yml", ".json")


def read(path: str | os.PathLike[str]) -> Source:
    """One file. Problem where it is no UTF-8 text."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except UnicodeDecodeError as error:
        raise Problem(f"{os.fspath(path)} is not UTF-8 text: {error.reason} at byte {error.start}") from None
    return Source(os.fspath(path), text)


def sources(paths: tuple[str | os.PathLike[str], ...]) -> Iterator[Source]:
    """Every file that the paths name, once."""
    seen: set[str] = set()
    for path in paths:
        for name in _names(os.fspath(path)):
            if (real := os.path.realpath(name)) not in seen:
                seen.add(real)
                if name == os.fspath(path) or _concerns(name):
                    yield read(name)


def _concerns(name: str) -> bool:
    """Whether a file that nobody named has to do with Argo: folders hold all sorts of YAML."""
    with open(name, "rb") as file:
        return concerns_argo(file.read().decode("utf-8", "replace"))


def _names(path: str) -> list[str]:
    if os.path.isdir(path):
        inside = glob.iglob(os.path.join(glob.escape(path), "**", "*"), recursive=True)
        return sorted(one for one in inside if one.endswith(_SUFFIXES) and os.path.isfile(one))
    if glob.has_magic(path) and not os.path.exists(path):
        return sorted(one for one in glob.iglob(path, recursive=True) if os.path.isfile(one))
    return [path]
