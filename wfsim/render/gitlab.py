"""Findings as GitLab's code quality report.

In: a report. Out: JSON text: a list with a fingerprint, a severity in GitLab's words and the lines of each. Called by
``cli``.
"""

from __future__ import annotations

import json

from wfsim.render.report import Report, fingerprints, told
from wfsim.text import Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def to_gitlab(report: Report) -> str:
    """The whole list; an empty one where there is nothing to say, as GitLab wants it."""
    rows = [
        {
            "type": "issue",
            "check_name": one.code,
            "description": told(one).replace("\n", " "),
            "categories": ["Bug Risk"],
            "severity": _SEVERITIES[one.severity],
            "fingerprint": fingerprint,
            "location": {
                "path": one.at.source.name,
                "lines": {"begin": one.at.first.line, "end": one.at.last.line},
            },
        }
        for one, fingerprint in fingerprints(report.findings)
    ]
    return json.dumps(rows, indent=2) + "\n"
