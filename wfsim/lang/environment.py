"""The variables that templating and expressions see: flat dotted names with values.

In: mappings of names, or functions that look names up. Out: ``get`` for tags and ``nested`` for expressions. The engine
makes one per scope and a small child per loop item, so a child costs only its own variables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from wfsim.lang.values import MISSING, Json, Nothing

if TYPE_CHECKING:
    from wfsim.lang.ambient import Ambient, World

Lookup = Callable[[str], "Json | Nothing"]
Names = Callable[[], Iterable[str]]
T = TypeVar("T")


def _no_names() -> Iterable[str]:
    return ()


class Environment:
    """Names and values, on top of a parent's. None is the value of an absent optional.

    ``lookup`` answers for names that ``variables`` has not (``MISSING``: it has none either) and ``names`` lists
    what it can answer; both are asked late. ``world``: the run that it belongs to. ``place``: where in that run it is,
    if its variables do not tell.
    """

    __slots__ = ("_fresh", "_lookup", "_names", "_nested", "_parent", "_place", "_variables", "_world")

    def __init__(
        self,
        variables: Mapping[str, Json] | None = None,
        parent: Environment | None = None,
        *,
        lookup: Lookup | None = None,
        names: Names = _no_names,
        world: World | None = None,
        place: str = "",
    ) -> None:
        self._variables: Mapping[str, Json] = {} if variables is None else variables
        self._parent = parent
        self._lookup = lookup
        self._names = names
        self._world = world
        self._place = place
        self._nested: dict[str, Json] | None = None
        self._fresh: set[int] = set()  # ids of the maps in ``_nested`` that are this environment's own

    def find(self, key: str) -> Json | Nothing:
        """The value of a name, or ``MISSING``."""
        here: Environment | None = self
        while here is not None:
            if key in here._variables:
                return here._variables[key]
            if here._lookup is not None:
                found = here._lookup(key)
                if found is not MISSING:
                    return found
            here = here._parent
        return MISSING

    def get(self, key: str, default: T | None = None) -> Json | T:
        """The value of a name, or ``default``."""
        found = self.find(key)
        return default if found is MISSING else found

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.find(key) is not MISSING

    def __iter__(self) -> Iterator[str]:
        """Every name once, the parent's first."""
        seen: dict[str, None] = {}
        if self._parent is not None:
            seen.update(dict.fromkeys(self._parent))
        seen.update(dict.fromkeys(self._variables))
        seen.update(dict.fromkeys(self._names()))
        return iter(seen)

    def define(self, name: str, value: Json) -> None:
        """Give a name of this environment's own dict a value; what ``nested`` made follows, without making it anew."""
        assert isinstance(self._variables, dict)
        self._variables[name] = value
        if self._nested is not None:
            _insert(self._nested, name, value, self._fresh)

    def child(self, variables: Mapping[str, Json]) -> Environment:
        """An environment with some names more."""
        return Environment(variables, self)

    def ambient(self, where: Callable[[], str]) -> Ambient | None:
        """The clock and the chance of the run for one evaluation; None where there is no run."""
        here: Environment | None = self
        while here is not None and here._world is None:
            here = here._parent
        if here is None or here._world is None:
            return None
        from wfsim.lang.ambient import Ambient  # where a run evaluates an expression

        return Ambient(here._world, lambda: self._told(where()))

    def _told(self, where: str) -> str:
        """What is evaluated, and where: of the run's own variables, which change, nothing."""
        parts = [where]
        here: Environment | None = self
        while here is not None and here._world is None:
            texts = sorted((name, value) for name, value in here._variables.items() if isinstance(value, str))
            parts.append(here._place or repr(texts))
            here = here._parent
        return "\0".join(parts)

    def nested(self) -> dict[str, Json]:
        """The names as expressions see them: dotted names as maps in maps, computed once. Not to be changed.

        Where both ``a`` and ``a.b`` are names, ``a`` is the map and its own value is lost.
        """
        if self._nested is None:
            top = {} if self._parent is None else self._parent.nested()
            self._nested = _Branch(top)
            self._fresh = {id(self._nested)}
            for name, value in self._own():
                _insert(self._nested, name, value, self._fresh)
        return self._nested

    def _own(self) -> Iterator[tuple[str, Json]]:
        yield from self._variables.items()
        if self._lookup is None:
            return
        for name in self._names():
            if name not in self._variables:
                value = self._lookup(name)
                if value is not MISSING:
                    yield name, value


class _Branch(dict[str, "Json"]):
    """A map that stands for dotted names, as opposed to a value that is a map."""

    __slots__ = ()


def _insert(top: dict[str, Json], name: str, value: Json, fresh: set[int]) -> None:
    """Put a dotted name into nested maps; of the maps on the way those that are not ``fresh`` are copied first."""
    *way, last = name.split(".")
    here = top
    for step in way:
        below = here.get(step)
        if not isinstance(below, _Branch) or id(below) not in fresh:
            below = _Branch(below) if isinstance(below, _Branch) else _Branch()
            fresh.add(id(below))
            here[step] = below
        here = below
    if not isinstance(here.get(last), _Branch):
        here[last] = value
