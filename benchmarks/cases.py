"""The benchmarks themselves: what is measured, against which floor, and what is aimed at.

In: nothing (``quick`` makes the runs smaller). Out: ``Figure``, one a line. Called by ``benchmarks.__main__``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import runs
from benchmarks.corpus import corpus
from benchmarks.measure import ROOT, Work, bare_interpreter, command, least

SMALL = str(ROOT / "fixtures" / "guide" / "hello-world" / "workflow.yaml")
FLIP = str(ROOT / "fixtures" / "guide" / "coinflip-recursive" / "workflow.yaml")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing and its floor, in seconds; ``aim`` is the ratio to stay under, None where there is none."""

    what: str
    seconds: float
    floor: str
    floor_seconds: float
    aim: float | None = None

    @property
    def ratio(self) -> float:
        return self.seconds / self.floor_seconds


def all_figures(quick: bool) -> Iterator[Figure]:
    """Every figure, as it is measured."""
    yield from start_up(rounds=5 if quick else 15)
    yield from linting(rounds=2 if quick else 5)
    few, many = (1_000, 10_000) if quick else (10_000, 100_000)
    for shape in (runs.wide, runs.nested):
        yield from simulation(shape, few, many)


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


def simulation(shape: runs.Shape, few: int, many: int) -> Iterator[Figure]:
    """Time per node of two sizes of the same workflow: against a heap loop, and against each other."""
    name = shape.__name__
    small, large = Simulation(shape(few)), Simulation(shape(many))
    loops = {nodes: partial(runs.heap_loop, nodes) for nodes in (few, many)}
    works: dict[str, Work] = {"few": small, "many": large, "loop few": loops[few], "loop many": loops[many]}
    took = least(works, rounds=2, warm_up=False)
    few_each, many_each = took["few"] / small.nodes, took["many"] / large.nodes
    yield Figure(f"a node of {few:,} ({name})", few_each, "heap loop", took["loop few"] / few)
    yield Figure(f"a node of {many:,} ({name})", many_each, "heap loop", took["loop many"] / many)
    yield Figure(f"a node of {many:,} ({name})", many_each, f"a node of {few:,}", few_each, 1.2)


@dataclass(slots=True)
class Simulation:
    """One workflow, run from its text; ``nodes`` is how many nodes it came to."""

    text: str
    nodes: int = 0

    def __call__(self) -> None:
        import wfsim

        with TemporaryDirectory() as folder:
            path = Path(folder, "workflow.yaml")
            path.write_text(self.text, encoding="utf-8")
            self.nodes = len(wfsim.load(path).simulate(seed=1).nodes)
