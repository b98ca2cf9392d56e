"""The parts of the benchmarks, in the order in which they are measured.

In: nothing (``Size`` is how large the runs are). Out: ``Figure``, one a line. Called by ``benchmarks.__main__``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum

from benchmarks import languages, lints, pods, runs, simulations
from benchmarks.figure import Figure


class Size(Enum):
    """How large what is measured is."""

    QUICK = "quick"
    USUAL = "usual"
    FULL = "full"


def _lints(size: Size) -> Iterator[Figure]:
    return lints.figures(size is Size.QUICK)


def _languages(size: Size) -> Iterator[Figure]:
    return languages.figures(200 if size is Size.QUICK else 2_000)


def _simulations(size: Size) -> Iterator[Figure]:
    if size is Size.FULL:
        return simulations.figures(10_000, runs.FULL, rounds=1)
    few, many = (1_000, 10_000) if size is Size.QUICK else (10_000, 100_000)
    return simulations.figures(few, dict.fromkeys(runs.FULL, many))


def _pods(size: Size) -> Iterator[Figure]:
    return pods.figures(20 if size is Size.QUICK else 100, rounds=1 if size is Size.QUICK else 3)


PARTS: Mapping[str, Callable[[Size], Iterator[Figure]]] = {
    "lint": _lints,
    "languages": _languages,
    "simulations": _simulations,
    "pods": _pods,
}
ASKED_FOR = frozenset({"pods"})  # needs a cluster: measured only when it is named
