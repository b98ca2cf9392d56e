"""The nearest known name to a misspelt one.

In: a word and the names it may have meant. Out: the likeliest, or None. Called wherever a finding says "did you mean".
"""

from __future__ import annotations

from collections.abc import Iterable


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
