"""A picture before it has a language: boxes, frames around them, arrows between them.

In: nothing (pure data, made by ``plan_drawing`` and ``run_drawing``). Out: ``Drawing``, for ``dot`` and ``mermaid``.
Texts are as the user wrote them; every writer escapes for its own language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum


class Look(Enum):
    """What a box or a frame stands for; the value is its class in a picture."""

    WORK = "work"
    WAIT = "wait"
    CALL = "call"
    SEEN = "seen"
    LOST = "lost"
    JOIN = "join"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    ERROR = "error"
    RUNNING = "running"
    PENDING = "pending"
    SKIPPED = "skipped"
    OMITTED = "omitted"


class Line(Enum):
    """What an arrow stands for."""

    FLOW = "flow"
    UNHAPPY = "unhappy"
    HOOK = "hook"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Box:
    """A box with a title and smaller lines below it; a frame, if others name it as their ``frame``."""

    id: str
    title: str
    details: tuple[str, ...] = ()
    look: Look = Look.WORK
    frame: str = ""
    is_frame: bool = False
    many: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one thing to another, frames included."""

    tail: str
    head: str
    label: str = ""
    line: Line = Line.FLOW
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """``boxes`` in depth-first order, every frame directly before all that stands in it."""

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    about: str = field(default="", compare=False)

    def nested(self) -> Iterator[Box | None]:
        """The boxes, and None wherever a frame ends."""
        opened: list[str] = []
        for box in self.boxes:
            while opened and opened[-1] != box.frame:
                opened.pop()
                yield None
            yield box
            if box.is_frame:
                opened.append(box.id)
        for _ in opened:
            yield None

    def inner(self) -> dict[str, tuple[str, str]]:
        """Of every frame the first and the last box in it that is no frame; of every box itself."""
        frames = {box.id: box.frame for box in self.boxes if box.is_frame}
        ends: dict[str, tuple[str, str]] = {}
        for box in self.boxes:
            if box.is_frame:
                continue
            ends[box.id] = (box.id, box.id)
            frame = box.frame
            while frame:
                ends[frame] = (ends[frame][0] if frame in ends else box.id, box.id)
                frame = frames[frame]
        return ends
