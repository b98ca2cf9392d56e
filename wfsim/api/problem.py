"""What stops a simulation before it begins.

In: a message and findings. Out: exceptions for those who call from Python; ``cli`` turns them into words and
exit codes.
"""

from __future__ import annotations

from collections.abc import Iterable

from wfsim.text import Diagnostic


class Problem(Exception):
    """The files do not allow it. ``findings`` have the places; ``str()`` says it without them."""

    def __init__(self, message: str, findings: Iterable[Diagnostic] = ()) -> None:
        self.findings = tuple(findings)
        places = (f"{one.at.source.name}:{one.at.first.line}: {one.message}" for one in self.findings)
        super().__init__("\n".join((message, *places)))
        self.message = message


class Misuse(Problem, ValueError):
    """What was asked for does not exist: an unknown parameter, entrypoint or workflow."""
