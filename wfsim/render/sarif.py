"""Findings as SARIF 2.1.0, which GitHub's code scanning and many editors read.

In: a report. Out: JSON text. Called by ``cli``. Columns are code points, as ``columnKind`` says. Fingerprints do not
depend on line numbers, so that a finding that moves is not taken for a new one.
"""

from __future__ import annotations

import json
from typing import Any

from wfsim.render.report import Report, Rule, fingerprints, told, uri
from wfsim.text import Diagnostic, Fix, Severity, Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_BASE = "SRCROOT"
_LONGEST = 1000  # of a snippet, which need not be there


def to_sarif(report: Report) -> str:
    """One run with its rules and results."""
    codes = sorted({one.code for one in report.findings})
    index = {code: number for number, code in enumerate(codes)}
    run = {
        "tool": {
            "driver": {
                "name": "wfsim",
                "version": report.version,
                "rules": [_rule(report.rule(code)) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, name, index) for one, name in fingerprints(report.findings)],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.page.partition("\n\n")[0].replace("\n", " ") or f"{rule.title}."},
        "help": {"text": rule.page, "markdown": rule.page},
        "helpUri": rule.see,
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(one: Diagnostic, fingerprint: str, index: dict[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": index[one.code],
        "level": _LEVELS[one.severity],
        "message": {"text": told(one)},
        "locations": [{"physicalLocation": _place(one.at, not one.secret)}],
        "partialFingerprints": {"wfsim/v1": fingerprint},
        "properties": {"argo": one.argo.value},
    }
    if one.related:
        found["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(near.at, not one.secret), "message": {"text": near.message}}
            for number, near in enumerate(one.related, 1)
        ]
    if one.fix is not None:
        found["fixes"] = [_fix(one.fix)]
    return found


def _file(at: Span) -> dict[str, str]:
    found = uri(at.source.name)
    return {"uri": found} if found.startswith("file:") else {"uri": found, "uriBaseId": _BASE}


def _region(at: Span) -> dict[str, int]:
    first, last = at.first, at.last
    return {
        "startLine": first.line,
        "startColumn": first.column,
        "endLine": last.line,
        "endColumn": last.column,
        "charOffset": at.start,
        "charLength": at.end - at.start,
    }


def _place(at: Span, shown: bool) -> dict[str, Any]:
    region: dict[str, Any] = dict(_region(at))
    if shown and at.end - at.start <= _LONGEST:
        region["snippet"] = {"text": at.text}
    return {"artifactLocation": _file(at), "region": region}


def _fix(fix: Fix) -> dict[str, Any]:
    replaced = [{"deletedRegion": _region(one.at), "insertedContent": {"text": one.text}} for one in fix.edits]
    change = {"artifactLocation": _file(fix.at), "replacements": replaced}
    return {"description": {"text": fix.title}, "artifactChanges": [change]}
