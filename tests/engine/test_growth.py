"""The work of a run grows as its nodes do, whatever hangs on what. It is counted in calls."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable
from typing import Any

import pytest

import wfsim
from benchmarks import runs
from wfsim.api import simulation
from wfsim.drivers.base import drive

FEW, MANY = 150, 600


def _dag(tasks: Iterable[tuple[str, list[str]]]) -> str:
    rows = (f"          - {{name: {name}, template: work, dependencies: [{', '.join(on)}]}}\n" for name, on in tasks)
    return runs.DAG + "".join(rows)


def star(nodes: int) -> str:
    """All tasks wait for one, and one for all of them."""
    middle = [f"t{i}" for i in range(nodes - 3)]
    return _dag([("first", []), *((one, ["first"]) for one in middle), ("last", middle)])


def line(nodes: int) -> str:
    """Each task waits for the one before it."""
    return _dag((f"t{i}", [f"t{i - 1}"] if i else []) for i in range(nodes - 1))


def limited(nodes: int) -> str:
    """A loop of which few members may run at once."""
    return runs.wide(nodes).replace("  entrypoint: fan\n", "  entrypoint: fan\n  parallelism: 3\n")


def calls(text: str, shape: Callable[[int], str]) -> int:
    """How many calls a run makes, and how often a generator goes on."""
    project, mocks, number = wfsim.loads(text), runs.MOCKS.get(shape.__name__), 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal number
        number += event == "call"

    sys.setprofile(count)
    try:
        run = project.simulate(seed=1, mocks=mocks)
    finally:
        sys.setprofile(None)
    assert run.phase == "Succeeded"
    return number


@pytest.mark.parametrize(
    "shape",
    [runs.wide, runs.nested, runs.chain, runs.dag, runs.retries, star, line, limited],
    ids=lambda shape: shape.__name__,
)
def test_a_node_costs_the_same_in_a_larger_run(shape: Callable[[int], str]) -> None:
    calls(shape(FEW), shape)  # what is imported or read once
    few, many = (calls(shape(size), shape) for size in (FEW, MANY))
    assert many / few < 1.15 * MANY / FEW


@pytest.mark.parametrize(
    "shape", [runs.wide, runs.nested, runs.chain, runs.dag, runs.retries], ids=lambda shape: shape.__name__
)
def test_what_a_run_lets_go_is_in_no_cycle(shape: Callable[[int], str], monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[int] = []

    def driven(*given: Any) -> Any:
        gc.collect()
        gc.disable()
        try:
            return drive(*given)
        finally:
            found.append(gc.collect())
            gc.enable()

    monkeypatch.setattr(simulation, "drive", driven)
    assert wfsim.loads(shape(MANY)).simulate(seed=1, mocks=runs.MOCKS.get(shape.__name__)).succeeded
    assert found[0] < 100  # nearly everything else is there until the end: no search for cycles is needed
