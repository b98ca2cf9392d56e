"""The floor of a simulation: the same graph as SimPy processes, one for each node of the run.

In: a number of nodes. Out: ``Ran``, a line for each process. Called by ``simulations``. A process has the name that the
node has, begins when what it depends on has ended, starts what is below it or takes a second, hands its result on to
whoever waits for it, and leaves a line with its start, its end, what it was given and its result: what anything must do
that reports a run. It knows nothing of templates, tags, conditions, ids or events from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from typing import Any, NamedTuple

from benchmarks.runs import NODES_OF_A_PART, NODES_OF_A_RETRY, edges
from wfsim.api.simulation import rare_collection

Process = Generator[Any, Any, str]


class Ran(NamedTuple):
    """What is kept of a process."""

    name: str
    started: float
    ended: float
    given: str
    result: str


class World:
    """The processes of one run, and what they left."""

    def __init__(self) -> None:
        import simpy

        self.env: Any = simpy.Environment()
        self.ran: list[Ran] = []

    def start(self, process: Process) -> Any:
        return self.env.process(process)

    def pod(self, name: str, given: str, result: str | None = None) -> Process:
        """A second of work; the result is what it was given, where no other is told."""
        started = self.env.now
        yield self.env.timeout(1)
        return self.end(name, started, given, given if result is None else result)

    def all(self, name: str, processes: Iterable[Process]) -> Process:
        """A template or group around others, which begin together; its result is theirs."""
        started = self.env.now
        below = [self.start(one) for one in processes]
        yield self.env.all_of(below)
        return self.end(name, started, "", ",".join([one.value for one in below]))

    def end(self, name: str, started: float, given: str, result: str) -> str:
        self.ran.append(Ran(name, started, self.env.now, given, result))
        return result


def _wide(world: World, nodes: int) -> Process:
    pods = (world.pod(f"wide[0].go({i}:{i})", str(i)) for i in range(nodes - 2))
    return world.all("wide", [world.all("wide[0]", pods)])


def _part(world: World, name: str, number: str) -> Process:
    """A template of two groups, one after the other."""
    started = world.env.now
    yield world.start(world.all(f"{name}[0]", [world.pod(f"{name}[0].first", number)]))
    both = [world.pod(f"{name}[1].second", number), world.pod(f"{name}[1].third", number)]
    result: str = yield world.start(world.all(f"{name}[1]", both))
    return world.end(name, started, number, result)


def _nested(world: World, nodes: int) -> Process:
    parts = (_part(world, f"nested.part({i}:{i})", str(i)) for i in range((nodes - 2) // NODES_OF_A_PART))
    return world.all("nested", [world.all("nested.part", parts)])


def _chain(world: World, nodes: int) -> Process:
    started, result = world.env.now, ""
    for i in range((nodes - 1) // 2):
        result = yield world.start(world.all(f"chain[{i}]", [world.pod(f"chain[{i}].s{i}", str(i))]))
    return world.end("chain", started, "", result)


def _task(world: World, name: str, number: str, needs: list[Any]) -> Process:
    """A pod that begins when the tasks that it needs have ended, and is given their results."""
    if needs:
        yield world.env.all_of(needs)
    started = world.env.now
    given = ",".join([need.value for need in needs])
    yield world.env.timeout(1)
    return world.end(name, started, given, number)


def _dag(world: World, nodes: int) -> Process:
    started = world.env.now
    tasks: list[Any] = []
    for i, needs in enumerate(edges(nodes - 1)):
        tasks.append(world.start(_task(world, f"dag.t{i}", str(i), [tasks[need] for need in needs])))
    yield world.env.all_of(tasks)
    return world.end("dag", started, "", "")


def _retry(world: World, name: str, number: str) -> Process:
    """A wrapper of attempts, of which the first fails."""
    started = world.env.now
    for attempt in range(2):
        result: str = yield world.start(world.pod(f"{name}({attempt})", number, "" if attempt == 0 else number))
        if result:
            break
    return world.end(name, started, number, result)


def _retries(world: World, nodes: int) -> Process:
    wrappers = (_retry(world, f"retries[0].go({i}:{i})", str(i)) for i in range((nodes - 2) // NODES_OF_A_RETRY))
    return world.all("retries", [world.all("retries[0]", wrappers)])


_SHAPES: Mapping[str, Callable[[World, int], Process]] = {
    "wide": _wide,
    "nested": _nested,
    "chain": _chain,
    "dag": _dag,
    "retries": _retries,
}


def processes(shape: str, nodes: int) -> list[Ran]:
    """Run the graph of a shape with so many nodes, Python's search for cycles as rare as in a simulation."""
    world = World()
    with rare_collection():
        world.start(_SHAPES[shape](world, nodes))
        world.env.run()
    return world.ran
