"""A drawing as Graphviz's DOT.

In: ``Drawing``. Out: DOT text, the same for the same drawing. Called by ``graph``. Labels are HTML-like with everything
of the user's escaped; ids are ours, so no name can leave its quotes.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from wfsim.render.drawing import Arrow, Box, Drawing, Line, Look
from wfsim.render.palette import FRAME_GROUND, GREY, INK, LINES, PAINTS, SOFT_INK
from wfsim.render.words import one_line, wrapped

_FONT = "Helvetica,Arial,sans-serif"
_TITLE_WIDTH = 30
_DETAIL_WIDTH = 34
_ARROW_WIDTH = 32
_HEAD = (
    '  graph [bgcolor="transparent" rankdir="TB" compound="true" nodesep="0.3" ranksep="0.45" '
    f'fontname="{_FONT}" fontsize="15" fontcolor="{GREY}" labelloc="t" pad="0.2"]',
    f'  node [shape="box" style="rounded,filled" fontname="{_FONT}" fontsize="12" fontcolor="{INK}" penwidth="1.2" '
    'margin="0.14,0.08" height="0.4"]',
    f'  edge [fontname="{_FONT}" fontsize="10" fontcolor="{GREY}" color="{GREY}" arrowsize="0.7" penwidth="1.2"]',
)
_LEFT = '<br align="left"/>'
_STYLES = {Line.FLOW: "solid", Line.UNHAPPY: "dashed", Line.HOOK: "dotted", Line.BACK: "dashed"}


def dot(drawing: Drawing) -> str:
    """The whole digraph."""
    return "\n".join(_lines(drawing)) + "\n"


def _lines(drawing: Drawing) -> Iterator[str]:
    yield f"digraph {_quoted(drawing.title)} {{"
    yield from _HEAD
    yield f"  label=<<b>{_html(drawing.title)}</b><br/><br/>>"
    rows = _rows(drawing)
    depth = 1
    for box in drawing.nested():
        if box is None:
            depth -= 1
            yield _indent(depth) + "}"
        elif box.is_frame:
            yield _indent(depth) + f"subgraph {_quoted('cluster_' + box.id)} {{"
            depth += 1
            yield from (_indent(depth) + line for line in (*_frame(box), *rows.get(box.id, ())))
        else:
            yield _indent(depth) + f"{_quoted(box.id)} [{_box(box)}]"
    yield from _arrows(drawing)
    yield "}"


def _rows(drawing: Drawing) -> dict[str, list[str]]:
    """By frame, a line that keeps what begins there in its order; Graphviz would turn it round."""
    ends = drawing.inner()
    led_to = {ends[arrow.head][0] for arrow in drawing.arrows if arrow.head in ends and arrow.line is not Line.BACK}
    first: dict[str, list[str]] = {}
    for box in drawing.boxes:
        if box.frame and not box.is_frame and box.id not in led_to:
            first.setdefault(box.frame, []).append(_quoted(box.id))
    return {
        frame: [f'{{ rank="same" {" -> ".join(ids)} [style="invis"] }}'] for frame, ids in first.items() if len(ids) > 1
    }


def _frame(box: Box) -> Iterator[str]:
    paint = PAINTS[box.look]
    style = "rounded,filled,dashed" if paint.dashed else "rounded,filled"
    width = 3 if box.many else 1.2
    yield f"label=<{_label(box, GREY, GREY, _LEFT)}>"
    yield f'style="{style}" color="{paint.border}" fillcolor="{FRAME_GROUND}" penwidth="{width}" margin="14"'
    yield f'fontname="{_FONT}" fontsize="12" labeljust="l"'
    if box.hint:
        yield f"tooltip={_quoted(box.hint)}"


def _indent(depth: int) -> str:
    """Blanks for people; frames may be nested thousands deep, blanks need not."""
    return "  " * min(depth, 20)


def _box(box: Box) -> str:
    paint = PAINTS[box.look]
    if box.look is Look.JOIN:
        return f'label="" shape="point" width="0.06" height="0.06" color="{paint.border}"'
    style = "rounded,filled,dashed" if paint.dashed else "rounded,filled"
    many = ' peripheries="2"' if box.many else ""
    hint = f" tooltip={_quoted(box.hint or box.title)}"
    colours = f'fillcolor="{paint.fill}" color="{paint.border}"'
    return f'label=<{_label(box, INK, SOFT_INK)}> style="{style}" {colours}{many}{hint}'


def _label(box: Box, ink: str, soft: str, end: str = "<br/>") -> str:
    """The title in bold and the details in small letters, every line closed by ``end``."""
    titles = wrapped(box.title, _TITLE_WIDTH) or [" "]
    lines = [line for detail in box.details for line in wrapped(detail, _DETAIL_WIDTH)]
    bold = "".join(f'<font color="{ink}"><b>{_html(line)}</b></font>{end}' for line in titles)
    small = "".join(f'<font point-size="10" color="{soft}">{_html(line)}</font>{end}' for line in lines)
    return bold + small


def _arrows(drawing: Drawing) -> Iterator[str]:
    """Arrows run between boxes; one that means a frame is cut at the frame's border."""
    ends = drawing.inner()
    frames = {box.id: box.frame for box in drawing.boxes if box.is_frame}
    homes = {box.id: box.frame for box in drawing.boxes}
    for arrow in drawing.arrows:
        if arrow.tail not in ends or arrow.head not in ends:
            continue
        tail, head = ends[arrow.tail][1], ends[arrow.head][0]
        words = [f"style={_quoted(_STYLES[arrow.line])} color={_quoted(LINES[arrow.line])}"]
        if arrow.tail in frames and not _within(head, arrow.tail, homes):
            words.append(f"ltail={_quoted('cluster_' + arrow.tail)}")
        if arrow.head in frames and not _within(tail, arrow.head, homes):
            words.append(f"lhead={_quoted('cluster_' + arrow.head)}")
        if arrow.line is Line.BACK:
            words.append('constraint="false"')
        words += _words_on(arrow)
        yield f"  {_quoted(tail)} -> {_quoted(head)} [{' '.join(words)}]"


def _words_on(arrow: Arrow) -> Iterator[str]:
    if arrow.label:
        lines = [line for part in arrow.label.split("\n") for line in wrapped(part, _ARROW_WIDTH)]
        yield f"label=<{'<br/>'.join(f' {_html(line)} ' for line in lines)}>"
    if arrow.hint:
        yield f"tooltip={_quoted(arrow.hint)} labeltooltip={_quoted(arrow.hint)}"


def _within(box: str, frame: str, homes: dict[str, str]) -> bool:
    while box:
        if box == frame:
            return True
        box = homes.get(box, "")
    return False


def _html(text: str) -> str:
    """Text inside an HTML-like label."""
    return escape(one_line(text))


def _quoted(text: str) -> str:
    """A DOT string. Backslashes are doubled, since Graphviz reads escapes such as ``\\N`` in some strings."""
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
