"""The whole table of functions. Loaded with the first expression, never for text without one."""

from __future__ import annotations

from typing import Final

from wfsim.lang.functions import argo, lists, numbers, sprig, texts
from wfsim.lang.functions.signatures import Function

FUNCTIONS: Final[dict[str, Function]] = {**texts.TABLE, **numbers.TABLE, **lists.TABLE, **argo.TABLE}
SPRIG: Final[dict[str, Function]] = sprig.TABLE


def find(name: str) -> Function | None:
    """The function of a name such as ``upper`` or ``sprig.trim``."""
    if name.startswith("sprig."):
        return SPRIG.get(name.removeprefix("sprig."))
    return FUNCTIONS.get(name)
