"""Mutexes and semaphores: who holds each, who waits, and whose turn it is.

In: claims of nodes and workflows. Out: a lock taken or the message to wait with; workflows that must look again. One
table serves one run, or all runs of a simulation: it is plain data and goes through JSON. A claim queues in every lock
that it wants, by priority, then by the workflow's age, and takes all or none.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import cast

from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json


@dataclass(frozen=True, slots=True)
class Claim:
    """Who wants a lock: ``<namespace>/<workflow>`` or ``<namespace>/<workflow>/<node id>``; times in milliseconds."""

    holder: str
    priority: int = 0
    created_ms: int = 0

    @property
    def workflow(self) -> str:
        """``<namespace>/<workflow>``."""
        return "/".join(self.holder.split("/")[:2])

    @property
    def rank(self) -> tuple[int, int]:
        return -self.priority, self.created_ms


@dataclass(slots=True)
class Lock:
    """One lock: how many may hold it, who does, and who waits in which order."""

    size: int = 1
    held: dict[str, None] = field(default_factory=dict)
    queue: list[Claim] = field(default_factory=list)

    @property
    def free(self) -> int:
        return self.size - len(self.held)

    def lets_in(self, claim: Claim) -> bool:
        """Whether the claim may have it now: it has it, or there is room and no other workflow is before it."""
        if claim.holder in self.held:
            return True
        return self.free > 0 and _together(self.queue[0].holder, claim.holder)

    def leave(self, holder: str) -> None:
        """Take a holder's claim out of the queue."""
        del self.queue[next(at for at, one in enumerate(self.queue) if one.holder == holder)]

    @property
    def turns(self) -> Iterable[str]:
        """The workflows whose claims may be met now, in the order of the queue."""
        return (one.workflow for one in self.queue[: max(self.free, 0)])


def _together(first: str, second: str) -> bool:
    """Whether two holders are of one workflow: Argo compares the names of the workflows alone."""
    one, two = first.split("/"), second.split("/")
    return len(one) == len(two) and one[1] == two[1]


@dataclass(slots=True)
class Locks:
    """All locks by key. ``due``: workflows that must look again, in order; whoever drives the runs takes them out."""

    locks: dict[str, Lock] = field(default_factory=dict)
    due: dict[str, None] = field(default_factory=dict)
    moves: int = 0  # how often a lock was taken or given back
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)  # holder -> the locks that it has or waits for

    def acquire(self, wanted: Sequence[tuple[str, int]], claim: Claim) -> tuple[str, str]:
        """Take all locks (key and size) or none; ("", "") when taken, else a message and the key that is missed."""
        known = self.keys.get(claim.holder, ())
        for key, size in wanted:
            lock = self.locks.setdefault(key, Lock())
            lock.size = size  # the limit in a ConfigMap may have changed; nobody is thrown out
            if key not in known:
                insort(lock.queue, claim, key=lambda one: one.rank)
        self.keys[claim.holder] = tuple(dict.fromkeys((*known, *(key for key, _ in wanted))))
        for key, _ in wanted:
            lock = self.locks[key]
            if not lock.lets_in(claim):
                self._wake(lock, claim.workflow)
                return f"Waiting for {key} lock. Lock status: {lock.free}/{lock.size}", key
        for key, _ in wanted:
            lock = self.locks[key]
            if claim.holder not in lock.held:
                lock.held[claim.holder] = None
                self.moves += 1
                lock.leave(claim.holder)
            self._wake(lock, claim.workflow)
        return "", ""

    def release(self, holder: str) -> tuple[str, ...]:
        """Give back all that a holder has, and its places in queues; the keys of both."""
        keys = self.keys.pop(holder, ())
        for key in keys:
            lock = self.locks[key]
            if holder in lock.held:
                del lock.held[holder]
                self.moves += 1
            else:
                lock.leave(holder)
            self._wake(lock, "/".join(holder.split("/")[:2]))
            if not lock.held and not lock.queue:
                del self.locks[key]
        return keys

    def release_workflow(self, workflow: str) -> None:
        """Give back what a workflow and all its nodes have and wait for."""
        for holder in [one for one in self.keys if one == workflow or one.startswith(f"{workflow}/")]:
            self.release(holder)

    def free(self, key: str) -> int:
        """How many more may have a lock now."""
        lock = self.locks.get(key)
        return 1 if lock is None else lock.free

    def _wake(self, lock: Lock, by: str) -> None:
        """Note whose turn it is now, besides the workflow that acts itself."""
        self.due.update((one, None) for one in lock.turns if one != by)

    def to_json(self) -> dict[str, Json]:
        """Key → size, holders and queue."""
        return {
            key: {"size": one.size, "held": list(one.held), "queue": [asdict(claim) for claim in one.queue]}
            for key, one in self.locks.items()
        }

    @classmethod
    def from_json(cls, data: JsonObject) -> Locks:
        """What ``to_json`` wrote."""
        made = cls()
        for key, row in data.items():
            found = cast("dict[str, list[Json]]", row)
            queue = [Claim(**cast("dict[str, str]", claim)) for claim in found["queue"]]  # type: ignore[arg-type]
            held = dict.fromkeys(cast("list[str]", found["held"]))
            made.locks[key] = Lock(cast(int, cast("dict[str, Json]", row)["size"]), held, queue)
            for holder in (*held, *(one.holder for one in queue)):
                made.keys[holder] = (*made.keys.get(holder, ()), key)
        return made
