"""Our findings as the protocol has them.

In: findings of ``lint``. Out: diagnostics with code, page, way out, second places and tags. ``server`` publishes them.
"""

from __future__ import annotations

from lsprotocol import types

from wfsim import checks
from wfsim.lsp.positions import Positions
from wfsim.text import Argo, Diagnostic, Severity

SOURCE = "wfsim"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_ARGO = {
    Argo.REJECTS: "Argo's linter refuses this.",
    Argo.FAILS: "Argo accepts this, and the run errs when it gets there.",
    Argo.IGNORES: "Argo accepts this, and it has no effect.",
    Argo.NONE: "",
}
# Editors draw what has these tags faint or struck through; the beginnings of the codes that have them.
_TAGS = {"unused-": types.DiagnosticTag.Unnecessary, "deprecated-": types.DiagnosticTag.Deprecated}


def diagnostic(one: Diagnostic, positions: Positions) -> types.Diagnostic:
    """One finding."""
    related = [types.DiagnosticRelatedInformation(positions.location(near.at), near.message) for near in one.related]
    return types.Diagnostic(
        range=positions.range(one.at),
        message="\n".join(filter(None, (one.message, one.hint, _ARGO[one.argo]))),
        severity=_SEVERITIES[one.severity],
        code=one.code,
        code_description=types.CodeDescription(checks.module(one.code).SEE) if one.code in checks.CODES else None,
        source=SOURCE,
        tags=[tag for start, tag in _TAGS.items() if one.code.startswith(start)] or None,
        related_information=related or None,
    )
