"""What stops a call on its way: Argo's error returns, and our own refusal of an illegal event.

In: nothing. Out: exceptions that never leave ``Engine.send``, except ``IllegalEvent``.
"""

from __future__ import annotations


class IllegalEvent(Exception):
    """An event that cannot happen in this state; the state is unchanged."""


class TooManyNodes(Exception):
    """The run made more nodes than it was allowed; it ends here, in the middle of a pass."""


class CallError(Exception):
    """A call of a template ended in an error; the text is what Argo shows."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ParallelismReached(CallError):
    """No slot is free (or fail-fast forbids new work): nothing was done."""

    def __init__(self) -> None:
        super().__init__("Max parallelism reached")


class HeldBack(ParallelismReached):
    """The limit is the template's own: it holds back what is in it, and nothing beside it."""


class DepthExceeded(CallError):
    """Templates call each other too deep."""

    def __init__(self) -> None:
        super().__init__(
            "Maximum recursion depth exceeded. "
            "See https://argo-workflows.readthedocs.io/en/latest/scaling/#maximum-recursion-depth"
        )


class CallTimedOut(CallError):
    """The node's own timeout passed while it was pending."""


class Waiting(Exception):
    """A variable is not there yet: Argo looks again later, for ever if it never comes."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key
