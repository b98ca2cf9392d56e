"""Columns, and rows that part them."""

from __future__ import annotations

from wfsim.render.table import aligned


def test_columns_are_as_wide_as_their_longest_cell() -> None:
    assert aligned([["a", "b", "c"], ["longer", "", "x"]], 2) == ["a       b  c", "longer     x"]


def test_a_row_with_fewer_cells_parts_the_columns_that_it_lacks() -> None:
    rows = [["STEP", "VERY WIDE", "LAST"], ["", ""], ["a", "b", "c"]]
    assert aligned(rows, 2) == ["STEP  VERY WIDE  LAST", "", "a     b  c"]


def test_nothing() -> None:
    assert aligned([], 2) == []
