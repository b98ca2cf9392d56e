"""Columns of plain text.

In: rows of cells. Out: aligned lines without trailing blanks. Used by ``tree`` and ``plan_text``.
"""

from __future__ import annotations


def aligned(rows: list[list[str]], gap: int) -> list[str]:
    """Columns as wide as their longest cell and ``gap`` blanks; every row has as many cells."""
    widths = [max(map(len, column)) + gap for column in zip(*rows, strict=True)]
    return ["".join(map(str.ljust, row, widths)).rstrip() for row in rows]
