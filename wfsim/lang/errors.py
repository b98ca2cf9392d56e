"""What goes wrong in the small languages. Raised here, turned into findings or node messages by the layers above."""

from __future__ import annotations


class LangError(Exception):
    """A text that its language refuses, or that cannot be evaluated. ``str()`` is Argo's message.

    ``start`` and ``end`` are the offsets in that text where it is known what is wrong.
    """

    def __init__(self, message: str, start: int | None = None, end: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


class Missing(LangError):
    """A strict variable has no value yet: the caller waits and asks again."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


class Absent(LangError):
    """An absent optional (the output of a skipped node without a default) was to be inserted into text."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"unable to substitute {{{{{key}}}}}: output is an absent optional (skipped/omitted node with no default)"
        )
        self.key = key


class BudgetSpent(LangError):
    """Evaluation was stopped: too many steps, too deep, or too large a result."""
