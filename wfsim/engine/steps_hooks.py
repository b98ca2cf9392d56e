"""What comes of the members of a step group that were just visited: their hooks, their exit handlers, their end.

In: the frame and the members. Out: hook nodes, and how many members are still open.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from wfsim.engine import hooks, limits
from wfsim.engine.errors import CallError
from wfsim.engine.phases import Phase
from wfsim.engine.run import Run
from wfsim.engine.sites import Site
from wfsim.engine.state import NodeState
from wfsim.engine.steps_frame import StepsBody


class HandlerError(Exception):
    """An exit handler could not be started: the group ends, and stands for its template in this pass."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def assess(run: Run, site: Site, body: StepsBody, group: NodeState, touched: list[Site]) -> bool:
    """Hooks and exit handlers of the members just visited; False where a hook's error ended the group."""
    assessed = _assessed(run, body, touched)
    for member in assessed:
        child = run.node(member.name)
        if child is None:
            continue
        try:
            settled, stop = _settled(run, body, member, child)
        except HandlerError:
            raise
        except CallError as error:
            run.mark(group, Phase.ERROR, error.message)
            body.hook_failed = True
            run.touch(site)
            _leave(site, assessed)
            return False
        if settled != member.settled:
            body.open += -1 if settled else 1
            member.settled = settled
        if settled and child.phase is Phase.SUCCEEDED and not (member.call.hooks or member.call.on_exit):
            _release(body, member)
        if stop:
            _leave(site, assessed)
    return True


def _leave(site: Site, assessed: Iterable[Site]) -> None:
    """The rest has its turn in the next pass."""
    for later in assessed:
        site.marks.add(later.order)


def _assessed(run: Run, body: StepsBody, touched: list[Site]) -> Iterator[Site]:
    """The members just visited; from where the last slot is taken on, also those whose handler runs: Argo asks these in
    every pass, and then they are refused."""
    due, at, full = deque(touched), -1, False
    while True:
        if not full and body.handled and limits.is_full(run):
            full = True
            orders = {one.order for one in due} | {one for one in body.handled if one > at}
            due = deque(one for order in sorted(orders) if (one := (body.members or [])[order]) is not None)
        if not due:
            return
        at = due[0].order
        yield due.popleft()


def _release(body: StepsBody, member: Site) -> None:
    """Nothing will be asked of the member again: what was kept for it goes, so that a long loop does not hold it."""
    assert body.members is not None
    body.members[member.order] = None
    body.names.pop(member.name, None)


def _settled(run: Run, body: StepsBody, member: Site, child: NodeState) -> tuple[bool, bool]:
    """Whether a member has nothing more to do, and whether an unfinished hook hides the members behind it."""
    if not member.call.hooks and not member.call.on_exit:
        return child.fulfilled, False
    exit_hook = hooks.exit_hook(run, member.call)
    lifecycle = hooks.has_lifecycle(member.call.hooks)
    for one in body.named:  # a hook sees how it stands with those before its step
        before = run.node(one.name) if one.order < member.order else None
        if before is not None:
            body.scope[f"steps.{before.display_name}.status"] = before.phase.value
    body.scope[f"steps.{child.display_name}.status"] = child.phase.value
    hooked = hooks.Hooked(member, child, body.scope, f"steps.{child.display_name}")
    if lifecycle and not hooks.lifecycle(run, hooked, member.call.hooks):
        return False, True
    if not child.fulfilled:
        return False, False
    if child.phase.completed and exit_hook is not None:
        try:
            over = hooks.finished(run, hooked, exit_hook)
        except CallError as error:
            raise HandlerError(error.message) from error
        _note_handler(run, body, hooked, over=over)
        return over, False
    return True, False


def _note_handler(run: Run, body: StepsBody, hooked: hooks.Hooked, *, over: bool) -> None:
    """Remember whether a member's exit handler runs, and whether each pass must ask for it."""
    order, owner = hooked.site.order, hooked.site.parent
    if over:
        body.handled.discard(order)
        body.limited.discard(order)
        return
    body.handled.add(order)
    if owner is not None and hooks.is_limited(hooked):
        body.limited.add(order)
        run.waiting[id(owner)] = owner
