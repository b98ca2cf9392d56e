"""The floor of a simulation: the same graph of pods as SimPy processes, which do nothing but take a second.

In: a number of nodes. Out: the work, by the name of the shape. Called by ``simulations``.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any

from benchmarks.runs import NODES_OF_A_PART, NODES_OF_A_RETRY, edges

Process = Generator[Any, Any, None]


def _pod(env: Any) -> Process:
    yield env.timeout(1)


def _wide(env: Any, nodes: int) -> Process:
    yield env.all_of([env.process(_pod(env)) for _ in range(nodes - 2)])


def _part(env: Any) -> Process:
    yield env.process(_pod(env))
    yield env.all_of([env.process(_pod(env)), env.process(_pod(env))])


def _nested(env: Any, nodes: int) -> Process:
    yield env.all_of([env.process(_part(env)) for _ in range((nodes - 2) // NODES_OF_A_PART)])


def _chain(env: Any, nodes: int) -> Process:
    for _ in range((nodes - 1) // 2):
        yield env.process(_pod(env))


def _task(env: Any, needs: list[Any]) -> Process:
    if needs:
        yield env.all_of(needs)
    yield env.process(_pod(env))


def _dag(env: Any, nodes: int) -> Process:
    tasks: list[Any] = []
    for needs in edges(nodes - 1):
        tasks.append(env.process(_task(env, [tasks[need] for need in needs])))
    yield env.all_of(tasks)


def _retry(env: Any) -> Process:
    yield env.process(_pod(env))
    yield env.process(_pod(env))


def _retries(env: Any, nodes: int) -> Process:
    yield env.all_of([env.process(_retry(env)) for _ in range((nodes - 2) // NODES_OF_A_RETRY)])


_SHAPES: Mapping[str, Callable[[Any, int], Process]] = {
    "wide": _wide,
    "nested": _nested,
    "chain": _chain,
    "dag": _dag,
    "retries": _retries,
}


def processes(shape: str, nodes: int) -> float:
    """Run the graph of a shape with so many nodes; the seconds that it takes on SimPy's clock."""
    import simpy

    env = simpy.Environment()
    env.process(_SHAPES[shape](env, nodes))
    env.run()
    return float(env.now)
