"""Kubernetes' quantities: ``100m``, ``1Gi``, ``1e3``. Only read, never computed with."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Final

from wfsim.lang.errors import LangError

_SHAPE: Final = re.compile(
    r"[+-]?(?P<whole>[0-9]*)(?:\.(?P<fraction>[0-9]*))?(?P<suffix>[eE][+-]?[0-9]+|[KMGTPE]i|[numkMGTPE]|)", re.ASCII
)
_DECIMAL: Final = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY: Final = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_LARGEST: Final = Fraction((1 << 63) - 1)
_NANO: Final = 10**9


def parse(text: str) -> Fraction:
    """The number that a quantity stands for: whole billionths, rounded away from zero; 64 bits at most with ``Ki`` etc.

    LangError, in Kubernetes' words, where it is none.
    """
    found = _SHAPE.fullmatch(text) if 0 < len(text) < 200 else None
    if found is None:
        raise LangError(
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'", 0, len(text)
        )
    fraction = found["fraction"] or ""
    number = Fraction(int((found["whole"] + fraction) or "0"), 10 ** len(fraction))
    size = number * _scale(found["suffix"])
    if found["suffix"] in _BINARY:
        size = min(size, _LARGEST)
    rounded = Fraction(math.ceil(size * _NANO), _NANO)
    return -rounded if text.startswith("-") else rounded


def _scale(suffix: str) -> Fraction:
    if suffix in _BINARY:
        return Fraction(1024 ** _BINARY[suffix])
    exponent = _DECIMAL[suffix] if suffix in _DECIMAL else int(suffix[1:])
    exponent = max(-10_000, min(exponent, 10_000))  # more than anybody has, and enough work
    return Fraction(10) ** exponent
