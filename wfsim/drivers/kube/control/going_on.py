"""How a run is gone on with whose driving another process had begun.

In: its state, and the pods that are there. Out: ``GoingOn``: what the driver must know of pods, and what has happened
meanwhile. The state is changed so that the engine itself begins again what nothing is to be seen of: names follow from
nodes, so that what was made after all is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wfsim.drivers.kube import outcome
from wfsim.drivers.kube.driver import RunDriver
from wfsim.drivers.kube.read import body, text
from wfsim.drivers.kube.run import RunOnCluster
from wfsim.engine.events import Event, LockFreed, PodFinished
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.state import RunState
from wfsim.spec.model import JsonObject

_ENDED = ("Succeeded", "Failed")


@dataclass(frozen=True, slots=True)
class GoingOn:
    """Node → pod: those whose end is awaited, those that go on though their node has ended, those that ended with it.
    ``events``: what has happened meanwhile; there is always one, for the engine is to look at everything."""

    expected: dict[str, str]
    too_long: dict[str, str]
    over: dict[str, str]
    events: tuple[Event, ...]

    def tell(self, driver: RunDriver) -> None:
        """What the driver must know before the engine goes on."""
        driver.stopped(self.too_long)
        driver.over(self.over.values())
        for node, pod in self.expected.items():
            driver.expect(node, pod)
        for node, pod in self.too_long.items():
            driver.end(node, pod)


def go_on(state: RunState, pods: Iterable[JsonObject], run: RunOnCluster) -> GoingOn:
    """What is to be done; the state is made ready for an engine."""
    there = {outcome.node_of(pod): pod for pod in pods if not run.is_foreign(pod)}
    lost = tuple(_lost(state, there))
    for task in state.nodes.values():
        if task.type is NodeType.HTTP and not task.phase.fulfilled:
            task.body = None  # the engine sends it again; the pod of the first time is found
    state.claims.clear()  # the engine makes them again before anything else, and finds those that are there
    found = GoingOn({}, {}, {}, (LockFreed(0), *lost))
    for node_id, pod in there.items():
        node = state.nodes.get(node_id)
        if node is None or not (node.has_pod or node.type is NodeType.HTTP):
            continue
        if not node.phase.fulfilled:
            table = found.expected
        else:
            table = found.over if text(body(pod, "status"), "phase") in _ENDED else found.too_long
        table[node_id] = text(body(pod, "metadata"), "name")
    return found


def _lost(state: RunState, there: dict[str, JsonObject]) -> Iterator[Event]:
    """Nodes without a pod that should have one: begun again where it may never have been made."""
    for node in state.nodes.values():
        if node.type is not NodeType.POD or node.phase.fulfilled or not node.has_pod:
            continue
        unseen = node.id not in there and node.phase is Phase.PENDING
        if unseen or (node.body or {}).get("resource"):
            node.has_pod, node.phase = False, Phase.PENDING
        elif node.id not in there:
            yield PodFinished(0, node.id, exit_code=1, artifacts=(), error=outcome.POD_DELETED)
