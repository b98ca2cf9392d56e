"""The tasks that end before a task begins, at any distance.

In: who waits for whom. Out: a collection that is looked through only as far as somebody asks: most questions are about
a task near by, and whole sets for each task of a dag would cost the square of its size. Called by ``validity``,
``checks`` and ``engine``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator


class Ancestors:
    """Those that a task waits for, the near ones first; itself only on a cycle. ``needs`` gives the direct ones."""

    __slots__ = ("_found", "_known", "_looked_at", "_needs")

    def __init__(self, name: str, needs: Callable[[str], Iterable[str]]) -> None:
        self._needs = needs
        self._found = list(dict.fromkeys(needs(name)))
        self._known = set(self._found)
        self._looked_at = 0

    def __contains__(self, name: object) -> bool:
        while name not in self._known and self._look_further():
            pass
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        while self._look_further():
            pass
        return iter(self._found)

    def _look_further(self) -> bool:
        """Take in what one more of the found ones waits for; False where all have been looked at."""
        if self._looked_at == len(self._found):
            return False
        needed = dict.fromkeys(self._needs(self._found[self._looked_at]))
        fresh = [one for one in needed if one not in self._known]
        self._looked_at += 1
        self._found.extend(fresh)
        self._known.update(fresh)
        return True
