"""What goes wrong in the small languages. Raised here, turned into findings or node messages by the layers above."""

from __future__ import annotations

_LONGEST = 40


class LangError(Exception):
    """A text that its language refuses, or that cannot be evaluated. ``str()`` is Argo's message.

    ``start`` and ``end`` are the offsets in that text where it is known what is wrong, and ``expected`` says in our
    words what may stand there.
    """

    def __init__(self, message: str, start: int | None = None, end: int | None = None, *, expected: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.expected = expected

    def told(self, text: str) -> str:
        """What was found in the text and what was expected; Argo's message where that is not known."""
        if not self.expected or self.start is None or self.end is None:
            return self.message
        found = text[self.start : self.end]
        if found == text:
            return f"expected {self.expected}"
        shown = f"`{found if len(found) <= _LONGEST else found[:_LONGEST] + '…'}`" if found.strip() else "a blank"
        if not found:
            shown = "nothing" if self.start < len(text) else "the end"
        return f"found {shown}, expected {self.expected}"


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
