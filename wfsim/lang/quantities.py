"""Kubernetes' quantities: ``100m``, ``1Gi``, ``1e3``. Only read, never computed with.

In: text. Out: the number, or LangError in Kubernetes' words. ``grammar/quantities.lark`` describes the language.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from wfsim.lang import gonumbers
from wfsim.lang.errors import BudgetSpent, LangError

if TYPE_CHECKING:
    from fractions import Fraction

# A number may lack its digits: ``Gi`` and ``+`` are zero.
PATTERN: Final = r"[+-]?[0-9]*(\.[0-9]*)?([eE][+-]?[0-9]+|[KMGTPE]i|[numkMGTPE])?"
_NUMBER: Final = re.compile(r"[+-]?([0-9]*)(?:\.([0-9]*))?", re.ASCII)
_SUFFIX: Final = re.compile(r"[eEinumkKMGTP]*[-+]?[0-9]*", re.ASCII)
_EXPONENT: Final = re.compile(r"[eE]([+-]?[0-9]+)", re.ASCII)
_DECIMAL: Final = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY: Final = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_NANO: Final = 10**9
_FORMAT: Final = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
_UNITS: Final = "one of n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei, or an exponent such as e3"
MOST_DIGITS: Final = 4_000


class _Parts(NamedTuple):
    """The digits before and behind the point, and what the suffix multiplies with: a power of ten, or of 1024."""

    negative: bool
    whole: str
    fraction: str
    ten: int = 0
    kilo: int = 0


def check(text: str) -> None:
    """LangError where a text is no quantity."""
    _parts(text)


def parse(text: str) -> Fraction:
    """The number: whole billionths, rounded away from zero; 64 bits at most with ``Ki`` etc."""
    from fractions import Fraction  # slow to import, and nothing but this needs it

    parts = _parts(text)
    digits = (parts.whole + parts.fraction).lstrip("0")
    if not digits:
        return Fraction(0)
    point = len(digits) - len(parts.fraction) + parts.ten
    if max(point, len(digits)) > MOST_DIGITS:
        raise BudgetSpent(f"a quantity of more than {MOST_DIGITS} digits", 0, len(text))
    size = Fraction(1, _NANO)
    if parts.kilo or point > -9:
        size = Fraction(int(digits)) * Fraction(10) ** (parts.ten - len(parts.fraction)) * 1024**parts.kilo
        size = Fraction(math.ceil(size * _NANO), _NANO)
    if parts.kilo:
        size = min(size, Fraction(gonumbers.INT_MAX))
    return -size if parts.negative else size


def _parts(text: str) -> _Parts:
    number = _NUMBER.match(text)
    if number is None or not text:
        raise LangError(_FORMAT, 0, len(text), expected="a number")
    suffix = text[number.end() :]
    known = _SUFFIX.match(suffix)
    end = known.end() if known else 0
    if end < len(suffix):
        at = number.end() + end
        raise LangError(_FORMAT, at, at + 1, expected=f"a digit or {_UNITS}")
    whole, fraction, negative = number[1], number[2] or "", text.startswith("-")
    ten, kilo = _DECIMAL.get(suffix, 0), _BINARY.get(suffix, 0)
    if not kilo and suffix not in _DECIMAL:
        exponent = _EXPONENT.fullmatch(suffix)
        given = gonumbers.parse_int(exponent[1]) if exponent else None
        if given is None:
            raise LangError("unable to parse quantity's suffix", number.end(), len(text), expected=_UNITS)
        ten = gonumbers.int32(given)
    if not whole and not fraction and (kilo > 4 or ten < -9):  # where a missing number is missed
        raise LangError("unable to parse numeric part of quantity", 0, number.end(), expected="a number")
    return _Parts(negative, whole, fraction, ten, kilo)
