"""The benchmarks themselves: what is measured, against which floor, and what is aimed at.

In: nothing (``quick`` makes the runs smaller). Out: ``Figure``, one a line. Called by ``benchmarks.__main__``.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import simulations
from benchmarks.corpus import corpus
from benchmarks.figure import Figure
from benchmarks.measure import ROOT, bare_interpreter, command, least

SMALL = str(ROOT / "fixtures" / "guide" / "hello-world" / "workflow.yaml")
FLIP = str(ROOT / "fixtures" / "guide" / "coinflip-recursive" / "workflow.yaml")


def all_figures(quick: bool) -> Iterator[Figure]:
    """Every figure, as it is measured."""
    yield from start_up(rounds=5 if quick else 15)
    yield from linting(rounds=2 if quick else 5)
    if quick:
        yield from simulations.figures(1_000, 10_000)
    else:
        yield from simulations.figures(10_000, 100_000, widest=1_000_000)


def start_up(rounds: int) -> Iterator[Figure]:
    """Whole processes against the same interpreter doing nothing."""
    floor = "bare interpreter"
    works = {
        floor: bare_interpreter,
        "wfsim version": command("version"),
        "lint one small file": command("lint", SMALL),
        "simulate the recursive coin flip": command("simulate", "--seed", "1", FLIP),
    }
    took = least(works, rounds)
    for what in list(works)[1:]:
        yield Figure(what, took[what], floor, took[floor], 6 if what.startswith("lint") else None)


def linting(rounds: int) -> Iterator[Figure]:
    """The whole process over a folder against libyaml composing the same bytes in this process."""
    files = corpus()
    floor = "libyaml composing them"
    took = least({floor: files.compose, "lint": command("lint", str(files.folder))}, rounds)
    yield Figure(f"lint {files.about}", took["lint"], floor, took[floor], 12)
