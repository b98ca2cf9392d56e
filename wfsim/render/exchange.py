"""Findings for other programs: JSON and JSON Lines.

In: findings in the order to print. Out: one JSON object with the version of its form, or one object a line. Called by
``cli`` and by tools. What a reader may rely on is written in docs/linting.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TypedDict

from wfsim.text import Argo, Diagnostic, Fix, Span

VERSION = 1


class Place(TypedDict):
    """Lines and columns are 1-based code points, the end exclusive."""

    path: str
    line: int
    column: int
    endLine: int
    endColumn: int


class NearRow(Place):
    """A second place that explains a finding."""

    message: str


class EditRow(Place):
    """What to write in a place."""

    text: str


class FixRow(TypedDict):
    """Edits that mend a finding together."""

    title: str
    edits: list[EditRow]


class Row(TypedDict):
    """A finding as JSON: lines and columns are 1-based code points, the end exclusive."""

    code: str
    severity: str
    path: str
    line: int
    column: int
    endLine: int
    endColumn: int
    message: str
    hint: str
    argo: str | None
    related: list[NearRow]
    fix: FixRow | None


def place(at: Span) -> Place:
    """A span as JSON."""
    first, last = at.first, at.last
    return Place(path=at.source.name, line=first.line, column=first.column, endLine=last.line, endColumn=last.column)


def row(one: Diagnostic) -> Row:
    """One finding."""
    return Row(
        code=one.code,
        severity=one.severity.value,
        **place(one.at),
        message=one.message,
        hint=one.hint,
        argo=None if one.argo is Argo.NONE else one.argo.value,
        related=[NearRow(**place(near.at), message=near.message) for near in one.related],
        fix=_fix(one.fix) if one.fix is not None else None,
    )


def _fix(fix: Fix) -> FixRow:
    return FixRow(title=fix.title, edits=[EditRow(**place(one.at), text=one.text) for one in fix.edits])


def to_json(findings: Iterable[Diagnostic]) -> str:
    """``{"version": 1, "findings": [...]}``."""
    return json.dumps({"version": VERSION, "findings": [row(one) for one in findings]}, indent=2) + "\n"


def to_jsonl(findings: Iterable[Diagnostic]) -> str:
    """One finding a line, each as in the list of ``to_json``."""
    return "".join(json.dumps(row(one), separators=(",", ":")) + "\n" for one in findings)
