"""Members of long lists by name, found without a walk over the list.

In: the members. Out: a tuple that knows them by name, from the first question on. ``build`` and ``workspace`` make them
of what can be long; where a tuple is changed into another one a walk does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from typing import Protocol

    class HasName(Protocol):
        """Something with a name."""

        @property
        def name(self) -> str: ...


T = TypeVar("T", bound="HasName")


class ByName(tuple[T, ...]):
    """A tuple of things with names; several can have one."""

    _found: dict[str, list[T]] | None = None
    nested: tuple[T, ...] | None = None  # with those inside of them: for whoever asks for them again and again

    @property
    def found(self) -> Mapping[str, list[T]]:
        """The members by name, each in order."""
        if self._found is None:
            self._found = {}
            for one in self:
                self._found.setdefault(one.name, []).append(one)
        return self._found


def named(members: Iterable[T], name: str) -> Sequence[T]:
    """The members with a name, in order."""
    if isinstance(members, ByName):
        return members.found.get(name, ())
    return [one for one in members if one.name == name]


def first(members: Iterable[T], name: str) -> T | None:
    """The first member with a name."""
    found = named(members, name) if isinstance(members, ByName) else (one for one in members if one.name == name)
    return next(iter(found), None)
