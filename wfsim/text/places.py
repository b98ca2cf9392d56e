"""Many places, and whether another one touches any of them.

In: spans. Out: ``Places``. Called where findings are told apart from others by where they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

from wfsim.text.source import Span


class Places:
    """Spans of any sources, in order of where they begin; with how far those up to each one reach."""

    def __init__(self, spans: Iterable[Span]) -> None:
        found: dict[int, list[tuple[int, int]]] = {}
        for one in spans:
            found.setdefault(id(one.source), []).append((one.start, one.end))
        self._rows = {source: sorted(rows) for source, rows in found.items()}
        self._reach = {source: list(accumulate((end for _, end in rows), max)) for source, rows in self._rows.items()}

    def touches(self, at: Span) -> bool:
        """Whether some character of the span belongs to one of the places, too."""
        rows = self._rows.get(id(at.source))
        if rows is None:
            return False
        before = bisect_left(rows, (at.end, -1))  # those that begin before its end
        return before > 0 and self._reach[id(at.source)][before - 1] > at.start
