"""Values for outputs that something reads and no mock gives.

In: what reads an output (``Lookup``) and a seed. Out: a value, and a list of all that was made up. Called by
``outputs``.

A value is one of the texts with which conditions compare the output, chosen by the seed; a short JSON list where a loop
reads it; else a text that names the output. The same node and attempt get the same value for a seed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from wfsim.drivers.sim.choice import draw, pick
from wfsim.drivers.sim.selectors import Names

RESULT = "result"


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads an output: the texts that conditions compare it with, and whether a loop expands it."""

    literals: tuple[str, ...] = ()
    looped: bool = False


Lookup = Callable[[str, str], Readers | None]  # template, "result" or a parameter's name → readers, None for nobody


@dataclass(frozen=True, slots=True)
class MadeUp:
    """An output of a template that got invented values, and those that it could get."""

    template: str
    output: str
    values: tuple[str, ...]

    @property
    def words(self) -> str:
        """The output as a person says it."""
        return "result" if self.output == RESULT else f"output parameter `{self.output}`"

    @property
    def snippet(self) -> str:
        """The mock that would say it, as one line of YAML for ``mocks``."""
        options = [
            one if self.output == RESULT else {"outputs": {"parameters": {self.output: one}}} for one in self.values
        ]
        body = options[0] if len(options) == 1 else {"oneOf": options}
        return f"{json.dumps(self.template, ensure_ascii=False)}: {json.dumps(body, ensure_ascii=False)}"


def placeholder(template: str, output: str) -> str:
    """A text that names an output; one word in every language that may read it."""
    return re.sub(r"\W", "_", f"{template}_{output}" if template else output)


class Inventor:
    """Invents values and remembers for which outputs."""

    def __init__(self, seed: int, lookup: Lookup) -> None:
        self._seed = seed
        self._lookup = lookup
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        self.made_up: dict[tuple[str, str], MadeUp] = {}

    def value(
        self, names: Names, attempt: int, output: str, *, is_read: bool = False, is_list: bool = False
    ) -> str | None:
        """A value for an output that something reads, None where nothing does.

        ``is_read``: something does for certain; ``is_list``: it is a JSON list by nature.
        """
        key = (names.template, output)
        values = self.values(*key, is_read=is_read, is_list=is_list)
        if not values:
            return None
        if key not in self.made_up:
            self.made_up[key] = MadeUp(names.template, output, values)
        return values[pick([1] * len(values), draw(self._seed, "output", names.relative, attempt, output))]

    def values(self, template: str, output: str, *, is_read: bool = False, is_list: bool = False) -> tuple[str, ...]:
        """All values that an output could get; none where nothing reads it."""
        key = (template, output)
        if key not in self._known:
            self._known[key] = self._invented(template, output, is_read, is_list)
        return self._known[key]

    def _invented(self, template: str, output: str, is_read: bool, is_list: bool) -> tuple[str, ...]:
        readers = self._lookup(template, output) or (Readers() if is_read else None)
        if readers is None:
            return ()
        name = placeholder(template, output)
        if readers.literals:
            return readers.literals
        return (json.dumps([f"{name}_1", f"{name}_2"]),) if readers.looped or is_list else (name,)
