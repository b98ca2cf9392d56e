"""A text with its tags filled in for trial, and the way back to the places of the original.

In: a text, its tags, a value for each key. Out: ``Filled``. ``conditions`` and ``comparisons`` call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wfsim.lang.template import Tag
from wfsim.text.records import NamedTuple


class Filled(NamedTuple):
    """The filled text. ``pieces``: where each tag was and where its value is, as (start, end, new start, new end)."""

    text: str
    size: int
    pieces: tuple[tuple[int, int, int, int], ...]

    def place(self, start: int | None, end: int | None) -> tuple[int, int]:
        """Places of the filled text in the original; a place in a value is the whole tag. None: all of it."""
        if start is None:
            return 0, self.size
        first = self._back(start, 0)
        return first, max(self._back(end if end is not None else start, 1), first)

    def _back(self, at: int, side: int) -> int:
        shift = 0
        for old_start, old_end, new_start, new_end in self.pieces:
            if at < new_start:
                break
            if new_start <= at < new_end or (side and at == new_end):
                return old_end if side else old_start
            shift = old_end - new_end
        return min(at + shift, self.size)


def fill(text: str, tags: Iterable[Tag], values: Mapping[str, str]) -> Filled:
    """The text with every tag replaced by the value of its key."""
    parts: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    done = length = 0
    for tag in tags:
        before, value = text[done : tag.start], values[tag.key]
        parts += (before, value)
        length += len(before)
        pieces.append((tag.start, tag.end, length, length + len(value)))
        length += len(value)
        done = tag.end
    parts.append(text[done:])
    return Filled("".join(parts), len(text), tuple(pieces))
