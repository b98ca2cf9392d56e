"""Where in an expression something is wrong, as expr-lang shows it: ``(1:8)``, the line, and dots up to a caret."""

from __future__ import annotations

from wfsim.lang.errors import LangError


def located(message: str, text: str, start: int, end: int | None = None) -> LangError:
    """The error with its place; without one where the line is empty."""
    start = min(max(start, 0), len(text))
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", line_start)
    line = text[line_start : len(text) if line_end == -1 else line_end]
    if line:
        column = start - line_start
        number = text.count("\n", 0, start) + 1
        shown = line.replace("\t", " ")
        message = f"{message} ({number}:{column + 1})\n | {shown}\n | {'.' * column}^"
    return LangError(message, start, max(start, len(text) if end is None else min(end, len(text))))
