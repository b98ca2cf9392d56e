"""What a row of the table of functions is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wfsim.text.records import NamedTuple


class Function(NamedTuple):
    """A function: ``call`` computes it of a budget, the input and the arguments; without one the machine runs it.

    ``refused`` says why there is no answer here; ``head`` is how it is called, where its parameters have names.
    """

    name: str
    arity: int
    doc: str
    call: Callable[..., Any] | None = None
    refused: str = ""
    head: str = ""

    def called(self) -> str:
        """How it is called."""
        parameters = "; ".join("abc"[: self.arity])
        return self.head or (f"{self.name}({parameters})" if parameters else self.name)
