"""Findings for other programs: JSON.

In: findings in the order to print. Out: one JSON object with the version of its form. Called by ``cli`` and by tools.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TypedDict

from wfsim.text import Argo, Diagnostic

VERSION = 1


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


def row(one: Diagnostic) -> Row:
    """One finding."""
    first, last = one.at.first, one.at.last
    return Row(
        code=one.code,
        severity=one.severity.value,
        path=one.at.source.name,
        line=first.line,
        column=first.column,
        endLine=last.line,
        endColumn=last.column,
        message=one.message,
        hint=one.hint,
        argo=None if one.argo is Argo.NONE else one.argo.value,
    )


def to_json(findings: Iterable[Diagnostic]) -> str:
    """``{"version": 1, "findings": [...]}``."""
    return json.dumps({"version": VERSION, "findings": [row(one) for one in findings]}, indent=2) + "\n"
