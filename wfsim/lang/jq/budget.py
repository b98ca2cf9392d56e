"""How much a filter may do: steps of the machine, and all that its functions read and make."""

from __future__ import annotations

from typing import Final

from wfsim.lang.errors import BudgetSpent

MOST: Final = 350_000


class Budget:
    """What is left to one evaluation."""

    __slots__ = ("left",)

    def __init__(self, most: int = MOST) -> None:
        self.left = most

    def spend(self, amount: int) -> None:
        """BudgetSpent where no more is left."""
        self.left -= amount
        if self.left < 0:
            raise BudgetSpent("a jq filter takes too long, or gives too much")
