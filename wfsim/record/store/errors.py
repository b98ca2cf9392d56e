"""What can go wrong with a store.

In: nothing. Out: exceptions whose text is for the user.
"""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot be used; ``hint`` is a way out."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class AlreadyThere(Exception):
    """There is one of this name already."""


class Changed(Exception):
    """Somebody else changed the run since it was read, or deleted it."""
