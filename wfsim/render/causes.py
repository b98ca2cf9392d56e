"""Causes as an indented text: what, what became of it, why, and below it what that came from.

In: a ``Cause``. Out: text. Called by ``cli.explain_run``.
"""

from __future__ import annotations

from wfsim.record.causes.cause import Cause
from wfsim.render.glyphs import of_style
from wfsim.render.style import PLAIN, Style
from wfsim.render.words import one_line


def render(cause: Cause, style: Style = PLAIN) -> str:
    """One line a cause."""
    glyphs = of_style(style)
    lines: list[str] = []
    todo: list[tuple[Cause, str, str]] = [(cause, "", "")]
    while todo:
        one, first, rest = todo.pop()
        lines.append(f"{first}{one_line(one.what)} is {one_line(one.state)}: {one_line(one.why)}")
        below = []
        for index, child in enumerate(one.causes):
            here, further = glyphs.child(index, len(one.causes))
            below.append((child, f"{rest}{here} ", f"{rest}{further} "))
        todo.extend(reversed(below))
    return "\n".join(lines) + "\n"
