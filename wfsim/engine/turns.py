"""Which of a run's waiting nodes must be looked at again for their locks.

In: sites that wait, and word that locks changed hands. Out: marks. Argo looks at every node that waits, in the order of
the walk, each time that it looks at the workflow: whoever of them comes first gets what is free, and each shows what
it then waits for. Nodes that want the same locks fare alike, so here they are one group, of which as many are looked
at as can get something; all of them where what they wait for reads otherwise now.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from wfsim.engine.locks import Locks, Wanted
from wfsim.engine.sites import Owner, Site

if TYPE_CHECKING:
    from wfsim.engine.run import Run

Place: TypeAlias = tuple[tuple[int, ...], str]
START: Place = ((), "")


def place(run: Run, site: Site) -> Place:
    """Where the walk comes by a site: the orders on the way to it; a hook comes behind what it is for."""
    orders: list[int] = []
    one: Owner = site
    while one.parent is not None:
        orders.append(one.order)
        one = one.parent
    orders.append(0 if one is run.root else 2 if one is run.exit_site else 1)
    return tuple(reversed(orders)), site.name


@dataclass(eq=False, slots=True)
class Group:
    """Sites that want the same locks and have not been told to look again, in the order of the walk."""

    wanted: tuple[Wanted, ...]
    told: str = ""  # what they wait for, as they show it
    waiting: list[tuple[Place, Site]] = field(default_factory=list)

    def add(self, at: Place, site: Site) -> None:
        row = bisect_left(self.waiting, at, key=_place_of)
        if row == len(self.waiting) or self.waiting[row][1] is not site:
            self.waiting.insert(row, (at, site))

    def after(self, at: Place) -> Site:
        """Take out the one that the walk comes by next; the first, in the next walk, where it passed all."""
        row = bisect_right(self.waiting, at, key=_place_of)
        return self.waiting.pop(row if row < len(self.waiting) else 0)[1]

    def everyone(self) -> list[Site]:
        """Take out all."""
        found, self.waiting = [site for _, site in self.waiting], []
        return found


def _place_of(row: tuple[Place, Site]) -> Place:
    return row[0]


class Turns:
    """The groups of a run."""

    def __init__(self) -> None:
        self._groups: dict[tuple[Wanted, ...], Group] = {}
        self._of: dict[str, dict[Group, None]] = {}  # a lock's key -> the groups that want it
        self._open: dict[Group, None] = {}  # groups that could have their locks
        self._seen = 0  # changes of the locks that are known here

    def wait(self, run: Run, site: Site, wanted: Sequence[Wanted], message: str) -> None:
        """A site waits for locks, and shows this message."""
        key = tuple(wanted)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group(key)
            for one in key:
                self._of.setdefault(one.key, {})[group] = None
        group.told = message
        group.add(place(run, site), site)

    def changed(self, run: Run, keys: Iterable[str], site: Site | None) -> None:
        """The run itself took or gave back these locks, in the walk at this site."""
        self._seen = run.locks.changes
        groups = dict.fromkeys(group for key in keys for group in self._of.get(key, ()))
        if groups:
            self._look(run, groups, START if site is None else place(run, site))

    def begin(self, run: Run) -> None:
        """A walk begins: what other runs did to the locks meanwhile."""
        if self._groups and self._seen != run.locks.changes:
            self._seen = run.locks.changes
            self._look(run, dict.fromkeys(self._groups.values()), START)

    def end(self, run: Run) -> None:
        """A walk is over: whoever was to have a lock and was not come by leaves its turn to the next."""
        for group in list(self._open):
            if group.waiting:
                _touch(run, group.after(START))
                run.changed = True

    def _look(self, run: Run, groups: Iterable[Group], here: Place) -> None:
        holder = f"{run.definitions.namespace}/{run.state.name}/"
        for group in groups:
            message = refusal(run.locks, group, holder)
            if not message:
                self._open[group] = None
                if group.waiting:
                    _touch(run, group.after(here))
                continue
            self._open.pop(group, None)
            if message != group.told:
                for site in group.everyone():
                    _touch(run, site)


def refusal(locks: Locks, group: Group, holder: str) -> str:
    """Why no site of a group could have its locks now."""
    return locks.refusal(group.wanted, holder).message


def _touch(run: Run, site: Site) -> None:
    node = run.node(site.name)
    if node is not None and not node.phase.fulfilled:
        run.touch(site)
