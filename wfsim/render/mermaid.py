"""A drawing as a Mermaid flowchart that GitHub draws when it stands in a Markdown file.

In: ``Drawing``. Out: Mermaid text, the same for the same drawing. Called by ``graph``. Every character that could end a
label, start markup or name an entity is written as a number, and ids are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wfsim.render.drawing import Arrow, Box, Drawing, Line, Look
from wfsim.render.palette import INK, LINES, PAINTS
from wfsim.render.words import one_line, wrapped

_WIDTH = 34
_ARROWS = {Line.FLOW: "-->", Line.UNHAPPY: "-.->", Line.HOOK: "-.->", Line.BACK: "-.->"}
_PLAIN = frozenset(" ()[]{}.,:;/+-=!?'|^")
# What Mermaid would take for more than text: a list, a rule, an icon, a link, and
# ``direction LR``, which it looks for even inside of labels. The last character is written as a number.
_MARKUP = re.compile(r"^\d+[.)]|^[-+]|(?<=fa)[a-z]?:|:(?=//)|www\.|direction(?=\s)", re.IGNORECASE)


def mermaid(drawing: Drawing) -> str:
    """The whole flowchart."""
    return "\n".join(_lines(drawing)) + "\n"


def _lines(drawing: Drawing) -> Iterator[str]:
    yield "---"
    yield f"title: {_title(drawing.title)}"
    yield "---"
    yield "flowchart TD"
    depth = 1
    for box in drawing.nested():
        if box is None:
            depth -= 1
            yield _indent(depth) + "end"
        elif box.is_frame:
            yield _indent(depth) + f'subgraph {box.id}["{_label(box)}"]'
            depth += 1
        else:
            yield _indent(depth) + _box(box)
    arrows = _drawable(drawing)
    yield from (f"  {_arrow(arrow)}" for arrow in arrows)
    yield from _classes(drawing)
    yield from _links(arrows)


def _indent(depth: int) -> str:
    """Blanks for people; frames may be nested thousands deep, blanks need not."""
    return "  " * min(depth, 20)


def _box(box: Box) -> str:
    if box.look is Look.JOIN:
        return f'{box.id}(("·"))'
    left, right = ("[[", "]]") if box.many else ("(", ")")
    return f'{box.id}{left}"{_label(box)}"{right}'


def _label(box: Box) -> str:
    lines = [line for text in (box.title, *box.details) for line in wrapped(text, _WIDTH)]
    return "<br/>".join(_text(line) for line in lines) or " "


def _drawable(drawing: Drawing) -> list[Arrow]:
    """Mermaid refuses an arrow between a frame and what stands in it: such a one ends at a box instead."""
    ends = drawing.inner()
    homes = {box.id: box.frame for box in drawing.boxes}
    found = []
    for arrow in drawing.arrows:
        tail, head = arrow.tail, arrow.head
        if tail not in ends or head not in ends:
            continue
        if _stands_in(head, tail, homes) and head != tail:
            tail = ends[tail][1]
        elif _stands_in(tail, head, homes) and head != tail:
            head = ends[head][0]
        found.append(Arrow(tail, head, arrow.label, arrow.line))
    return found


def _stands_in(box: str, frame: str, homes: dict[str, str]) -> bool:
    while box and box != frame:
        box = homes.get(box, "")
    return box == frame


def _arrow(arrow: Arrow) -> str:
    lines = [line for part in arrow.label.split("\n") for line in wrapped(part, _WIDTH)]
    label = f'|"{"<br/>".join(map(_text, lines))}"|' if lines else ""
    return f"{arrow.tail} {_ARROWS[arrow.line]}{label} {arrow.head}"


def _classes(drawing: Drawing) -> Iterator[str]:
    """The colours of what is there, and who has them."""
    members: dict[Look, list[str]] = {}
    for box in drawing.boxes:
        if not box.is_frame:
            members.setdefault(box.look, []).append(box.id)
    used = [look for look in Look if look in members]
    for look in used:
        paint = PAINTS[look]
        dashes = ",stroke-dasharray:5 4" if paint.dashed else ""
        yield f"  classDef {look.value} fill:{paint.fill},stroke:{paint.border},color:{INK}{dashes}"
    yield from (f"  class {','.join(members[look])} {look.value}" for look in used)
    for box in drawing.boxes:
        if box.is_frame:
            yield f"  style {box.id} fill:transparent,stroke:{PAINTS[box.look].border}"


def _links(arrows: list[Arrow]) -> Iterator[str]:
    for line in Line:
        numbers = [str(number) for number, arrow in enumerate(arrows) if arrow.line is line]
        if numbers and line is not Line.FLOW:
            yield f"  linkStyle {','.join(numbers)} stroke:{LINES[line]}"


def _text(text: str) -> str:
    """One line of a label."""
    text = one_line(text)
    marks = {found.end() - 1 for found in _MARKUP.finditer(text)}
    return "".join(
        char if _is_plain(char) and place not in marks else f"#{ord(char)};" for place, char in enumerate(text)
    )


def _is_plain(char: str) -> bool:
    return not char.isascii() or char.isalnum() or char in _PLAIN


def _title(text: str) -> str:
    """The title as a double-quoted YAML string."""
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
