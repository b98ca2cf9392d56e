"""How to draw: colour, width and characters, decided by the caller and passed in.

In: what ``cli`` knows of the terminal. Out: ``Style``, which every renderer takes; nothing here asks the environment.
"""

from __future__ import annotations

from enum import Enum

from wfsim.text.records import NamedTuple


class Ink(Enum):
    """What a piece of text is painted with; the value is its SGR number."""

    BOLD = "1"
    DIM = "2"
    RED = "31"
    GREEN = "32"
    YELLOW = "33"
    BLUE = "34"
    MAGENTA = "35"
    CYAN = "36"


class Style(NamedTuple):
    """``width`` 0 means that lines may be as long as they like; without ``unicode`` only ASCII may be drawn."""

    colour: bool = False
    width: int = 0
    unicode: bool = True

    def paint(self, text: str, *inks: Ink) -> str:
        """The text in these inks, or as it is without colour."""
        if not self.colour or not inks or not text:
            return text
        return f"\x1b[{';'.join(ink.value for ink in inks)}m{text}\x1b[0m"


PLAIN = Style()
