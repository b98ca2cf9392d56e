"""The tree of a run as ``argo get`` prints it today, or as the guide printed it years ago.

In: ``RunRecord``. Out: text; called by ``simulate`` and the API. Lines have no trailing blanks.

The guide's printer counted the escape codes of its colours as width and padded by three where it had no MESSAGE column,
so that this header stands nine columns to the right; it is kept, for those who compare.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from wfsim.engine.phases import NodeType, Phase
from wfsim.record.run import NodeRecord, RunRecord
from wfsim.render.forest import Forest, forest, hidden, second
from wfsim.render.glyphs import OLD, Glyphs, of_style
from wfsim.render.style import PLAIN, Ink, Style
from wfsim.render.table import aligned
from wfsim.render.words import one_line, short_duration

_CODES = len("\x1b[32m\x1b[0m")


class Layout(Enum):
    """Whose tree it is."""

    ARGO = "argo"
    GUIDE = "guide"
    WIDE = "wide"
    SHORT = "short"


_ICONS: dict[Phase, tuple[str, Ink | None]] = {
    Phase.UNKNOWN: ("", None),
    Phase.PENDING: ("◷", Ink.YELLOW),
    Phase.RUNNING: ("●", Ink.CYAN),
    Phase.SUCCEEDED: ("✔", Ink.GREEN),
    Phase.SKIPPED: ("○", None),
    Phase.FAILED: ("✖", Ink.RED),
    Phase.ERROR: ("⚠", Ink.RED),
    Phase.OMITTED: ("", None),
}


@dataclass(frozen=True, slots=True)
class _Line:
    """One line before it is aligned: the node (None for an empty line) and the glyphs before it."""

    prefix: str
    node: NodeRecord | None


def render(
    record: RunRecord,
    style: Style = PLAIN,
    layout: Layout = Layout.ARGO,
    shown: Callable[[NodeRecord], bool] = lambda _: True,
) -> str:
    """The tree with its header, or nothing where the run has no root node. ``shown``: which nodes have a line."""
    trees = forest(record)
    if trees.root is None:
        return ""
    glyphs = OLD if layout is Layout.GUIDE and style.unicode else of_style(style)
    lines = _lines(trees, trees.root, glyphs, shown)
    if trees.on_exit is not None:
        lines += [_Line("", None), *_lines(trees, trees.on_exit, glyphs, shown)]
    if layout is Layout.GUIDE:
        return _guide(lines, style)
    return _argo(lines, record, style, _COLUMNS[layout])


def _lines(trees: Forest, root: NodeRecord, glyphs: Glyphs, shown: Callable[[NodeRecord], bool]) -> list[_Line]:
    """Every node that has a line, depth first; no recursion, since runs nest without limit."""
    found: list[_Line] = []
    waiting = [(root, " ", " ")]
    while waiting:
        node, prefix, below = waiting.pop()
        unseen = hidden(node) or not shown(node)
        if not unseen:
            found.append(_Line(prefix, node))
        members = trees.of(node)
        placed = []
        for index, member in enumerate(members):
            start = prefix if unseen and index == 0 else below
            if not unseen:
                glyph, rest = glyphs.child(index, len(members))
            elif node.type is NodeType.STEP_GROUP:
                glyph, rest = glyphs.member(index, len(members))
            else:
                glyph, rest = "", ""
            placed.append((member, start + glyph, below + rest))
        waiting += reversed(placed)
    return found


_PARTING: Final = 6  # cells of the line above an exit handler, whatever the columns


def _argo(lines: list[_Line], record: RunRecord, style: Style, columns: Mapping[str, _Cell]) -> str:
    now_ms = _latest(record)
    rows = [
        [""] * _PARTING
        if (node := line.node) is None
        else [_step(line.prefix, node, style), *(cell(node, now_ms) for cell in columns.values())]
        for line in lines
    ]
    return _colour(aligned([["STEP", *columns], *rows], 2), lines, style)


def _guide(lines: list[_Line], style: Style) -> str:
    spoken = any(line.node is not None and line.node.message for line in lines)
    rows = [["", "", ""] if line.node is None else _guide_row(line.prefix, line.node, style) for line in lines]
    if spoken:
        return _colour(aligned([["STEP", "PODNAME", "MESSAGE"], *rows], 2), lines, style)
    header, *rest = aligned([["STEP", "PODNAME"], *(row[:2] for row in rows)], 3)
    return _colour([header.replace("PODNAME", " " * _CODES + "PODNAME"), *rest], lines, style)


def _guide_row(prefix: str, node: NodeRecord, style: Style) -> list[str]:
    pod = node.id if node.type is NodeType.POD else ""
    message = "" if node.phase is Phase.SKIPPED else one_line(node.message)
    return [_step(prefix, node, style), one_line(pod), message]


def _step(prefix: str, node: NodeRecord, style: Style) -> str:
    return f"{prefix}{_icon(node, style)} {one_line(node.display_name)}"


def _icon(node: NodeRecord, style: Style) -> str:
    if _waits(node):
        return "ǁ" if style.unicode else "Suspend"
    return _ICONS[node.phase][0] if style.unicode else str(node.phase)


def _waits(node: NodeRecord) -> bool:
    return node.type is NodeType.SUSPEND and node.phase is Phase.RUNNING


def _template(node: NodeRecord) -> str:
    ref = node.template_ref
    return f"{ref.get('name', '')}/{ref.get('template', '')}" if ref is not None else node.template_name


def _duration(node: NodeRecord, now_ms: int | None) -> str:
    end = node.finished_ms if node.finished_ms is not None or node.started_ms is None else now_ms
    return short_duration(second(end) - second(node.started_ms))


def _artifacts(node: NodeRecord) -> str:
    listed = (node.outputs or {}).get("artifacts")
    names = [str(one.get("name", "")) for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    return one_line(",".join(names))


_Cell = Callable[[NodeRecord, int | None], str]

_TEMPLATE: dict[str, _Cell] = {
    "TEMPLATE": lambda node, _: one_line(_template(node)),
    "PODNAME": lambda node, _: one_line(node.pod_name) if node.type is NodeType.POD else "",
    "DURATION": lambda node, now_ms: _duration(node, now_ms) if node.type is NodeType.POD else "",
}
_MESSAGE: dict[str, _Cell] = {"MESSAGE": lambda node, _: one_line(node.message)}
_HOST: dict[str, _Cell] = {"NODENAME": lambda node, _: one_line(node.host) if node.type is NodeType.POD else ""}
_COLUMNS: dict[Layout, dict[str, _Cell]] = {
    Layout.ARGO: {**_TEMPLATE, **_MESSAGE},
    Layout.SHORT: {**_TEMPLATE, **_MESSAGE, **_HOST},
    Layout.WIDE: {
        **_TEMPLATE,
        "ARTIFACTS": lambda node, _: _artifacts(node),
        **_MESSAGE,
        "RESOURCESDURATION": lambda *_: "",
        **_HOST,
    },
}


def _latest(record: RunRecord) -> int | None:
    """The last instant that the record knows: "now" for what has not ended."""
    times = (record.started_ms, record.finished_ms, *(t for n in record.nodes for t in (n.started_ms, n.finished_ms)))
    return max((time for time in times if time is not None), default=None)


def _colour(rows: list[str], lines: list[_Line], style: Style) -> str:
    """The icons in the colours of their phases, after the columns are aligned."""
    if style.colour:
        rows = rows[:1] + [_painted(row, line, style) for row, line in zip(rows[1:], lines, strict=True)]
    return "\n".join(rows) + "\n"


def _painted(row: str, line: _Line, style: Style) -> str:
    if line.node is None:
        return row
    ink = Ink.CYAN if _waits(line.node) else _ICONS[line.node.phase][1]
    if ink is None:
        return row
    start = len(line.prefix)
    end = start + len(_icon(line.node, style))
    return row[:start] + style.paint(row[start:end], ink) + row[end:]
