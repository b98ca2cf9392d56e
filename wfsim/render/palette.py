"""The colours of pictures, legible on white and on black.

In: nothing. Out: tables by ``Look`` and ``Line``, which ``dot`` and ``mermaid`` share. Boxes bring their own
ground and dark text; lines and words between them are of a grey that stands out on both.
"""

from __future__ import annotations

from dataclasses import dataclass

from wfsim.render.drawing import Line, Look

INK = "#1f2328"
SOFT_INK = "#4b535d"
GREY = "#7d8590"
FRAME_GROUND = "#80808010"


@dataclass(frozen=True, slots=True)
class Paint:
    """Ground and border of a box; the border alone counts for a frame."""

    fill: str
    border: str
    dashed: bool = False


PAINTS: dict[Look, Paint] = {
    Look.WORK: Paint("#ddf4ff", "#0969da"),
    Look.WAIT: Paint("#fbefff", "#8250df"),
    Look.CALL: Paint("#f6f8fa", "#7d8590"),
    Look.SEEN: Paint("#f6f8fa", "#7d8590", dashed=True),
    Look.LOST: Paint("#ffebe9", "#cf222e", dashed=True),
    Look.JOIN: Paint("#7d8590", "#7d8590"),
    Look.SUCCEEDED: Paint("#dafbe1", "#1a7f37"),
    Look.FAILED: Paint("#ffcecb", "#cf222e"),
    Look.ERROR: Paint("#ffd8b5", "#bc4c00"),
    Look.RUNNING: Paint("#b6e3ff", "#0969da"),
    Look.PENDING: Paint("#fff8c5", "#9a6700"),
    Look.SKIPPED: Paint("#f6f8fa", "#7d8590", dashed=True),
    Look.OMITTED: Paint("#ffffff", "#afb8c1", dashed=True),
}

LINES: dict[Line, str] = {
    Line.FLOW: GREY,
    Line.UNHAPPY: "#e5534b",
    Line.HOOK: "#a371f7",
    Line.BACK: "#d29922",
}
