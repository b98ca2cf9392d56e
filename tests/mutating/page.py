"""What ``docs/mutation.md`` says of mutants that survive: list items with the place, the change and the reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.mutating.mutants import DEAD, SAME, Mutant

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mutation.md"
_ITEM = re.compile(r"^- `(?P<where>[^`]+)`: `(?P<before>[^`]+)` → `(?P<after>[^`]*)`", re.MULTILINE)
COLUMNS = (*DEAD, SAME, "survived", "no tests")


def explained() -> set[tuple[str, str, str]]:
    """The changes that the page gives a reason for."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return {(found["where"], found["before"], found["after"]) for found in _ITEM.finditer(text)}


def item(mutant: Mutant) -> str:
    where, before, after = mutant.change
    return f"- `{where}`: `{before}` → `{after}`"


def table(mutants: Iterable[Mutant]) -> str:
    """How many mutants of each module came to what end."""
    counts = Counter((mutant.module, mutant.status) for mutant in mutants)
    modules = sorted({module for module, _ in counts})
    rows = [_row(module, [counts[module, status] for status in COLUMNS]) for module in modules]
    total = [sum(counts[module, status] for module in modules) for status in COLUMNS]
    head = f"| module | run | {' | '.join(COLUMNS)} |\n|---|" + "--:|" * (len(COLUMNS) + 1)
    return "\n".join([head, *rows, _row("all", total, mark="**")])


def _row(module: str, counts: list[int], mark: str = "") -> str:
    cells = [f"`{module}`" if not mark else f"{mark}{module}{mark}", str(sum(counts)), *map(str, counts)]
    return f"| {' | '.join(cells)} |"
