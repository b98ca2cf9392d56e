"""Whether a text has to do with Argo, before anybody reads it as YAML.

In: a text. Out: yes or no. Whoever reads whole folders asks here: what is wrong with the YAML of other programs is for
others to say. It may be a template of one of them, or JSON with comments.
"""

from __future__ import annotations

from wfsim.text.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final

ARGO: Final = "argoproj"
_SIGNS: Final = (ARGO, "Workflow")
_OF_USE: Final = ("ConfigMap", "Secret")  # kinds that manifests of Argo's refer to


def mentions_argo(text: str) -> bool:
    """Whether a text can hold, or was meant to hold, an object of Argo's."""
    return any(sign in text for sign in _SIGNS)


def concerns_argo(text: str) -> bool:
    """Whether a text has to be read for Argo's sake: it is a manifest, or what one refers to."""
    return mentions_argo(text) or any(kind in text for kind in _OF_USE)
