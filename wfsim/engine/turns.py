"""Which of a run's waiting nodes must be looked at again for their locks.

In: sites that wait, and word that locks changed hands. Out: marks. Argo looks at every node that waits, in the order of
the walk, each time that it looks at the workflow: whoever of them comes first gets what is free, and each shows what
it then waits for. Nodes that want the same locks fare alike, so here they are one group, of which as many are looked
at as can get something; all of them where what they wait for reads otherwise now.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from wfsim.engine.locks import Wanted
from wfsim.engine.sites import Owner, Site

if TYPE_CHECKING:
    from wfsim.engine.run import Run

Place: TypeAlias = tuple[tuple[int, ...], str]
START: Place = ((), "")
_LAST = sys.maxsize  # behind every order


def place(run: Run, site: Site) -> Place:
    """Where the walk comes by a site: the orders on the way to it; a hook comes behind what it is for."""
    return _way(run, site), site.name


def _way(run: Run, one: Owner) -> tuple[int, ...]:
    orders: list[int] = []
    while one.parent is not None:
        orders.append(one.order)
        one = one.parent
    orders.append(0 if one is run.root else 2 if one is run.exit_site else 1)
    return tuple(reversed(orders))


@dataclass(eq=False, slots=True)
class Group:
    """Sites that want the same locks and wait, in the order of the walk, each with the message that it shows."""

    wanted: tuple[Wanted, ...]
    rows: list[tuple[Place, Site, str]] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)

    def add(self, at: Place, site: Site, message: str) -> None:
        self.rows.insert(bisect_left(self.rows, at, key=_place_of), (at, site, message))
        self.told[message] += 1

    def drop(self, at: Place) -> None:
        """Take out the site of a place, where it is here."""
        row = bisect_left(self.rows, at, key=_place_of)
        if row < len(self.rows) and self.rows[row][0] == at:
            self._pop(row)

    def _pop(self, row: int) -> Site:
        _, site, message = self.rows.pop(row)
        self.told[message] -= 1
        if not self.told[message]:
            del self.told[message]
        return site

    def ahead(self, at: Place, message: str) -> list[Site]:
        """Behind a place, the first; or, where there is this message for all, those that show another."""
        if message and self.told.keys() <= {message}:
            return []
        row = bisect_right(self.rows, at, key=_place_of)
        if not message:
            return [site for _, site, _ in self.rows[row : row + 1]]
        return [site for _, site, told in self.rows[row:] if told != message]

    def first(self) -> Site:
        """Take out the first."""
        return self._pop(0)

    def telling_otherwise(self, message: str) -> list[Site]:
        """Take out those that show another message."""
        if self.told.keys() <= {message}:
            return []
        found = [site for _, site, told in self.rows if told != message]
        self.rows = [row for row in self.rows if row[2] == message]
        self.told = Counter({message: len(self.rows)} if self.rows else {})
        return found


def _place_of(row: tuple[Place, Site, str]) -> Place:
    return row[0]


class Turns:
    """The groups of a run."""

    def __init__(self) -> None:
        self._groups: dict[tuple[Wanted, ...], Group] = {}
        self._of: dict[str, dict[Group, None]] = {}  # a lock's key -> the groups that want it
        self._open: dict[Group, None] = {}  # those that could have their locks now
        self._stirred: dict[Group, None] = {}  # groups whose locks changed in this walk
        self._seen = 0  # changes of the locks that are known here

    def wait(self, run: Run, site: Site, wanted: tuple[Wanted, ...], message: str) -> None:
        """A site waits for locks, and shows this message."""
        group = self._groups.get(wanted)
        if group is None:
            group = self._groups[wanted] = Group(wanted)
            for one in wanted:
                self._of.setdefault(one.key, {})[group] = None
        group.add(place(run, site), site, message)

    def tries(self, run: Run, site: Site, wanted: tuple[Wanted, ...]) -> None:
        """A site is looked at: it waits no longer, or will say so anew."""
        group = self._groups.get(wanted)
        if group is not None:
            group.drop(place(run, site))
            if not group.rows:
                self._forget(group)

    def _forget(self, group: Group) -> None:
        """Nobody waits in a group."""
        del self._groups[group.wanted]
        for one in group.wanted:
            of = self._of[one.key]
            del of[group]
            if not of:
                del self._of[one.key]
        self._open.pop(group, None)
        self._stirred.pop(group, None)

    def changed(self, run: Run, keys: Iterable[str], site: Site | None) -> None:
        """The run itself took or gave back these locks, in the walk at this site."""
        self._seen = run.locks.changes
        groups = dict.fromkeys(group for key in keys for group in self._of.get(key, ()))
        if not groups:
            return
        self._stirred.update(groups)
        here = START if site is None else place(run, site)
        for group in groups:
            message = _refusal(run, group)
            self._mind(group, message)
            for ahead in group.ahead(here, message):
                run.touch_ahead(ahead)

    def _mind(self, group: Group, message: str) -> None:
        """Remember whether a group could have its locks now."""
        if message:
            self._open.pop(group, None)
        else:
            self._open[group] = None

    def passed(self, run: Run, owner: Owner) -> None:
        """The walk has come by this: whatever waits within it did not take what is free, so others may."""
        if self._open:
            orders = _way(run, owner)
            for group in self._open:
                for ahead in group.ahead(((*orders, _LAST), ""), ""):
                    run.touch_ahead(ahead)

    def begin(self, run: Run) -> None:
        """A walk begins: what other runs did to the locks meanwhile."""
        if self._groups and self._seen != run.locks.changes:
            self._seen = run.locks.changes
            self._stirred.update(dict.fromkeys(self._groups.values()))
            self._settle(run)

    def end(self, run: Run) -> None:
        """A walk is over: the next is for those whom it came by before they could have a lock, or another message."""
        if self._settle(run):
            run.changed = True

    def _settle(self, run: Run) -> bool:
        """Mark those who must look again; whether there are any."""
        found = False
        stirred, self._stirred = self._stirred, {}
        for group in stirred:
            message = _refusal(run, group)
            self._mind(group, message)
            if message:
                run.locks.wake(group.wanted, f"{run.definitions.namespace}/{run.state.name}")
                again = group.telling_otherwise(message)
            else:
                self._stirred[group] = None  # until somebody takes what is free
                again = _next(run, group)
            for site in again:
                run.touch(site)
                found = True
            if not group.rows:
                self._forget(group)
        return found


def _next(run: Run, group: Group) -> list[Site]:
    """Take out the first that the walk still comes by."""
    while group.rows:
        site = group.first()
        if _reachable(run, site):
            return [site]
    return []


def _reachable(run: Run, site: Site) -> bool:
    """Whether the walk may come by a site again: what contains it has not ended."""
    one: Owner | None = site
    while one is not None:
        node = run.node(one.name) if isinstance(one, Site) else None
        if node is not None and node.phase.fulfilled:
            return False
        one = one.parent
    return True


def _refusal(run: Run, group: Group) -> str:
    """Why no site of a group could have its locks now."""
    return run.locks.refusal(group.wanted, f"{run.definitions.namespace}/{run.state.name}/").message
