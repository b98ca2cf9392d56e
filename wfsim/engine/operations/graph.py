"""The nodes of a run as a graph of parents and children, and what a retry takes away and begins again in it.

In: the nodes of a state. Out: ids. Called by ``retry``. A node with several parents has the one with the greatest id:
the last that sets itself where ids are gone through in order.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from wfsim.engine.operations.outcome import Refused
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.state import NodeState, RunState

_GROUPS = frozenset((NodeType.STEPS, NodeType.STEP_GROUP, NodeType.DAG, NodeType.TASK_GROUP))
_HOLDERS = frozenset((NodeType.RETRY, NodeType.STEP_GROUP, NodeType.TASK_GROUP))


@dataclass(slots=True)
class Fate:
    """What becomes of the nodes, by id; what is deleted is not reset."""

    delete: set[str] = field(default_factory=set)
    reset: set[str] = field(default_factory=set)


class Graph:
    """Who is whose child. Refused where a node hangs in the air.

    A child that has no node (it was linked, and never began) is passed over; Argo's server breaks down over it.
    """

    def __init__(self, state: RunState) -> None:
        self.state, self.nodes = state, state.nodes
        self.parent: dict[str, NodeState] = {}
        for id_ in sorted(self.nodes):
            for child in self.nodes[id_].children:
                self.parent[child] = self.nodes[id_]
        self._check()

    def _check(self) -> None:
        handler = exit_name(self.state)
        for node in self.nodes.values():
            if node.id not in self.parent and node.name != self.state.name and not node.name.startswith(handler):
                raise Refused(f"couldn't find parent node for {node.id}")

    def from_root(self) -> list[NodeState]:
        """The nodes below the root, breadth first, each once."""
        root = next((one for one in self.nodes.values() if one.name == self.state.name), None)
        found = {root.id: root} if root else {}
        todo = deque(found.values())
        while todo:
            for child in todo.popleft().children:
                if child not in found and child in self.nodes:
                    found[child] = self.nodes[child]
                    todo.append(found[child])
        return list(found.values())

    def below(self, node: NodeState) -> set[str]:
        """Every node that is reached from this one, without itself."""
        found: set[str] = set()
        todo = [node.id]
        while todo:
            fresh = [child for child in self.nodes[todo.pop()].children if child not in found and child in self.nodes]
            found.update(fresh)
            todo.extend(fresh)
        return found

    def begin_again(self, node: NodeState, fate: Fate) -> None:
        """Delete a node with all below it, and reset what contains it."""
        fate.delete |= {node.id} | self.below(node)
        here: NodeState | None = node
        while here is not None:
            if here.type is NodeType.CONTAINER:
                here = self._pod_of(here, fate)
            elif here.type in _GROUPS:
                fate.reset.add(here.id)
                here = self._boundaries(here, fate)
            else:
                if here.type is NodeType.RETRY and here.phase.unsuccessful:
                    fate.reset.add(here.id)
                here = self.parent.get(here.id)

    def _pod_of(self, node: NodeState, fate: Fate) -> NodeState | None:
        """The pod of a container, which goes with all its containers; what comes above it is next."""
        pod = self._up_to(node, NodeType.POD)
        fate.delete |= {pod.id} | self.below(pod)
        return self.parent.get(pod.id)

    def _up_to(self, node: NodeState, kind: NodeType) -> NodeState:
        here: NodeState | None = node
        while here is not None and here.type is not kind:
            here = self.parent.get(here.id)
        if here is None:
            raise Refused("was seeking node but ran out of nodes to explore")
        return here

    def _boundaries(self, node: NodeState, fate: Fate) -> NodeState | None:
        """From a group to the root, boundary by boundary; the parent of the last."""
        while True:
            above = self.parent.get(node.id)
            if above is not None and above.type in _HOLDERS:
                fate.reset.add(above.id)
                node = above if above.type is NodeType.RETRY else node
            if not node.boundary_id:
                return self.parent.get(node.id)
            node = self._boundary(node)
            fate.reset.add(node.id)

    def _boundary(self, node: NodeState) -> NodeState:
        here: NodeState | None = node
        while here is not None and here.id != node.boundary_id:
            here = self.parent.get(here.id)
        if here is None:
            raise Refused("was seeking node but ran out of nodes to explore")
        return here


def exit_name(state: RunState) -> str:
    """How the name of every node of the workflow's exit handler begins."""
    return f"{state.name}.onExit"


def has_succeeded_below(nodes: dict[str, NodeState], node: NodeState, besides: set[str]) -> bool:
    """Whether something below a node succeeded that is not to be deleted anyway."""
    seen: set[str] = set()
    todo = list(node.children)
    while todo:
        child = todo.pop()
        if child in seen or child not in nodes:
            continue
        seen.add(child)
        if child not in besides and nodes[child].phase is Phase.SUCCEEDED:
            return True
        todo.extend(nodes[child].children)
    return False
