"""What a steps or dag template sees: names with values, grown as its children end and never copied.

In: names of inputs, of ended children, of the workflow's outputs below them. Out: values for references, and
environments for tags (texts and absent optionals alone) and for expressions over everything, artifacts included.
"""

from __future__ import annotations

from collections.abc import Mapping

from wfsim.lang.ambient import World
from wfsim.lang.environment import Environment
from wfsim.lang.values import MISSING, Json, Nothing


class Scope:
    """Names and values on top of another scope's. A layer costs what it adds, whatever lies below.

    ``world``: the run that it belongs to. ``place``: the node whose names these are.
    """

    __slots__ = ("_below", "_environment", "_names", "_on", "_place", "_texts", "_world")

    def __init__(
        self,
        names: Mapping[str, Json] | None = None,
        below: Scope | None = None,
        *,
        world: World | None = None,
        place: str = "",
    ) -> None:
        self._below = below
        self._world = world
        self._place = place
        self._names: dict[str, Json] = {}
        self._texts: dict[str, Json] = {}
        self._environment: Environment | None = None
        self._on: Environment | None = None
        for name, value in (names or {}).items():
            self[name] = value

    def __setitem__(self, name: str, value: Json) -> None:
        self._names[name] = value
        if value is not None and not isinstance(value, str):
            if self._texts.pop(name, MISSING) is not MISSING:
                self._environment = None
        elif self._environment is not None:
            self._environment.define(name, value)
        else:
            self._texts[name] = value

    def find(self, name: str) -> Json | Nothing:
        """The value of a name, or ``MISSING``."""
        here: Scope | None = self
        while here is not None:
            if name in here._names:
                return here._names[name]
            here = here._below
        return MISSING

    def layer(self) -> Scope:
        """A scope for names that this one is not to keep."""
        return Scope(below=self)

    def texts(self, on: Environment) -> Environment:
        """What templating sees, on top of an environment. It grows with the scope."""
        base = on if self._below is None else self._below.texts(on)
        if self._environment is None or self._on is not base:
            self._environment, self._on = Environment(self._texts, base, place=self._place), base
        return self._environment

    def everything(self) -> Environment:
        """What an expression over outputs and artifacts sees."""
        below = None if self._below is None else self._below.everything()
        return Environment(self._names, below, world=self._world, place=self._place)
