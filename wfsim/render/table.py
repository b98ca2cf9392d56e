"""Columns of plain text.

In: rows of cells. Out: aligned lines without trailing blanks. Used by ``tree`` and ``plan_text``.
"""

from __future__ import annotations

from itertools import groupby


def aligned(rows: list[list[str]], gap: int) -> list[str]:
    """Columns as wide as their longest cell and ``gap`` blanks. A row with fewer cells parts the columns that it lacks:
    above and below it they are as wide as they have to be there, as with Go's tabwriter, by which Argo prints."""
    padded = [list(row) for row in rows]
    for column in range(max(map(len, rows), default=0) - 1):
        for has_it, block in groupby(padded, key=lambda row: len(row) > column + 1):
            if has_it:
                cells = list(block)
                width = max(len(row[column]) for row in cells) + gap
                for row in cells:
                    row[column] = row[column].ljust(width)
    return ["".join(row).rstrip() for row in padded]
