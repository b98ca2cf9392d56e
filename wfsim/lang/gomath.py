"""Powers as Go computes them on amd64: not always the nearest float, and users compare the digits.

In: floats. Out: floats. Called by ``**`` in expressions and in ``when``.
"""

from __future__ import annotations

import math
import struct
from fractions import Fraction
from typing import Final

_LN2_HIGH: Final = 6.93147180369123816490e-01
_LN2_LOW: Final = 1.90821492927058770002e-10
_LOG: Final = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)
_EXP: Final = (
    *(2.4801587301587301587e-5, 1.9841269841269841270e-4, 1.3888888888888888889e-3, 8.3333333333333333333e-3),
    *(4.1666666666666666667e-2, 1.6666666666666666667e-1, 0.5, 1.0),
)
_LN2_UPPER: Final = 0.69314718055966295651160180568695068359375
_LN2_LOWER: Final = 0.28235290563031577122588448175013436025525412068e-12
_LOG2_E: Final = 1.4426950408889634073599246810018920
_LARGEST_EXPONENT: Final = 7.09782712893384e02


def power(base: float, exponent: float) -> float:
    """``base ** exponent``."""
    if exponent == 0 or base == 1:
        return 1.0
    if exponent == 1:
        return base
    if math.isnan(base) or math.isnan(exponent):
        return math.nan
    if base == 0 or math.isinf(base) or math.isinf(exponent):
        return _special(base, exponent)
    if abs(exponent) == 0.5:
        root = math.sqrt(base) if base >= 0 else math.nan
        return root if exponent > 0 else 1 / root
    return _finite(base, exponent)


def _special(base: float, exponent: float) -> float:
    """Zeros and infinities."""
    odd = abs(exponent) < 2.0**53 and exponent % 2 == 1
    if math.isinf(exponent):
        if base == -1:
            return 1.0
        return 0.0 if (abs(base) < 1) == (exponent > 0) else math.inf
    if base == -math.inf:
        return _special(-0.0, -exponent)
    if base == math.inf:
        return 0.0 if exponent < 0 else math.inf
    if exponent < 0:
        return math.copysign(math.inf, base) if odd else math.inf
    return base if odd else 0.0


def _finite(base: float, exponent: float) -> float:
    fraction, whole = math.modf(abs(exponent))
    if fraction and base < 0:
        return math.nan
    if whole >= 2.0**63:
        if base == -1:
            return 1.0
        return 0.0 if (abs(base) < 1) == (exponent > 0) else math.inf
    factor, scale = 1.0, 0
    if fraction:
        if fraction > 0.5:
            fraction, whole = fraction - 1, whole + 1
        factor = _exp(fraction * _log(base))
    factor, scale = _by_squares(base, int(whole), factor)
    if exponent < 0:
        factor, scale = 1 / factor if factor else math.inf, -scale
    return _scaled(factor, scale)


def _by_squares(base: float, count: int, factor: float) -> tuple[float, int]:
    """``factor * base ** count`` as a number and a power of two that it is to be multiplied with."""
    scale = 0
    part, part_scale = math.frexp(base)
    while count:
        if not -(1 << 12) <= part_scale <= 1 << 12:
            return factor, scale + part_scale
        if count & 1:
            factor *= part
            scale += part_scale
        part *= part
        part_scale <<= 1
        if part < 0.5:
            part += part
            part_scale -= 1
        count >>= 1
    return factor, scale


def _scaled(factor: float, scale: int) -> float:
    try:
        return math.ldexp(factor, scale)
    except OverflowError:
        return math.copysign(math.inf, factor)


def _log(value: float) -> float:
    """The natural logarithm of a positive number."""
    bits = struct.unpack("<Q", struct.pack("<d", value))[0]
    power_of_two = float((bits >> 52 & 0x7FF) - 0x3FE)
    mantissa: float = struct.unpack("<d", struct.pack("<Q", bits & 0x000F_FFFF_FFFF_FFFF | 0x3FE0_0000_0000_0000))[0]
    if mantissa < 7.07106781186547524401e-01:
        power_of_two, mantissa = power_of_two - 1, mantissa * 2
    rest = mantissa - 1
    s = rest / (2 + rest)
    s2 = s * s
    s4 = s2 * s2
    odd = s2 * (_LOG[0] + s4 * (_LOG[2] + s4 * (_LOG[4] + s4 * _LOG[6])))
    even = s4 * (_LOG[1] + s4 * (_LOG[3] + s4 * _LOG[5]))
    half = 0.5 * rest * rest
    return power_of_two * _LN2_HIGH - ((half - (s * (half + (odd + even)) + power_of_two * _LN2_LOW)) - rest)


def _fused(first: float, second: float, third: float) -> float:
    """``first * second + third``, rounded once."""
    return float(Fraction(first) * Fraction(second) + Fraction(third))


def _exp(value: float) -> float:
    if value > _LARGEST_EXPONENT:
        return math.inf
    scale = round(value * _LOG2_E)
    rest = _fused(-float(scale), _LN2_UPPER, value)
    rest = _fused(-float(scale), _LN2_LOWER, rest) * 0.0625
    series = _EXP[0]
    for coefficient in _EXP[1:]:
        series = _fused(series, rest, coefficient)
    found = rest * series
    for _ in range(3):
        found *= found + 2.0
    found = _fused(found, found + 2.0, 1.0)
    return _scaled(found, scale)
