"""What inference finds: plain data, made into findings by the checks and into hints by ``wfsim eval``."""

from __future__ import annotations

from enum import Enum

from wfsim.text.records import NamedTuple


class Trouble(Enum):
    """What kind of mistake it is."""

    NAME = "an unknown name"
    FUNCTION = "an unknown function"
    ARGUMENTS = "wrong arguments of a function"
    TYPES = "an operation that the values do not have"
    CONSTANT = "a comparison that always comes out the same"
    ODD = "a call that does something else than it says"


class Flaw(NamedTuple):
    """One mistake: ``hint`` is the way out. Where that is a spelling, ``word`` is what is written and ``known`` the
    names that it may have meant."""

    trouble: Trouble
    message: str
    start: int
    end: int
    hint: str = ""
    word: str = ""
    known: tuple[str, ...] = ()
