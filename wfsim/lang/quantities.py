"""Kubernetes' quantities: ``100m``, ``1Gi``, ``1e3``. Only read, never computed with."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from wfsim.lang.errors import LangError

_SHAPE: Final = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))(?P<suffix>[eE][+-]?[0-9]{1,3}|[KMGTPE]i|[numkMGTPE]|)", re.ASCII
)
_DECIMAL: Final = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY: Final = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}


def parse(text: str) -> Fraction:
    """The number that a quantity stands for. LangError, in Kubernetes' words, where it is none."""
    found = _SHAPE.fullmatch(text) if len(text) < 200 else None
    if found is None:
        raise LangError(
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'", 0, len(text)
        )
    number, suffix = Fraction(found["number"].rstrip(".")), found["suffix"]
    if suffix in _BINARY:
        return number * Fraction(1024 ** _BINARY[suffix])
    exponent = _DECIMAL[suffix] if suffix in _DECIMAL else int(suffix[1:])
    return number * 10**exponent if exponent >= 0 else number / Fraction(10**-exponent)
