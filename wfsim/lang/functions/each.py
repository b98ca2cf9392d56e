"""The functions that compute something of each item of a list, as they are called. ``expr.predicates`` runs them."""

from __future__ import annotations

from typing import Final

# Name → signature and one line about it; ``each`` is computed of every item, ``test`` says of every item yes or no.
EACH: Final[dict[str, tuple[str, str]]] = {
    "all": ("(list: list, test) -> bool", "Whether it is true of all items."),
    "any": ("(list: list, test) -> bool", "Whether it is true of some item."),
    "none": ("(list: list, test) -> bool", "Whether it is true of no item."),
    "one": ("(list: list, test) -> bool", "Whether it is true of exactly one item."),
    "filter": ("(list: list, test) -> list", "The items of which it is true."),
    "map": ("(list: list, each) -> list", "What it comes to for each item; `#index` counts them."),
    "count": ("(list: list, test?) -> int", "Of how many items it is true."),
    "sum": ("(list: list, each?) -> any", "The sum of the items, or of what it comes to for each."),
    "find": ("(list: list, test) -> any", "The first item of which it is true; nothing where there is none."),
    "findIndex": ("(list: list, test) -> int", "The place of the first such item; nothing where there is none."),
    "findLast": ("(list: list, test) -> any", "The last item of which it is true; nothing where there is none."),
    "findLastIndex": ("(list: list, test) -> int", "The place of the last such item; nothing where there is none."),
    "groupBy": ("(list: list, each) -> map", "Lists of items under what it comes to for them."),
    "sortBy": ("(list: list, each, order?: string) -> list", "The items ordered by it, 'asc' or 'desc'."),
    "reduce": ("(list: list, each, start?: any) -> any", "One value from all: `#acc` is what it came to so far."),
}
