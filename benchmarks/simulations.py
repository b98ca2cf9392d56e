"""Simulations: time per node against SimPy running the same graph, and against a smaller run; memory per node.

In: how large. Out: figures. Called by ``cases``. The time of a run is the processor's, without reading the file.
"""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from benchmarks import floors, runs
from benchmarks.figure import Figure
from benchmarks.measure import Work, least

if TYPE_CHECKING:
    from wfsim.api.project import Project

SHAPES = (runs.wide, runs.nested, runs.chain, runs.dag, runs.retries)
_FLAT, _SIMPY, _BYTES = 1.3, 3, 2048
_MOST = 10_000_000


def figures(few: int, many: Mapping[str, int], rounds: int = 2) -> Iterator[Figure]:
    """Every shape in two sizes, the larger one by its name."""
    for shape in SHAPES:
        yield from _of_shape(shape, few, many[shape.__name__], rounds)
    yield from _memory(few)


def _of_shape(shape: runs.Shape, few: int, many: int, rounds: int) -> Iterator[Figure]:
    name = shape.__name__
    small, large = Simulation(shape, few), Simulation(shape, many)
    works: dict[str, Work] = {
        "few": small,
        "many": large,
        "floor few": partial(floors.processes, name, few),
        "floor many": partial(floors.processes, name, many),
    }
    for one in (small, large):
        one.read()
    runs.edges(few - 1), runs.edges(many - 1)
    took = least(works, rounds, warm_up=False, clock=time.process_time)
    few_each, many_each = took["few"] / small.nodes, took["many"] / large.nodes
    yield Figure(f"a node of {few:,} ({name})", few_each, "SimPy", took["floor few"] / few, _SIMPY)
    yield Figure(f"a node of {many:,} ({name})", many_each, "SimPy", took["floor many"] / many, _SIMPY)
    yield Figure(f"a node of {many:,} ({name})", many_each, f"a node of {few:,}", few_each, _FLAT)


def _memory(nodes: int) -> Iterator[Figure]:
    """Bytes that a finished run keeps for a node; the floor is what it may be."""
    for shape in SHAPES:
        kept = Kept(shape, nodes)
        kept()
        what = f"bytes kept for a node of {nodes:,} ({shape.__name__})"
        yield Figure(what, kept.each, "bytes allowed", _BYTES, 1, unit="B")


def _project(shape: runs.Shape, size: int) -> Project:
    """The workflow of a shape; it may be larger than what a cluster takes."""
    from wfsim.api.project import Project
    from wfsim.spec.workspace import load
    from wfsim.text import Source
    from wfsim.yamlio.reader import Limits

    return Project(load([Source(f"{shape.__name__}.yaml", shape(size))], limits=Limits(_MOST * 100, _MOST * 100)))


@dataclass(slots=True)
class Simulation:
    """One workflow, read once; ``nodes`` is how many nodes a run of it came to."""

    shape: runs.Shape
    size: int
    project: Project | None = None
    nodes: int = 0

    def read(self) -> None:
        self.project = _project(self.shape, self.size)

    def __call__(self) -> None:
        if self.project is None:
            self.read()
        assert self.project is not None
        mocks = runs.MOCKS.get(self.shape.__name__)
        self.nodes = len(self.project.simulate(mocks=mocks, seed=1, max_nodes=_MOST).record.nodes)


@dataclass(slots=True)
class Kept:
    """What a finished run keeps in memory: its record, the engine being gone."""

    shape: runs.Shape
    size: int
    each: float = 0

    def __call__(self) -> None:
        project = _project(self.shape, self.size)
        mocks = runs.MOCKS.get(self.shape.__name__)
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        run = project.simulate(mocks=mocks, seed=1, max_nodes=_MOST)
        gc.collect()
        self.each = (tracemalloc.get_traced_memory()[0] - before) / len(run.record.nodes)
        tracemalloc.stop()
