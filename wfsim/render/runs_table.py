"""Runs in the table of ``argo list``, and other tables that its commands print.

In: summaries and the time of day. Out: text. Called by the verbs of ``cli`` that list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from wfsim.record.store.stored import Summary
from wfsim.render.table import aligned
from wfsim.render.words import one_line, short_duration

_GAP: Final = 3
_HEAD: Final = ["NAME", "STATUS", "AGE", "DURATION", "PRIORITY"]
_LONG: Final = 50  # characters from which on a value is shortened


def render(
    runs: Iterable[Summary], now_ms: int, *, wide: bool = False, namespaces: bool = False, head: bool = True
) -> str:
    """One line for each run: those that run first, then the last that ended."""
    rows = [_row(one, now_ms, wide, namespaces) for one in in_order(runs)]
    if head:
        names = ["NAMESPACE"] * namespaces + _HEAD + ["P/R/C", "PARAMETERS"] * wide + ["MESSAGE"]
        rows.insert(0, names)
    return table(rows)


def in_order(runs: Iterable[Summary]) -> list[Summary]:
    """As ``argo list`` has them: unfinished ones by age, then the others by their end, the newest first."""
    return sorted(runs, key=lambda one: (one.completed, -(one.finished_ms or one.created_ms), one.name))


def table(rows: Sequence[list[str]]) -> str:
    """Aligned rows; nothing where there is none."""
    return "".join(f"{line}\n" for line in aligned(list(rows), _GAP)) if rows else ""


def age(at_ms: int, now_ms: int) -> str:
    """How long ago, in one unit."""
    return short_duration(max(now_ms // 1000 - at_ms // 1000, 0))


def _row(one: Summary, now_ms: int, wide: bool, namespaces: bool) -> list[str]:
    row = [one.namespace] * namespaces
    row += [one.name, one.status, age(one.created_ms, now_ms), _duration(one, now_ms), str(one.priority)]
    if wide:
        row += ["/".join(map(str, one.pods)), ",".join(f"{name}={_short(value)}" for name, value in one.parameters)]
    return [one_line(cell) for cell in (*row, one.message)]


def _duration(one: Summary, now_ms: int) -> str:
    if one.started_ms is None:
        return "0s"
    end = now_ms if one.finished_ms is None else one.finished_ms
    return short_duration(max(end // 1000 - one.started_ms // 1000, 0))


def _short(value: str) -> str:
    """A value without its middle where it is long, as Argo cuts it."""
    return value if len(value) <= _LONG else f"{value[: _LONG - 18]}...{value[-15:]}"
