"""Sites: the places at which templates are called during a run, and which of them need a look.

In: marks from ``Run.touch``. Out: the order in which a pass visits what changed, and nothing else: this keeps the work
per event independent of the size of the run. Sites are a cache; they can be built again from the nodes.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from wfsim.spec.model import Arguments, Call, Template

if TYPE_CHECKING:
    from wfsim.engine.definitions import Resolved
    from wfsim.engine.state import NodeState


class Marks:
    """Which of a site's children a pass must visit, in their order.

    ``blocked`` children were refused for want of a free slot: of them only as many are tried as slots are free, since
    after the first refusal every further one would be refused too. Most sites are leaves and never have a mark: the
    queues are made when they are needed.
    """

    __slots__ = ("_blocked", "_cursor", "_due", "_known", "_later", "_refused")

    def __init__(self, size: int = 0) -> None:
        self._due: list[int] | None = list(range(size)) if size else None
        self._known: set[int] | None = set(range(size)) if size else None
        self._blocked: list[int] | None = None
        self._later: list[int] | None = None
        self._cursor: int | None = None
        self._refused = False

    def add(self, order: int) -> None:
        """Mark a child. During a pass, what lies behind its cursor comes in the next."""
        if self._known is None or self._due is None:
            self._known, self._due = set(), []
        if order in self._known:
            return
        self._known.add(order)
        if self._cursor is not None and order <= self._cursor:
            self._later = self._later or []
            self._later.append(order)
        else:
            heapq.heappush(self._due, order)

    def block(self, order: int) -> None:
        """The child just yielded was refused: try it again in a later pass."""
        self._refused = True
        self._blocked = self._blocked or []
        heapq.heappush(self._blocked, order)

    def visits(self, order: int) -> bool:
        """Whether the pass is at this child."""
        return self._cursor == order

    @property
    def pending(self) -> bool:
        """Whether a further pass has something to do here."""
        return bool(self._due or self._later)

    @property
    def blocked(self) -> bool:
        return bool(self._blocked)

    def drain(self) -> Iterator[int]:
        """The marked children in order, each once; marks made meanwhile ahead of the cursor are included.

        A caller that leaves early leaves the rest marked.
        """
        self._refused = False
        try:
            while (queue := self._next()) is not None:
                order = heapq.heappop(queue)
                if queue is self._due and self._known is not None:
                    self._known.discard(order)
                while self._blocked and self._blocked[0] == order:
                    heapq.heappop(self._blocked)  # it is tried now
                self._cursor = order
                yield order
        finally:
            self._cursor = None
            for order in self._later or ():
                heapq.heappush(cast("list[int]", self._due), order)
            self._later = None

    def _next(self) -> list[int] | None:
        """The queue whose first is to be visited next, None where both are done with."""
        due, blocked = self._due, self._blocked
        if blocked and not self._refused and (not due or blocked[0] < due[0]):
            return blocked
        return due or None


@dataclass(eq=False, slots=True)
class Owner:
    """Something with children to visit: a site, or a task with its loop members."""

    parent: Owner | None
    order: int
    marks: Marks = field(default_factory=Marks)


@dataclass(eq=False, slots=True)
class Site(Owner):
    """One call of a template in this run.

    ``name`` is the node's full name without attempt number; ``scope`` the template scope in which the call's reference
    is resolved; ``absent`` the arguments that refer to an absent optional output.
    """

    name: str = ""
    call: Call = field(default_factory=Call)
    scope: str = ""
    boundary: str = ""
    arguments: Arguments = field(default_factory=Arguments)
    absent: frozenset[str] = frozenset()
    hooked: bool = False
    on_exit: bool = False
    parent_template: Template | None = None  # the steps or dag template that calls, to see who reads the result
    resolved: Resolved | None = None
    template: Template | None = None  # after P5 and P6
    attempt_template: Template | None = None  # after P7
    attempt: int = -1
    attempts: list[NodeState] = field(default_factory=list)  # of its Retry node
    body: object = None  # the executor's frame of the running attempt
    hooks: dict[str, Site] = field(default_factory=dict)  # by full node name
    settled: bool = False
    counted: bool = False
    allowed: bool = False  # its ``when`` let it run
    in_dag: bool = False
    over: bool = False  # a dag's task that ended: its template is not executed any more
    result_read: bool = False  # the caller's text reads its result

    def is_silent(self, template: Template) -> bool:
        """Whether the template that runs here is as it was written, and nothing in it names anything."""
        return self.resolved is not None and self.resolved.silent and template is self.resolved.template
