"""How many workflows may run at once: the controller's ``parallelism`` and ``namespaceParallelism``.

In: workflows as they come and go. Out: who may begin, by priority, then age; a namespace that is full is passed over.
Workflows are named ``<namespace>/<name>``.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json


@dataclass(frozen=True, slots=True)
class Limits:
    """The controller's configuration; 0: no limit. ``namespaces``: those with a limit of their own."""

    parallelism: int = 0
    namespace_parallelism: int = 0
    namespaces: dict[str, int] = field(default_factory=dict)

    def of(self, namespace: str) -> int:
        return self.namespaces.get(namespace, self.namespace_parallelism)


@dataclass(slots=True)
class Throttle:
    """Who runs and who waits; the queue holds (-priority, created, number, workflow)."""

    limits: Limits
    running: dict[str, None] = field(default_factory=dict)
    queue: list[tuple[int, int, int, str]] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _number: int = 0

    def add(self, workflow: str, priority: int, created_ms: int) -> None:
        """A workflow came; ``admitted`` says when it may begin."""
        self._number += 1
        insort(self.queue, (-priority, created_ms, self._number, workflow))

    def resume(self, workflow: str) -> None:
        """A workflow that ran before the controller did: it goes on, whatever the limits are."""
        self.running[workflow] = None
        self._counts[_namespace(workflow)] += 1

    def remove(self, workflow: str) -> None:
        """A workflow ended, or went before it could begin."""
        if workflow in self.running:
            del self.running[workflow]
            self._counts[_namespace(workflow)] -= 1
        else:
            self.queue = [row for row in self.queue if row[3] != workflow]

    def admitted(self) -> Iterator[str]:
        """Those that may begin now, one after another."""
        for row in list(self.queue):
            if self.limits.parallelism and len(self.running) >= self.limits.parallelism:
                return
            namespace = _namespace(row[3])
            if (limit := self.limits.of(namespace)) and self._counts[namespace] >= limit:
                continue
            self.queue.remove(row)
            self.running[row[3]] = None
            self._counts[namespace] += 1
            yield row[3]

    def to_json(self) -> dict[str, Json]:
        """Who runs, and the queue."""
        return {"running": list(self.running), "queue": [list(row) for row in self.queue], "number": self._number}

    @classmethod
    def from_json(cls, limits: Limits, data: JsonObject) -> Throttle:
        """What ``to_json`` wrote, under the same limits."""
        running = cast("list[str]", data["running"])
        queue = [cast("tuple[int, int, int, str]", tuple(row)) for row in cast("list[list[Json]]", data["queue"])]
        counts = Counter(_namespace(one) for one in running)
        return cls(limits, dict.fromkeys(running), queue, counts, cast(int, data["number"]))


def _namespace(workflow: str) -> str:
    return workflow.partition("/")[0]
