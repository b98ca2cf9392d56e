"""Go's ``sort.Sort``: it is not stable, so where it puts items with equal keys follows from its steps alone.

In: keys, and when one comes before another. Out: the places of the items in their new order. ``sort`` and ``sortBy``
of expressions ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from wfsim.lang.values import Json

_INSERTED: Final = 12  # so many are sorted by insertion
_NINTHER: Final = 50
_MOST_SWAPS: Final = 12


def places(keys: Sequence[Json], before: Callable[[Json, Json], bool]) -> list[int]:
    """The places of the keys, in order."""
    sorting = _Sorting(keys, before)
    sorting.quick(0, len(keys), len(keys).bit_length())
    return sorting.order


class _Sorting:
    """The order so far. Places are compared by their keys."""

    def __init__(self, keys: Sequence[Json], before: Callable[[Json, Json], bool]) -> None:
        self.keys = keys
        self.before = before
        self.order = list(range(len(keys)))

    def less(self, one: int, other: int) -> bool:
        return self.before(self.keys[self.order[one]], self.keys[self.order[other]])

    def swap(self, one: int, other: int) -> None:
        self.order[one], self.order[other] = self.order[other], self.order[one]

    def quick(self, start: int, end: int, limit: int) -> None:
        """Quicksort that breaks up patterns, and gives up for a heap after too many bad pivots."""
        balanced = partitioned = True
        while end - start > _INSERTED:
            if limit == 0:
                self.heap(start, end)
                return
            if not balanced:
                self.scatter(start, end)
                limit -= 1
            pivot, swaps = self.pivot(start, end)
            if swaps == _MOST_SWAPS:
                self.order[start:end] = self.order[start:end][::-1]
                pivot = end - 1 - (pivot - start)
                swaps = 0
            if balanced and partitioned and swaps == 0 and self.nearly_sorted(start, end):
                return
            if start > 0 and not self.less(start - 1, pivot):
                start = self.split_equal(start, end, pivot)
                continue
            middle, partitioned = self.split(start, end, pivot)
            left, right = middle - start, end - middle
            balanced = min(left, right) >= (end - start) // 8
            if left < right:
                self.quick(start, middle, limit)
                start = middle + 1
            else:
                self.quick(middle + 1, end, limit)
                end = middle
        self.insert(start, end)

    def insert(self, start: int, end: int) -> None:
        for here in range(start + 1, end):
            at = here
            while at > start and self.less(at, at - 1):
                self.swap(at, at - 1)
                at -= 1

    def sift(self, low: int, high: int, first: int) -> None:
        root = low
        while (child := 2 * root + 1) < high:
            if child + 1 < high and self.less(first + child, first + child + 1):
                child += 1
            if not self.less(first + root, first + child):
                return
            self.swap(first + root, first + child)
            root = child

    def heap(self, start: int, end: int) -> None:
        size = end - start
        for low in range((size - 1) // 2, -1, -1):
            self.sift(low, size, start)
        for high in range(size - 1, -1, -1):
            self.swap(start, start + high)
            self.sift(0, high, start)

    def split(self, start: int, end: int, pivot: int) -> tuple[int, bool]:
        """Smaller ones to the left of the pivot: its new place, and whether they were there already."""
        self.swap(start, pivot)
        left, right = self.inwards(start + 1, end - 1, start)
        if left > right:
            self.swap(right, start)
            return right, True
        self.swap(left, right)
        left, right = self.inwards(left + 1, right - 1, start)
        while left <= right:
            self.swap(left, right)
            left, right = self.inwards(left + 1, right - 1, start)
        self.swap(right, start)
        return right, False

    def inwards(self, left: int, right: int, pivot: int) -> tuple[int, int]:
        while left <= right and self.less(left, pivot):
            left += 1
        while left <= right and not self.less(right, pivot):
            right -= 1
        return left, right

    def split_equal(self, start: int, end: int, pivot: int) -> int:
        """Those equal to the pivot to the left: where the others begin."""
        self.swap(start, pivot)
        left, right = start + 1, end - 1
        while True:
            while left <= right and not self.less(start, left):
                left += 1
            while left <= right and self.less(start, right):
                right -= 1
            if left > right:
                return left
            self.swap(left, right)
            left, right = left + 1, right - 1

    def nearly_sorted(self, start: int, end: int) -> bool:
        """Mends up to five pairs in disorder; whether that was all."""
        here = start + 1
        for _ in range(5):
            while here < end and not self.less(here, here - 1):
                here += 1
            if here == end:
                return True
            if end - start < _NINTHER:
                return False
            self.swap(here, here - 1)
            if here - start >= 2:
                self.shift(range(here - 1, 0, -1))
            if end - here >= 2:
                self.shift(range(here + 1, end))
        return False

    def shift(self, way: range) -> None:
        for at in way:
            if not self.less(at, at - 1):
                return
            self.swap(at, at - 1)

    def scatter(self, start: int, end: int) -> None:
        """Moves three items about, by chance that is the same for every list of a length."""
        size = end - start
        if size < 8:
            return
        chance = size
        mask = (1 << size.bit_length()) - 1
        middle = start + size // 4 * 2
        for place in range(middle - 1, middle + 2):
            chance ^= chance << 13 & 0xFFFF_FFFF_FFFF_FFFF
            chance ^= chance >> 7
            chance ^= chance << 17 & 0xFFFF_FFFF_FFFF_FFFF
            other = chance & mask
            self.swap(place, start + (other - size if other >= size else other))

    def pivot(self, start: int, end: int) -> tuple[int, int]:
        """A place to split at, and how many swaps its search took: none of a sorted list, all of a reversed one."""
        size = end - start
        one, two, three = (start + size // 4 * part for part in (1, 2, 3))
        swaps = [0]
        if size >= 8:
            if size >= _NINTHER:
                one, two, three = (self.median(at - 1, at, at + 1, swaps) for at in (one, two, three))
            two = self.median(one, two, three, swaps)
        return two, swaps[0]

    def median(self, one: int, two: int, three: int, swaps: list[int]) -> int:
        one, two = self.ordered(one, two, swaps)
        two, three = self.ordered(two, three, swaps)
        one, two = self.ordered(one, two, swaps)
        return two

    def ordered(self, one: int, two: int, swaps: list[int]) -> tuple[int, int]:
        if self.less(two, one):
            swaps[0] += 1
            return two, one
        return one, two
