"""The lines of trees, and how a child's line is made of them.

In: a place among siblings. Out: what stands before it and before all that is below it. For ``tree`` and ``plan_text``.
"""

from __future__ import annotations

from dataclasses import dataclass

from wfsim.render.style import Style


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The lines of a tree: ``more`` and ``last`` child, those of a hidden group, and what continues below them."""

    more: str
    last: str
    only: str
    first: str
    pipe: str

    def child(self, index: int, count: int) -> tuple[str, str]:
        """What stands before a child, and before all that is below it."""
        return (self.last, "  ") if index == count - 1 else (self.more, self.pipe)

    def member(self, index: int, count: int) -> tuple[str, str]:
        """The same for the children of a hidden group, whose first continues on the group's own line."""
        if count == 1:
            return self.only, "  "
        return (self.first, self.pipe) if index == 0 else self.child(index, count)


UTF8 = Glyphs("├─", "└─", "──", "┬─", "│ ")
ASCII = Glyphs("|-", "`-", "--", "+-", "| ")
OLD = Glyphs("├-", "└-", "--", "·-", "| ")


def of_style(style: Style) -> Glyphs:
    return UTF8 if style.unicode else ASCII
