"""Roots, exponentials, logarithms and powers.

The coefficients are those of the FreeBSD mathematical library, which Go uses; of ``exp`` those of N. Shibata's method,
which Go uses on amd64, with fused operations.
"""

from __future__ import annotations

import math
from typing import Final

from wfsim.lang.gomath.rounding import SMALLEST, bits, divided, ldexp, of_bits, polynomial, to_int

_LN2_HIGH: Final = 6.93147180369123816490e-01
_LN2_LOW: Final = 1.90821492927058770002e-10


def fma(left: float, right: float, more: float) -> float:
    """``left * right + more``, rounded once."""
    if not all(map(math.isfinite, (left, right, more))):
        return left * right + more
    from fractions import Fraction  # only where something is raised to a fraction

    exact = Fraction(left) * Fraction(right) + Fraction(more)
    if not exact:
        return left * right + more if left * right == 0 else 0.0
    try:
        found = exact.numerator / exact.denominator
    except OverflowError:
        return math.inf if exact > 0 else -math.inf
    return found or (0.0 if exact > 0 else -0.0)


def sqrt(value: float) -> float:
    return math.nan if value < 0 else math.sqrt(value)


def hypot(left: float, right: float) -> float:
    """The length of a vector."""
    if math.isinf(left) or math.isinf(right):
        return math.inf
    if math.isnan(left) or math.isnan(right):
        return math.nan
    long, short = max(abs(left), abs(right)), min(abs(left), abs(right))
    if long == 0:
        return 0.0
    ratio = short / long
    return long * math.sqrt(1 + ratio * ratio)


def cbrt(value: float) -> float:
    """The cube root: a guess from the bits, made better twice."""
    if value == 0 or not math.isfinite(value):
        return value
    x = abs(value)
    if x < SMALLEST:
        guess = of_bits(bits(2.0**54 * x) // 3 + (696_219_795 << 32))
    else:
        guess = of_bits(bits(x) // 3 + (715_094_163 << 32))
    ratio = guess * guess / x
    s = 5.42857142857142815906e-01 + ratio * guess
    guess *= 3.57142857142857150787e-01 + 1.60714285714285720630 / (
        s + 1.41428571428571436819 + -7.05306122448979611050e-01 / s
    )
    guess = of_bits((bits(guess) & (0xFFFFFFFFC << 28)) + (1 << 30))
    square = guess * guess
    ratio = x / square
    ratio = (ratio - guess) / (guess + guess + ratio)
    return math.copysign(guess + guess * ratio, value)


_TAYLOR: Final = (
    1.9841269841269841270e-4,
    1.3888888888888888889e-3,
    8.3333333333333333333e-3,
    4.1666666666666666667e-2,
    1.6666666666666666667e-1,
    0.5,
    1.0,
)


def exp(value: float) -> float:
    """A power of e: of a sixteenth of what is left of the powers of two, squared four times."""
    if math.isnan(value):
        return value
    if value > 7.09782712893384e02 or value < -800:
        return math.inf if value > 0 else 0.0
    power = round(1.4426950408889634 * value)
    x = fma(-0.69314718055966295651160180568695068359375, float(power), value)
    x = fma(-0.28235290563031577122588448175013436025525412068e-12, float(power), x) * 0.0625
    series = 2.4801587301587301587e-5
    for coefficient in _TAYLOR:
        series = fma(x, series, coefficient)
    x *= series
    for _ in range(3):
        x *= x + 2.0
    x = fma(x + 2.0, x, 1.0)
    return _scaled(x, power + 1023)


def _scaled(value: float, exponent: int) -> float:
    """Times a power of two, whose exponent is biased."""
    if exponent >= 0x7FF:
        return math.inf
    if exponent > 0:
        return value * of_bits(exponent << 52)
    return 0.0 if exponent < -52 else value * of_bits((exponent + 1022) << 52) * SMALLEST


def exp2(value: float) -> float:
    """A power of two."""
    if math.isnan(value):
        return value
    if value > 1023.9999999999999 or value < -1074:
        return math.inf if value > 0 else 0.0
    power = int(value + 0.5) if value > 0 else int(value - 0.5) if value < 0 else 0
    rest = value - power
    return _exponential(rest * _LN2_HIGH, -rest * _LN2_LOW, power)


def _exponential(high: float, low: float, power: int) -> float:
    """e to the power of ``high - low``, times a power of two."""
    x = high - low
    square = x * x
    series = polynomial(
        square,
        1.66666666666666657415e-01,
        -2.77777777770155933842e-03,
        6.61375632143793436117e-05,
        -1.65339022054652515390e-06,
        4.13813679705723846039e-08,
    )
    c = x - square * series
    return ldexp(1 - ((low - (x * c) / (2 - c)) - high), power)


_EXPM1: Final = (
    1.0,
    -3.33333333333331316428e-02,
    1.58730158725481460165e-03,
    -7.93650757867487942473e-05,
    4.00821782732936239552e-06,
    -2.01099218183624371326e-07,
)
_HALF_LN2: Final = 3.46573590279972654709e-01


def expm1(value: float) -> float:
    """A power of e, less one."""
    if math.isnan(value) or math.isinf(value):
        return -1.0 if value == -math.inf else value
    size = abs(value)
    if size >= 3.88162421113569373274e01:
        if value < 0:
            return -1.0
        if size >= 7.09782712893383973096e02:
            return math.inf
    if size < 2.0**-54:
        return value
    x, error, power = _reduced(value, size)
    half = 0.5 * x
    product = x * half
    r1 = polynomial(product, *_EXPM1)
    t = 3 - r1 * half
    e = product * ((r1 - t) / (6.0 - x * t))
    if power == 0:
        return x - (x * e - product)
    return _less_one(x, (x * (e - error) - error) - product, power)


def _reduced(value: float, size: float) -> tuple[float, float, int]:
    """What is left of the powers of two, its own error, and the power."""
    if size <= _HALF_LN2:
        return value, 0.0, 0
    if size < 1.03972077083991796413:
        power = -1 if value < 0 else 1
        high, low = value - power * _LN2_HIGH, power * _LN2_LOW
    else:
        power = int(1.44269504088896338700 * value + (-0.5 if value < 0 else 0.5))
        high, low = value - power * _LN2_HIGH, power * _LN2_LOW
    x = high - low
    return x, (high - x) - low, power


def _less_one(x: float, e: float, power: int) -> float:
    if power == -1:
        return 0.5 * (x - e) - 0.5
    if power == 1:
        return -2 * (e - (x + 0.5)) if x < -0.25 else 1 + 2 * (x - e)
    if power <= -2 or power > 56:
        return _raised(1 - (e - x), power) - 1
    if power < 20:
        return _raised(of_bits(0x3FF0000000000000 - (0x20000000000000 >> power)) - (e - x), power)
    return _raised((x - (e + of_bits((0x3FF - power) << 52))) + 1, power)


def _raised(value: float, power: int) -> float:
    """A power of two, added to the exponent in the bits."""
    return of_bits(bits(value) + (power << 52))


_LOGARITHM: Final = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)


def log(value: float) -> float:
    """The natural logarithm."""
    if math.isnan(value) or value == math.inf:
        return value
    if value <= 0:
        return -math.inf if value == 0 else math.nan
    fraction, power = _split(value)
    if fraction < 0.70710678118654752440:
        fraction, power = fraction * 2, power - 1
    f, k = fraction - 1, float(power)
    s = f / (2 + f)
    square = s * s
    fourth = square * square
    odd = square * polynomial(fourth, *_LOGARITHM[::2])
    even = fourth * polynomial(fourth, *_LOGARITHM[1::2])
    half = 0.5 * f * f
    return k * _LN2_HIGH - ((half - (s * (half + (odd + even)) + k * _LN2_LOW)) - f)


def _split(value: float) -> tuple[float, int]:
    """Fraction and exponent as the code for amd64 takes them from the bits: the least floats look like normal ones."""
    if value >= SMALLEST:
        return math.frexp(value)
    return of_bits(bits(value) & 0x000FFFFFFFFFFFFF | 0x3FE0000000000000), -0x3FE


def log2(value: float) -> float:
    """The logarithm to base two."""
    fraction, power = math.frexp(value)
    if fraction == 0.5:
        return float(power - 1)
    return log(fraction) * 1.44269504088896340736 + float(power)


def log10(value: float) -> float:
    """The logarithm to base ten."""
    return log(value) * 0.43429448190325182765


def log1p(value: float) -> float:
    """The natural logarithm of one more."""
    if value < -1 or math.isnan(value):
        return math.nan
    if math.isinf(value) or value == -1:
        return math.inf if value > 0 else -math.inf
    if abs(value) < 2.0**-29:
        return value if abs(value) < 2.0**-54 else value - value * value * 0.5
    f, power, error, rest = _around_one(value)
    half = 0.5 * f * f
    if rest == 0:
        return _near_one(f, power, error, half)
    s = f / (2.0 + f)
    z = s * s
    series = z * polynomial(z, *_LOGARITHM)
    if power == 0:
        return f - (half - s * (half + series))
    return power * _LN2_HIGH - ((half - (s * (half + series) + (power * _LN2_LOW + error))) - f)


def _near_one(f: float, power: int, error: float, half: float) -> float:
    if f == 0:
        return power * _LN2_HIGH + (error + power * _LN2_LOW) if power else 0.0
    series = half * (1.0 - 0.66666666666666666 * f)
    if power == 0:
        return f - series
    return power * _LN2_HIGH - ((series - (power * _LN2_LOW + error)) - f)


def _around_one(value: float) -> tuple[float, int, float, int]:
    """How far a number and one are from a power of two, that power, the error of it, and the bits that are left."""
    if -2.928932188134524755992e-01 < value < 4.142135623730950488017e-01:
        return value, 0, 0.0, 1
    if abs(value) < 2.0**53:
        u = 1.0 + value
        power = (bits(u) >> 52) - 1023
        error = (1.0 - (u - value) if power > 0 else value - (u - 1.0)) / u
    else:
        u, error = value, 0.0
        power = (bits(u) >> 52) - 1023
    rest = bits(u) & 0x000FFFFFFFFFFFFF
    if rest < 0x0006A09E667F3BCD:
        return of_bits(rest | 0x3FF0000000000000) - 1.0, power, error, rest
    return of_bits(rest | 0x3FE0000000000000) - 1.0, power + 1, error, (0x0010000000000000 - rest) >> 2


def power(base: float, exponent: float) -> float:
    """``base`` to the power of ``exponent``: by squares, the rest by the exponential."""
    found = _special_power(base, exponent)
    if found is not None:
        return found
    rest, whole = math.modf(abs(exponent))
    if rest != 0 and base < 0:
        return math.nan
    if whole >= 2.0**63:
        return _huge_power(base, exponent)
    result, twos = 1.0, 0
    if rest != 0:
        if rest > 0.5:
            rest, whole = rest - 1, whole + 1
        result = exp(rest * log(base))
    fraction, own = math.frexp(base)
    count = to_int(whole)
    while count:
        if own < -4096 or own > 4096:
            twos += own
            break
        if count & 1:
            result, twos = result * fraction, twos + own
        fraction, own = fraction * fraction, own << 1
        if fraction < 0.5:
            fraction, own = fraction + fraction, own - 1
        count >>= 1
    return ldexp(1 / result, -twos) if exponent < 0 else ldexp(result, twos)


def _special_power(base: float, exponent: float) -> float | None:
    if exponent == 0 or base == 1:
        return 1.0
    if exponent == 1:
        return base
    if math.isnan(base) or math.isnan(exponent):
        return math.nan
    if base == 0:
        odd = math.copysign(1.0, base) < 0 and _odd(exponent)
        if exponent < 0:
            return -math.inf if odd else math.inf
        return base if odd else 0.0
    if math.isinf(exponent):
        return _huge_power(base, exponent)
    if math.isinf(base):
        return power(-0.0, -exponent) if base < 0 else 0.0 if exponent < 0 else math.inf
    if abs(exponent) == 0.5:
        return sqrt(base) if exponent > 0 else divided(1, sqrt(base))
    return None


def _huge_power(base: float, exponent: float) -> float:
    if base == -1:
        return 1.0
    return 0.0 if (abs(base) < 1) == (exponent > 0) else math.inf


def _odd(value: float) -> bool:
    return abs(value) < 2.0**53 and math.fmod(abs(value), 2) == 1
