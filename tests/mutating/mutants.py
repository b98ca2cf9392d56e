"""The mutants that mutmut makes of the engine: all of them, a sample, what became of each, and what it changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files
from mutmut.utils.format_utils import get_mutant_name, orig_function_and_class_names_from_key

from tests.mutating.page import DEAD, SAME, Mutant

_TYPE = re.compile(r'(?<=\bcast\()(?:"[^"]*"|\w+), ')
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def names() -> Iterator[str]:
    """The names of all mutants, as mutmut will give them."""
    for path in walk_mutatable_files():
        made = Path("mutants", path)
        if made.exists() and made.stat().st_mtime > path.stat().st_mtime:
            yield from _data(path).exit_code_by_key
        else:
            found = mutate_file_contents(str(path), path.read_text(encoding="utf-8"))
            yield from (get_mutant_name(path, one) for one in found.mutant_names)


def _data(path: Path) -> SourceFileMutationData:
    """What mutmut keeps of the mutants of a file."""
    data = SourceFileMutationData(path=path)
    data.load()
    return data


def sample(size: int, seed: int) -> list[str]:
    """As many mutants, chosen by their names alone: a change of one function leaves the choice among the others."""
    return sorted(names(), key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())[:size]


def tried(chosen: set[str] | None = None) -> Iterator[Mutant]:
    """The mutants that mutmut has run, in the order of the files: all, or those that were chosen."""
    for path in walk_mutatable_files():
        for name, code in _data(path).exit_code_by_key.items():
            if code is not None and (chosen is None or name in chosen):
                yield _mutant(name, path, status_by_exit_code[code])


def _mutant(name: str, path: Path, status: str) -> Mutant:
    function, owner = orig_function_and_class_names_from_key(name)
    function = ".".join(filter(None, (owner, function.rpartition(".")[2])))
    root = Path(config().only_mutate[0]).parent
    module = ".".join(path.relative_to(root).with_suffix("").parts)
    before, after = ("", "") if status in DEAD else _lines(name, path)
    if before and _TYPE.sub("", before) == _TYPE.sub("", after):
        status = SAME
    return Mutant(module, function, before, _differing(_TOKEN.findall(before), _TOKEN.findall(after)), name, status)


def _lines(name: str, path: Path) -> tuple[str, str]:
    """The lines that a mutant changes, as they were and as they are."""
    lines = get_diff_for_mutant(name, path=path).splitlines()[3:]
    before, after = (" ".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return before, after


def _differing(before: list[str], after: list[str]) -> str:
    """What of ``after`` is not as it was, with a word on each side."""
    ahead = _common(before, after)
    behind = _common(before[ahead:][::-1], after[ahead:][::-1])
    first, last = max(0, ahead - 2), min(len(after), len(after) - behind + 2)
    return ("…" if first else "") + "".join(after[first:last]).strip() + ("…" if last < len(after) else "")


def _common(left: list[str], right: list[str]) -> int:
    return next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
