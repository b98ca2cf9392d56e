"""The nearest known name to a misspelt one.

In: a word and the names it may have meant. Out: the likeliest, or None; a hint that can be turned into a fix. Called
wherever a finding says "did you mean".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from wfsim.text import Fix, Span


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The name with the fewest typing slips (letter case counts none), if so few that it was probably meant."""
    best: tuple[int, int] | None = None
    found = None
    low = word.lower()
    for index, name in enumerate(names):
        if name == word:
            continue
        allowed = max(1, min(len(word), len(name)) // 3)
        if abs(len(name) - len(word)) > allowed:
            continue
        slips = distance(low, name.lower())
        if slips <= allowed and (best is None or (slips, index) < best):
            best, found = (slips, index), name
    return found


def distance(first: str, second: str) -> int:
    """Typing slips between two words: a letter left out, put in, replaced, or two neighbours swapped."""
    before: list[int] = []
    last = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        row = [i]
        for j, b in enumerate(second, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


_MOST_SLIPS, _SHORTEST = 2, 3


def sole(word: str, names: Iterable[str]) -> str | None:
    """The nearest name where no other is as near, and near enough to be written without asking."""
    if len(word) < _SHORTEST:
        return None
    slips = {name: distance(word.lower(), name.lower()) for name in names if name != word}
    best = min(slips.values(), default=_MOST_SLIPS + 1)
    found = [name for name, count in slips.items() if count == best]
    return found[0] if len(found) == 1 and best <= min(_MOST_SLIPS, len(word) // 3) else None


class Suggestion(str):
    """A hint that says which word was probably meant for another, and can be turned into a fix."""

    word: str
    meant: str

    @classmethod
    def of(cls, word: str, meant: str, said: str) -> Suggestion:
        """The hint ``said``."""
        self = cls(said)
        self.word, self.meant = word, meant
        return self

    def fix(self, at: Span) -> Fix | None:
        """The word replaced in a place; None where it does not stand there just once."""
        return respelt(at, self.word, self.meant)


def respelt(at: Span, word: str, meant: str) -> Fix | None:
    """A fix that puts one plain word in the place of another; what stands around it, quotes included, stays."""
    written = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    found = list(written.finditer(at.text))
    if len(found) != 1 or not re.fullmatch(r"[A-Za-z][\w./-]*", meant):
        return None
    start = at.start + found[0].start()
    return Fix(f"write {meant}", at.source.span(start, start + len(word)), meant)
