"""The parts of the benchmarks, in the order in which they are measured.

In: nothing (``quick`` makes the runs smaller). Out: ``Figure``, one a line. Called by ``benchmarks.__main__``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from benchmarks import languages, lints, simulations
from benchmarks.figure import Figure


def _languages(quick: bool) -> Iterator[Figure]:
    return languages.figures(200 if quick else 2_000)


def _simulations(quick: bool) -> Iterator[Figure]:
    return simulations.figures(1_000, 10_000) if quick else simulations.figures(10_000, 100_000, widest=1_000_000)


PARTS: Mapping[str, Callable[[bool], Iterator[Figure]]] = {
    "lint": lints.figures,
    "languages": _languages,
    "simulations": _simulations,
}
