"""What ``docs/mutation.md`` says of mutants that survive: list items with the place, the change and the reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mutation.md"
DEAD = ("killed", "timeout")
SAME = "no change"  # what stands in a cast is there for type checkers alone
COLUMNS = (*DEAD, SAME, "survived", "no tests")

_ITEM = re.compile(r"^- `(?P<where>[^`]+)`: `(?P<before>[^`]+)` → `(?P<after>[^`]*)`", re.MULTILINE)


class Mutant(NamedTuple):
    """One change of one function. ``before`` is the line as it is, ``after`` the part of it that becomes another."""

    module: str
    function: str
    before: str
    after: str
    name: str
    status: str

    @property
    def change(self) -> tuple[str, str, str]:
        """What stays the same when mutmut numbers its mutants anew."""
        return f"{self.module}.{self.function}", self.before, self.after

    @property
    def alive(self) -> bool:
        return self.status not in (*DEAD, SAME)


def explained(text: str) -> set[tuple[str, str, str]]:
    """The changes that a page gives a reason for."""
    return {(found["where"], found["before"], found["after"]) for found in _ITEM.finditer(text)}


def item(mutant: Mutant) -> str:
    where, before, after = mutant.change
    return f"- `{where}`: `{before}` → `{after}`"


def table(mutants: Iterable[Mutant]) -> str:
    """How many mutants of each module came to what end."""
    counts = Counter((mutant.module, mutant.status) for mutant in mutants)
    modules = sorted({module for module, _ in counts})
    rows = [_row(f"`{module}`", [counts[module, status] for status in COLUMNS]) for module in modules]
    total = [sum(counts[module, status] for module in modules) for status in COLUMNS]
    head = f"| module | run | {' | '.join(COLUMNS)} |\n|---|" + "--:|" * (len(COLUMNS) + 1)
    return "\n".join([head, *rows, _row("**all**", total)])


def _row(module: str, counts: list[int]) -> str:
    return f"| {' | '.join([module, str(sum(counts)), *map(str, counts)])} |"
