"""Findings as people and as GitHub read them: blocks of text, single lines, workflow commands.

In: findings in the order to print, and a ``Style``. Out: text. Called by ``cli``; JSON is in ``render.exchange``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wfsim.render.style import Ink, Style
from wfsim.text import Argo, Diagnostic, Severity, Span, masked

_INKS = {Severity.ERROR: Ink.RED, Severity.WARNING: Ink.YELLOW, Severity.INFO: Ink.BLUE}
_ARGO = {
    Argo.REJECTS: "its linter refuses this",
    Argo.FAILS: "accepts this, and the run goes wrong",
    Argo.IGNORES: "passes over this in silence",
}
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_LONGEST = 120


def text(findings: Sequence[Diagnostic], style: Style) -> str:
    """Every finding with its line of source, underlined; a blank line between two."""
    hidden = [one.at for one in findings if one.secret]
    return "\n".join(_block(one, style, hidden) for one in findings)


def _block(one: Diagnostic, style: Style, hidden: Sequence[Span]) -> str:
    at = f"{_visible(one.at.source.name)}:{one.at.first.line}:{one.at.first.column}"
    what = style.paint(f"{one.severity.value}[{one.code}]", Ink.BOLD, _INKS[one.severity])
    lines = [f"{style.paint(at, Ink.BOLD)}: {what}: {_message(one.message)}"]
    lines += _excerpt(one.at, style, _INKS[one.severity], hidden)
    for near in one.related:
        place = f"{_visible(near.at.source.name)}:{near.at.first.line}:{near.at.first.column}"
        lines.append(f"  {style.paint('note:', Ink.CYAN)} {place}: {_message(near.message)}")
        lines += _excerpt(near.at, style, Ink.CYAN, hidden)
    if one.hint:
        lines.append(f"  {style.paint('hint:', Ink.GREEN)} {_message(one.hint)}")
    if one.argo in _ARGO:
        lines.append(f"  {style.paint('argo:', Ink.DIM)} {_ARGO[one.argo]}")
    return "\n".join(lines) + "\n"


def oneline(findings: Iterable[Diagnostic]) -> str:
    """One finding a line, in the form that editors and grep take for a place."""
    return "".join(_line(one) for one in findings)


def _line(one: Diagnostic) -> str:
    first = one.at.first
    said = _in_one_line(one.message) + (f" ({_in_one_line(one.hint)})" if one.hint else "")
    return f"{_visible(one.at.source.name)}:{first.line}:{first.column}: {one.severity.value}[{one.code}]: {said}\n"


def _in_one_line(text: str) -> str:
    return " ".join(_visible(word) for word in text.split())


def _message(message: str) -> str:
    return "\n    ".join(_visible(line) for line in message.splitlines())


def _excerpt(at: Span, style: Style, ink: Ink, hidden: Sequence[Span]) -> list[str]:
    """The first line of the span and carets below it; nothing where that line is blank."""
    first, last = at.first, at.last
    line = masked(at.source.line(first.line), first.line, [one for one in hidden if one.source is at.source])
    if not line.strip():
        return []
    start = first.column - 1
    stop = last.column - 1 if last.line == first.line else len(line.rstrip())
    line, start, stop = _window(line, start, max(stop, start + 1), style)
    number = str(first.line)
    gutter = style.paint(f" {' ' * len(number)} |", Ink.DIM)
    return [
        f"{style.paint(f' {number} |', Ink.DIM)} {_visible(line)}",
        f"{gutter} {_pad(line[:start])}{style.paint('^' * max(_cells(line[start:stop]), 1), Ink.BOLD, ink)}",
    ]


def _window(line: str, start: int, stop: int, style: Style) -> tuple[str, int, int]:
    """The part of a very long line that surrounds the place, with the place moved along."""
    longest = max(style.width - 10, 40) if style.width else _LONGEST
    if len(line) <= longest:
        return line, start, stop
    dots = "…" if style.unicode else "..."
    left = max(min(start - longest // 3, len(line) - longest), 0)
    right = min(left + longest, len(line))
    head, tail = (dots if left else ""), (dots if right < len(line) else "")
    shift = len(head) - left
    return head + line[left:right] + tail, start + shift, min(stop, right) + shift


def _visible(line: str) -> str:
    """Tabs stay; other control characters, which could steer the terminal, show as a mark."""
    if line.isprintable():
        return line
    return "".join(c if c == "\t" or c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def _pad(before: str) -> str:
    """Blanks as wide as the text before the place; a tab pads a tab."""
    if before.isascii() and "\t" not in before:
        return " " * len(before)
    return "".join("\t" if c == "\t" else " " * _cells(c) for c in before)


def _cells(piece: str) -> int:
    """How many columns of a terminal a text takes."""
    if piece.isascii():
        return len(piece)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in piece)


def counts(findings: Iterable[Diagnostic]) -> str:
    """``2 errors, 1 warning``; empty without findings."""
    found = list(findings)
    numbers = {severity: sum(one.severity is severity for one in found) for severity in Severity}
    words = {
        Severity.ERROR: ("error", "errors"),
        Severity.WARNING: ("warning", "warnings"),
        Severity.INFO: ("info",) * 2,
    }
    return ", ".join(f"{n} {words[severity][n != 1]}" for severity, n in numbers.items() if n)


def github(findings: Iterable[Diagnostic]) -> str:
    """One workflow command a finding: GitHub shows them beside the changed lines."""
    return "".join(_annotation(one) for one in findings)


def _annotation(one: Diagnostic) -> str:
    first, last = one.at.first, one.at.last
    places: dict[str, object] = {"file": one.at.source.name, "line": first.line, "endLine": last.line}
    if first.line == last.line:  # GitHub shows columns only within one line
        places |= {"col": first.column, "endColumn": last.column}
    places["title"] = one.code
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in places.items())
    message = one.message + (f" ({one.hint})" if one.hint else "")
    return f"::{_LEVELS[one.severity]} {properties}::{_data(message)}\n"


def _data(value: str) -> str:
    lines = (_visible(line) for line in value.replace("%", "%25").replace("\r\n", "\n").split("\n"))
    return "%0A".join(lines)


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
