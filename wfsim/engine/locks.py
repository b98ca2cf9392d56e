"""Mutexes and semaphores: who holds each, who waits, and whose turn it is.

In: claims of nodes and workflows. Out: a lock taken or the message to wait with; workflows that must look again. One
table serves one run, or all runs of a simulation: it is plain data and goes through JSON. A claim queues in every lock
that it wants and takes all or none. Any node of the workflow that is first in the queue may have the lock.

As in Argo, claims that are alike (of workflows that were made within one second) may stand in another order in the
queue of one lock than in that of another: two that want both then wait for each other for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import NamedTuple, cast

from wfsim.engine.queues import Claim, Queue
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

DATABASE = "Database"  # the second part of a key


class Wanted(NamedTuple):
    """A lock that a claim wants: its key, how many may hold it, and its key in Argo's database if it is kept there."""

    key: str
    size: int
    stored: str = ""


class Refused(NamedTuple):
    """Why a claim is not met: the message to wait with, and the key of the first lock that is not to be had."""

    message: str = ""
    key: str = ""


MET = Refused()


@dataclass(slots=True)
class Lock:
    """One lock: how many may hold it, who does, and who waits."""

    size: int = 1
    held: dict[str, None] = field(default_factory=dict)
    queue: Queue = field(default_factory=Queue)

    @property
    def free(self) -> int:
        return self.size - len(self.held)

    def lets_in(self, holder: str) -> bool:
        """Whether a claim may be met now: it was, or there is room and no other workflow is before it."""
        if holder in self.held:
            return True
        first = self.queue.first
        return self.free > 0 and (first is None or _together(first.holder, holder))

    @property
    def turns(self) -> Iterable[str]:
        """The workflows whose claims may be met now."""
        return (one.workflow for one in self.queue.front(self.free))


def _is_of(holder: str, workflow: str) -> bool:
    return holder == workflow or holder.startswith(f"{workflow}/")


def _together(first: str, second: str) -> bool:
    """Whether two holders are of one workflow: Argo compares the names of the workflows alone."""
    one, two = first.split("/"), second.split("/")
    return len(one) == len(two) and one[1] == two[1]


@dataclass(slots=True)
class Locks:
    """All locks by key. ``due``: workflows that must look again, in order; whoever drives the runs takes them out.

    ``moves`` counts how often a lock was taken or given back, ``changes`` whatever else changed, too.
    """

    locks: dict[str, Lock] = field(default_factory=dict)
    due: dict[str, None] = field(default_factory=dict)
    moves: int = 0
    changes: int = 0
    keys: dict[str, dict[str, None]] = field(default_factory=dict)  # holder -> the locks that it has or waits for

    def refusal(self, wanted: Sequence[Wanted], holder: str) -> Refused:
        """Why a holder, if it queues as its workflow's others do, could not have all locks now."""
        for one in wanted:
            lock = self.locks.get(one.key)
            if lock is not None and not lock.lets_in(holder):
                return Refused(_waiting(one, lock), one.key)
        return MET

    def acquire(self, wanted: Sequence[Wanted], claim: Claim) -> Refused:
        """Take all locks or none, and why not."""
        holder = claim.holder
        known = self.keys.setdefault(holder, {})
        for one in wanted:
            lock = self.locks.setdefault(one.key, Lock())
            lock.size = one.size  # the limit in a ConfigMap may have changed; nobody is thrown out
            known[one.key] = None
            if holder not in lock.held and lock.queue.add(claim):
                self.changes += 1
        refused = self.refusal(wanted, holder)
        for one in wanted:
            lock = self.locks[one.key]
            if not refused.key and holder not in lock.held:
                lock.held[holder] = None
                lock.queue.remove(holder)
                self.moves += 1
                self.changes += 1
            self._wake(lock, claim.workflow)
        return refused

    def release(self, holder: str) -> tuple[str, ...]:
        """Give back all that a holder has, and its places in queues; the keys of both."""
        keys = tuple(sorted(self.keys.pop(holder, ())))
        for key in keys:
            lock = self.locks[key]
            if holder in lock.held:
                del lock.held[holder]
                self.moves += 1
            lock.queue.remove(holder)
            self.changes += 1
            self._wake(lock, "/".join(holder.split("/")[:2]))
            if not lock.held and not lock.queue:
                del self.locks[key]
        return keys

    def release_workflow(self, workflow: str) -> None:
        """Give back what a workflow and all its nodes have and wait for."""
        for holder in [one for one in self.keys if _is_of(one, workflow)]:
            self.release(holder)

    def free(self, key: str) -> int:
        """How many more may have a lock now."""
        lock = self.locks.get(key)
        return 1 if lock is None else lock.free

    def wake(self, wanted: Iterable[Wanted], by: str) -> None:
        """A workflow that may not have some locks tells those whose turn it is."""
        for one in wanted:
            if (lock := self.locks.get(one.key)) is not None:
                self._wake(lock, by)

    def _wake(self, lock: Lock, by: str) -> None:
        """Note whose turn it is now, besides the workflow that acts itself."""
        self.due.update((one, None) for one in lock.turns if one != by)

    def to_json(self, workflow: str = "") -> dict[str, Json]:
        """Key → size, holders and queue; of one workflow only, where one is named."""
        found: dict[str, Json] = {}
        for key, one in self.locks.items():
            held = [holder for holder in one.held if not workflow or _is_of(holder, workflow)]
            queue = [asdict(claim) for claim in one.queue if not workflow or claim.workflow == workflow]
            if held or queue:
                found[key] = {"size": one.size, "held": list[Json](held), "queue": list[Json](queue)}
        return found

    def add(self, part: Locks) -> None:
        """What another workflow has and waits for, as ``to_json`` wrote it and ``from_json`` read it."""
        for key, found in part.locks.items():
            lock = self.locks.setdefault(key, Lock(found.size))
            lock.held.update(found.held)
            for claim in found.queue:
                lock.queue.add(claim)
        for holder, keys in part.keys.items():
            self.keys.setdefault(holder, {}).update(keys)

    @classmethod
    def from_json(cls, data: JsonObject) -> Locks:
        """What ``to_json`` wrote."""
        made = cls()
        for key, row in data.items():
            found = cast("dict[str, list[Json]]", row)
            queue = Queue(Claim(**cast("dict[str, str]", one)) for one in found["queue"])  # type: ignore[arg-type]
            lock = Lock(cast("dict[str, int]", row)["size"], dict.fromkeys(cast("list[str]", found["held"])), queue)
            made.locks[key] = lock
            for holder in _holders(lock):
                made.keys.setdefault(holder, {})[key] = None
        return made


def _holders(lock: Lock) -> Iterator[str]:
    yield from lock.held
    yield from (one.holder for one in lock.queue)


def _waiting(wanted: Wanted, lock: Lock) -> str:
    """Argo's words; of a lock in the database it tells how many hold it, of others how many more may."""
    if wanted.stored:
        status = f"({wanted.stored}). Lock status: {len(lock.held)}/{lock.size}"
        return f"Waiting for {wanted.key} lock {status}"
    return f"Waiting for {wanted.key} lock. Lock status: {lock.free}/{lock.size}"
