"""What a run lends to the evaluation of an expression: its clock, and chance that follows from its seed.

In: a seed, the time of the run, and what is evaluated where. Out: moments and draws. The same place draws the same
values however often and in whatever order it is asked; another place, item or attempt draws others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from wfsim.lang.errors import LangError
from wfsim.lang.moments.values import Time, now


class World(NamedTuple):
    """A run, as far as expressions may see it. ``now_ms`` is asked when an expression looks at the clock."""

    seed: Callable[[], str]
    now_ms: Callable[[], int]


class Ambient:
    """The clock and the chance of one evaluation. ``where`` is asked when something is drawn."""

    __slots__ = ("_drawn", "_where", "_world")

    def __init__(self, world: World, where: Callable[[], str]) -> None:
        self._world = world
        self._where = where
        self._drawn = 0

    @property
    def now(self) -> Time:
        """The time of the run, on the controller's clock."""
        seconds, milliseconds = divmod(self._world.now_ms(), 1000)
        return now(seconds, milliseconds * 1_000_000)

    def octets(self, count: int) -> bytes:
        """So many bytes by chance."""
        from hashlib import shake_128  # only where an expression asks for chance

        self._drawn += 1
        return shake_128(f"{self._world.seed()}\0{self._where()}\0{self._drawn}".encode()).digest(count)

    def below(self, limit: int) -> int:
        """A number from 0 up to a limit that 64 bits hold."""
        return int.from_bytes(self.octets(16), "big") % limit  # of so many bits that no number is likelier than another

    def text(self, alphabet: str, count: int) -> str:
        """So many characters of an alphabet."""
        drawn = memoryview(self.octets(4 * count)).cast("I")
        size = len(alphabet)
        return "".join([alphabet[one % size] for one in drawn])


def clock(ambient: Ambient | None, name: str) -> Time:
    """The time of the run. LangError outside of one."""
    if ambient is None:
        raise LangError(f"{name} reads the clock, which there is in a run only")
    return ambient.now


def chance(ambient: Ambient | None, name: str) -> Ambient:
    """The chance of the run. LangError outside of one."""
    if ambient is None:
        raise LangError(f"{name} needs chance, which there is in a run only")
    return ambient
