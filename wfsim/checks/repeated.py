"""One mistake that many places suffer from, said once a file.

In: findings. Out: the same, those folded into one that a file has about the same object elsewhere. A namespace that one
file gives and another does not is one thing to mend, however many calls stumble over it.
"""

from __future__ import annotations

from collections.abc import Iterable

from wfsim.text import Diagnostic, Related
from wfsim.validity.refusal import CALLED

_CODES = frozenset(("templateref-unresolved",))
_About = tuple[int, int, int, str]
_SHOWN = 4  # of the other places


def folded(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings, of those about one object the one in the nearest place, with the others beside it."""
    kept: list[Diagnostic] = []
    groups: dict[_About, list[Diagnostic]] = {}
    for one in findings:
        if one.code in _CODES and one.related:
            groups.setdefault(_about(one), []).append(one)
        else:
            kept.append(one)
    kept.extend(_one_of(group) for group in groups.values())
    return kept


def _about(one: Diagnostic) -> _About:
    """The file, the place that is spoken of, and what is said of it, by whatever way it is reached."""
    there = one.related[-1].at
    return id(one.at.source), id(there.source), there.start, one.message.rpartition(CALLED)[2]


def _one_of(group: list[Diagnostic]) -> Diagnostic:
    """The first that stumbles itself, and is not only called by one that does."""
    head = min(group, key=lambda one: (len(one.related), one.at.start))
    places = {one.at.start: one.at for one in group if one is not head and one.at != head.at}
    others = [places[start] for start in sorted(places)]
    if not others:
        return head
    told = [Related("here, too", at) for at in others[:_SHOWN]]
    if len(others) > _SHOWN:
        told[-1] = told[-1]._replace(message=f"here, too, and in {len(others) - _SHOWN} more places")
    return head._replace(related=(*head.related, *told))
