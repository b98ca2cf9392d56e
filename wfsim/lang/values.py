"""The values that the small languages compute with.

In: nothing (types only). Out: what ``environment`` holds, ``expr`` computes and ``gotext`` prints. A package of the
same layer has an equal alias for YAML data; layers import down only, so each has its own.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class Nothing(Enum):
    """The type of ``MISSING``: no value at all, where None is a value (an absent optional)."""

    MISSING = "missing"


MISSING: Final = Nothing.MISSING
