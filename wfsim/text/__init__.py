"""Characters, places and findings: the only code that turns offsets into lines and columns.

Layer 0. Standard library only. Everybody above uses it.
"""

from wfsim.text.diagnostic import Argo, Diagnostic, Edit, Fix, Related, Severity, in_order, masked
from wfsim.text.source import Position, Source, Span

__all__ = [
    "Argo",
    "Diagnostic",
    "Edit",
    "Fix",
    "Position",
    "Related",
    "Severity",
    "Source",
    "Span",
    "in_order",
    "masked",
]
