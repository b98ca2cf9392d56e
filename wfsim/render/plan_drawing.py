"""A plan as boxes and arrows: templates with a body are frames, conditions stand on arrows, recursion leads back.

In: ``Plan``. Out: ``Drawing``. Called by ``graph``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wfsim.plan.plan import Invocation, Need, Plan, Role
from wfsim.render.drawing import Arrow, Box, Drawing, Line, Look
from wfsim.render.plan_text import label
from wfsim.render.words import TIMES
from wfsim.spec.model import TemplateKind

_TAG = re.compile(r"\{\{=?(.*?)\}\}", re.DOTALL)
_SHORTER = (("outputs.parameters.", ""), ("inputs.parameters.", ""), ("outputs.", ""), ("steps.", ""), ("tasks.", ""))
_WAITS = frozenset((TemplateKind.SUSPEND, TemplateKind.HTTP, TemplateKind.PLUGIN))
_UNHAPPY = frozenset(("Failed", "Errored", "AllFailed", "Omitted", "Skipped"))


def drawing(plan: Plan) -> Drawing:
    """The picture of a plan."""
    return _Drawer(plan).draw()


@dataclass(frozen=True, slots=True)
class _Way:
    """What leads to a call: the group before it or the tasks that it needs, and the point where the arrows meet.

    ``opens``: the first call of its group, which draws the arrows to that point.
    """

    tails: tuple[tuple[str, Need | None], ...] = ()
    join: str = ""
    opens: bool = False

    @property
    def single(self) -> bool:
        """Whether exactly one arrow leads to the call, so that its condition can stand on it."""
        return len(self.tails) == 1 and not self.join


class _Drawer:
    """Collects boxes and arrows; ``framed`` are the invocations whose body is drawn inside of them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.groups = {one.id: plan.groups_of(one) for one in plan.invocations}
        self.ways: dict[int, _Way] = {}
        for groups in self.groups.values():
            self.ways |= _ways(groups)
        self.boxes: list[Box] = []
        self.arrows: list[Arrow] = []

    def draw(self) -> Drawing:
        waiting: list[tuple[Invocation | Box, str]] = [
            (self.plan.invocations[root], "") for root in reversed(self.plan.roots)
        ]
        while waiting:
            one, frame = waiting.pop()
            if isinstance(one, Box):
                self.boxes.append(one)
            else:
                self.boxes.append(self.box(one, frame))
                waiting += reversed(list(self.below(one, frame)))
        for one in self.plan.invocations:
            self.arrows += self.arrows_of(one)
        return Drawing(f"{self.plan.kind.value} {self.plan.name}", tuple(self.boxes), tuple(self.arrows))

    def below(self, one: Invocation, frame: str) -> Iterator[tuple[Invocation | Box, str]]:
        """What is drawn after a box: its body inside of it, its hooks beside it."""
        for group in self.groups[one.id]:
            for call in group:
                way = self.ways[call.id]
                if way.join and way.opens:
                    yield Box(way.join, "", look=Look.JOIN, frame=_id(one)), ""
                yield call, _id(one)
        for hook in self.plan.hooks_of(one):
            yield hook, frame

    def box(self, one: Invocation, frame: str) -> Box:
        return Box(
            _id(one),
            _title(one),
            tuple(self.details(one)),
            _look(one),
            frame,
            is_frame=bool(self.groups[one.id]),
            many=one.loop is not None,
            hint=one.when or one.depends,
        )

    def details(self, one: Invocation) -> Iterator[str]:
        yield _target(one)
        if one.loop is not None:
            times = TIMES if one.loop.count is None else f"{TIMES}{one.loop.count}"
            yield f"{times} over {short(one.loop.over)}"
        if one.retry is not None:
            yield "retried without limit" if one.retry.limit is None else f"{short(one.retry.limit)} retries"
        if one.daemon:
            yield "daemon"
        if one.back_to is not None:
            yield "calls it again"
        if one.same_as is not None:
            yield f"drawn at {label(self.plan.invocations[one.same_as])}"
        if one.reason:
            yield one.reason
        if one.when and not one.role.after_the_fact and not self.way(one).single:
            yield f"when {short(one.when)}"

    def way(self, one: Invocation) -> _Way:
        return self.ways.get(one.id, _Way())

    def arrows_of(self, one: Invocation) -> Iterator[Arrow]:
        """The arrows that lead to a call, and the one that leads back from it."""
        way = self.way(one)
        if way.join:
            yield from (Arrow(tail, way.join) for tail, _ in way.tails if way.opens)
            yield Arrow(way.join, _id(one))
        else:
            yield from (_arrow(one, tail, need, way.single) for tail, need in way.tails)
        if one.back_to is not None:
            yield Arrow(_id(one), _id(self.groups[one.back_to][0][0]), "again", Line.BACK)
        if one.role.after_the_fact:
            yield self.hook_arrow(one)

    def hook_arrow(self, one: Invocation) -> Arrow:
        words = "on exit" if one.role is Role.EXIT else "hook"
        text = f"{words}: {short(one.when)}" if one.when else words
        tail = one.parent if one.parent is not None else self.plan.roots[0]
        return Arrow(f"n{tail}", _id(one), text, Line.HOOK, one.when)


def _ways(groups: tuple[tuple[Invocation, ...], ...]) -> dict[int, _Way]:
    """How the calls of one body follow each other."""
    found: dict[int, _Way] = {}
    before: tuple[tuple[str, Need | None], ...] = ()
    for group in groups:
        if group[0].role is Role.TASK:
            ids = {task.name: _id(task) for task in group}
            for task in group:
                found[task.id] = _Way(tuple((ids[need.task], need) for need in task.needs if need.task in ids))
            continue
        join = f"j{group[0].id}" if len(before) > 1 and len(group) > 1 else ""
        for place, step in enumerate(group):
            found[step.id] = _Way(before, join, opens=place == 0)
        before = tuple((_id(step), None) for step in group)
    return found


def _arrow(one: Invocation, tail: str, need: Need | None, with_condition: bool) -> Arrow:
    results = need.results if need is not None else ()
    words = [" or ".join(results)] if results else []
    if one.when and with_condition:
        words.append(f"when {short(one.when)}")
    unhappy = bool(results) and all(result in _UNHAPPY for result in results)
    return Arrow(tail, _id(one), "\n".join(words), Line.UNHAPPY if unhappy else Line.FLOW, one.when or one.depends)


def _target(one: Invocation) -> str:
    """Template and kind, without saying the title again."""
    target = f"{one.owner}/{one.template}" if one.owner else one.template
    kind = str(one.kind) if one.kind else ""
    if target == _title(one):
        return kind
    return f"{target} · {kind}" if kind and target else kind or target


def short(text: str) -> str:
    """A condition without the ceremony of its tags: ``flip.result == heads``."""

    def bare(tag: re.Match[str]) -> str:
        words = tag.group(1).strip()
        for long, brief in _SHORTER:
            words = words.replace(long, brief)
        return words

    return _TAG.sub(bare, text)


def _title(one: Invocation) -> str:
    return one.template or label(one) if one.role is Role.ENTRYPOINT else label(one)


def _look(one: Invocation) -> Look:
    if one.reason:
        return Look.LOST
    if one.same_as is not None or one.back_to is not None:
        return Look.SEEN
    if one.kind in _WAITS:
        return Look.WAIT
    return Look.WORK if one.kind is None or one.kind.is_leaf else Look.CALL


def _id(one: Invocation) -> str:
    return f"n{one.id}"
