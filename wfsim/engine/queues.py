"""The queue of a lock: by priority, then by the second in which the workflow was made.

In: claims that come, are met or given up. Out: whose is next. Among claims that are alike, a heap of Go's makes the
order, and Argo has no other word on it: so this is that heap, move by move, and its list goes through JSON as it lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


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
        """What comes first is smaller; objects of a cluster know the second of their creation alone."""
        return -self.priority, self.created_ms // 1000


class Queue:
    """Claims of different holders; the first of the list is next, the rest lies as in a heap."""

    __slots__ = ("_at", "_claims")

    def __init__(self, claims: Iterable[Claim] = ()) -> None:
        self._claims = list(claims)
        self._at = {one.holder: at for at, one in enumerate(self._claims)}

    def __len__(self) -> int:
        return len(self._claims)

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims)

    def __contains__(self, holder: str) -> bool:
        return holder in self._at

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Queue) and self._claims == other._claims

    __hash__ = None  # type: ignore[assignment]

    @property
    def first(self) -> Claim | None:
        return self._claims[0] if self._claims else None

    def front(self, count: int) -> list[Claim]:
        """So many from the front of the list."""
        return self._claims[: max(count, 0)]

    def add(self, claim: Claim) -> bool:
        """Put a claim in its place; False where its holder waits already."""
        if claim.holder in self._at:
            return False
        self._claims.append(claim)
        self._at[claim.holder] = len(self._claims) - 1
        self._rise(len(self._claims) - 1)
        return True

    def pop(self) -> Claim:
        """Take out the first."""
        return self._take(0)

    def remove(self, holder: str) -> bool:
        """Take out a holder's claim, where it has one here."""
        if holder not in self._at:
            return False
        self._take(self._at[holder])
        return True

    def _take(self, at: int) -> Claim:
        last = len(self._claims) - 1
        if at != last:
            self._swap(at, last)
            if not self._sink(at, last):
                self._rise(at)
        claim = self._claims.pop()
        del self._at[claim.holder]
        return claim

    def _rise(self, at: int) -> None:
        while at and self._before(at, above := (at - 1) // 2):
            self._swap(above, at)
            at = above

    def _sink(self, at: int, size: int) -> bool:
        """Whether it moved."""
        start = at
        while (below := 2 * at + 1) < size:
            if below + 1 < size and self._before(below + 1, below):
                below += 1
            if not self._before(below, at):
                break
            self._swap(at, below)
            at = below
        return at > start

    def _before(self, one: int, other: int) -> bool:
        return self._claims[one].rank < self._claims[other].rank

    def _swap(self, one: int, other: int) -> None:
        claims = self._claims
        claims[one], claims[other] = claims[other], claims[one]
        self._at[claims[one].holder], self._at[claims[other].holder] = one, other
