"""The benchmarks themselves, in the order in which they are measured.

In: nothing (``quick`` makes the runs smaller). Out: ``Figure``, one a line. Called by ``benchmarks.__main__``.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import lints, simulations
from benchmarks.figure import Figure


def all_figures(quick: bool) -> Iterator[Figure]:
    """Every figure, as it is measured."""
    yield from lints.figures(quick)
    if quick:
        yield from simulations.figures(1_000, 10_000)
    else:
        yield from simulations.figures(10_000, 100_000, widest=1_000_000)
