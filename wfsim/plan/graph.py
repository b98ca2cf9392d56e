"""A directed graph and the four questions that wfsim asks of one.

In: nodes with their successors. Out: an order, a shortest cycle, ancestors, a longest path. Nothing here recurses, and
every answer depends on the order of the input alone. Used by the plan and by whoever looks at a DAG's tasks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Generic, TypeVar

N = TypeVar("N", bound=Hashable)


class Digraph(Generic[N]):
    """Nodes and edges in order of giving; a successor that is no node becomes one."""

    __slots__ = ("_after", "_before")

    def __init__(self, successors: Mapping[N, Iterable[N]]) -> None:
        self._after: dict[N, tuple[N, ...]] = {node: tuple(dict.fromkeys(after)) for node, after in successors.items()}
        for node in [one for after in self._after.values() for one in after]:
            self._after.setdefault(node, ())
        self._before: dict[N, list[N]] = {node: [] for node in self._after}
        for node, after in self._after.items():
            for one in after:
                self._before[one].append(node)

    @property
    def nodes(self) -> tuple[N, ...]:
        return tuple(self._after)

    def successors(self, node: N) -> tuple[N, ...]:
        return self._after.get(node, ())

    def predecessors(self, node: N) -> tuple[N, ...]:
        return tuple(self._before.get(node, ()))

    def order(self) -> tuple[N, ...]:
        """Every node that is on no cycle and behind none, each after all its predecessors, first given first."""
        waiting = {node: len(before) for node, before in self._before.items()}
        ready = deque(node for node, count in waiting.items() if not count)
        found = []
        while ready:
            node = ready.popleft()
            found.append(node)
            for one in self._after[node]:
                waiting[one] -= 1
                if not waiting[one]:
                    ready.append(one)
        return tuple(found)

    def cycle(self) -> tuple[N, ...]:
        """A cycle with as few nodes as any, beginning with its first given node; empty where there is none."""
        in_order = set(self.order())
        best: tuple[N, ...] = ()
        for node in self._after:
            if node not in in_order and len(best) != 1:
                best = self._round_trip(node, len(best)) or best
        return best

    def _round_trip(self, start: N, limit: int) -> tuple[N, ...]:
        """The shortest way from a node to itself, if it has fewer than ``limit`` nodes (0: any)."""
        came_from: dict[N, N] = {}
        border, length = [start], 1
        while border and (not limit or length < limit):
            further = []
            for node in border:
                for one in self._after[node]:
                    if one == start:
                        return self._way(came_from, start, node)
                    if one not in came_from:
                        came_from[one] = node
                        further.append(one)
            border, length = further, length + 1
        return ()

    @staticmethod
    def _way(came_from: Mapping[N, N], start: N, end: N) -> tuple[N, ...]:
        way = [end]
        while way[-1] != start:
            way.append(came_from[way[-1]])
        return tuple(reversed(way))

    def critical_path(self, weight: Callable[[N], int] = lambda _: 1) -> tuple[N, ...]:
        """A path of greatest weight through the nodes of ``order``; among equals the one given first."""
        heaviest: dict[N, int] = {}
        came_from: dict[N, N] = {}
        for node in self.order():
            before = max(self._before[node], key=heaviest.__getitem__, default=None)
            heaviest[node] = weight(node) + (heaviest[before] if before is not None else 0)
            if before is not None:
                came_from[node] = before
        if not heaviest:
            return ()
        way = [max(heaviest, key=heaviest.__getitem__)]
        while way[-1] in came_from:
            way.append(came_from[way[-1]])
        return tuple(reversed(way))
