"""Where the tags of a text are: ``{{name}}`` and ``{{=expression}}``.

In: a text. Out: its tags with their places. ``template`` replaces them; whoever only looks at texts needs no more.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from wfsim.text.records import NamedTuple


class TagKind(Enum):
    """What a tag holds."""

    SIMPLE = "simple"
    EXPRESSION = "expression"


class Tag(NamedTuple):
    """A tag's place with its braces, its body's place without them (and without ``=``), and the body, trimmed."""

    start: int
    end: int
    body_start: int
    body_end: int
    kind: TagKind
    key: str


OPENING: Final = "{{"
CLOSING: Final = "}}"


def scan(text: str) -> tuple[Tag, ...]:
    """The tags of a text in order; what follows an unclosed ``{{`` is none (see ``unclosed``)."""
    tags: list[Tag] = []
    start = text.find(OPENING)
    while start != -1:
        end = text.find(CLOSING, start + 2)
        if end == -1:
            break
        expression = text.startswith("=", start + 2)
        body = start + 3 if expression else start + 2
        kind = TagKind.EXPRESSION if expression else TagKind.SIMPLE
        tags.append(Tag(start, end + 2, body, end, kind, text[body:end].strip()))
        start = text.find(OPENING, end + 2)
    return tuple(tags)


def unclosed(text: str) -> int | None:
    """Where a ``{{`` stands that nothing closes, or None."""
    tags = scan(text)
    found = text.find(OPENING, tags[-1].end if tags else 0)
    return None if found == -1 else found
