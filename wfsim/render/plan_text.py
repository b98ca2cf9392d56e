"""A plan as an indented table: who calls which template, under which condition, how often.

In: ``Plan``. Out: text; called by ``wfsim plan`` and the API. Steps that run at once share a branch, as in ``tree``.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.plan.plan import Invocation, Plan, Role
from wfsim.render.glyphs import Glyphs, of_style
from wfsim.render.style import PLAIN, Style
from wfsim.render.table import aligned
from wfsim.render.words import TIMES, one_line

_HEADER = ["CALL", "TEMPLATE", "KIND", "NOTES"]


def render(plan: Plan, style: Style = PLAIN) -> str:
    """The table with its header."""
    rows = [_HEADER]
    glyphs = of_style(style)
    for root in plan.roots:
        rows += _rows(plan, plan.invocations[root], glyphs)
    text = "\n".join(aligned([[one_line(cell) for cell in row] for row in rows], 2)) + "\n"
    return text if style.unicode else text.replace(TIMES, "x").replace("…", "...")


def _rows(plan: Plan, root: Invocation, glyphs: Glyphs) -> Iterator[list[str]]:
    waiting = [(root, " ", " ")]
    while waiting:
        one, prefix, below = waiting.pop()
        yield [
            prefix + label(one),
            f"{one.owner}/{one.template}" if one.owner else one.template,
            str(one.kind or ""),
            "; ".join(notes(plan, one)),
        ]
        waiting += reversed(list(_below(plan, one, below, glyphs)))


def _below(plan: Plan, one: Invocation, below: str, glyphs: Glyphs) -> Iterator[tuple[Invocation, str, str]]:
    """The calls of an invocation with what stands before them; a step group is one branch, a task is its own."""
    branches: list[tuple[Invocation, ...]] = []
    for group in plan.groups_of(one):
        branches += [group] if group[0].role is Role.STEP else [(task,) for task in group]
    branches += [(hook,) for hook in plan.hooks_of(one)]
    for index, branch in enumerate(branches):
        glyph, rest = glyphs.child(index, len(branches))
        grouped = branch[0].role is Role.STEP
        for place, call in enumerate(branch):
            inner, further = glyphs.member(place, len(branch)) if grouped else ("", "")
            start = below + glyph if place == 0 else below + rest
            yield call, start + inner + ("" if grouped else " "), below + rest + further


def label(one: Invocation) -> str:
    """The name of a call as a person would say it."""
    match one.role:
        case Role.EXIT:
            return "onExit"
        case Role.HOOK:
            return f"hook {one.name}"
        case Role.ENTRYPOINT:
            return one.name or "(no entrypoint)"
        case _:
            return one.name or "(no name)"


def notes(plan: Plan, one: Invocation) -> Iterator[str]:
    """What is to be known of a call besides its template."""
    if one.loop is not None:
        yield f"{TIMES}{'?' if one.loop.count is None else one.loop.count} {one.loop.field} {one.loop.over}"
    if one.depends:
        yield f"depends {one.depends}"
    elif one.needs:
        yield "after " + ", ".join(need.task for need in one.needs)
    if one.when:
        yield f"when {one.when}"
    if one.retry is not None:
        yield "retried without limit" if one.retry.limit is None else f"retried up to {one.retry.limit} times"
    if one.daemon:
        yield "daemon"
    if one.inline:
        yield "inline"
    if one.back_to is not None:
        yield f"recursion: back to {_place(plan, one.back_to)}"
    if one.same_as is not None:
        yield f"as under {_place(plan, one.same_as)}"
    if one.reason:
        yield f"unresolved: {one.reason}"


def _place(plan: Plan, id_: int) -> str:
    """The path of calls that leads to an invocation, the last three of them."""
    names: list[str] = []
    here: int | None = id_
    while here is not None and len(names) < 3:
        names.append(label(plan.invocations[here]))
        here = plan.invocations[here].parent
    return ("" if here is None else "…/") + "/".join(reversed(names))
