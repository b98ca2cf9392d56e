"""Trigonometric and hyperbolic functions.

The coefficients are those of the Cephes library, and for large angles the digits of 4/pi; Go uses both.
"""

from __future__ import annotations

import math
from typing import Final

from wfsim.lang.gomath.powers import exp, log, log1p, sqrt
from wfsim.lang.gomath.rounding import bits, divided, of_bits, polynomial

PI: Final = math.pi
_SINE: Final = (
    -1.66666666666666307295e-1,
    8.33333333332211858878e-3,
    -1.98412698295895385996e-4,
    2.75573136213857245213e-6,
    -2.50507477628578072866e-8,
    1.58962301576546568060e-10,
)
_COSINE: Final = (
    4.16666666666665929218e-2,
    -1.38888888888730564116e-3,
    2.48015872888517045348e-5,
    -2.75573141792967388112e-7,
    2.08757008419747316778e-9,
    -1.13585365213876817300e-11,
)
# 4/pi in binary: one bit before the point, 1216 behind it.
_FOUR_BY_PI: Final = int(
    "1"
    "45f306dc9c882a53f84eafa3ea69bb81b6c52b3278872083fca2c757bd778ac36e48dc74849ba5c00c925dd413a32439"
    "fc3bd63962534e7dd1046bea5d768909d338e04d68befc827323ac7306a673e93908bf177bf250763ff12fffbc0b301f"
    "de5e2316b414da3eda6cfd9e4f96136e9e8c7ecd3cbfd45aea4f758fd7cbe2f67a0e73ef14a525d4d7f6bf623f1aba10"
    "ac06608df8f6d757",
    16,
)
_PLACES: Final = 19 * 64
_BITS: Final = (1 << 64) - 1


def _octant(x: float) -> tuple[int, float]:
    """Which eighth of the circle a positive angle is next to, an even one, and how far it is from there."""
    if x >= 2.0**29:
        return _large(x)
    octant = int(x * 1.2732395447351626862)
    octant += octant & 1
    y = float(octant)
    rest = ((x - y * 7.85398125648498535156e-1) - y * 3.77489470793079817668e-8) - y * 2.69515142907905952645e-15
    return octant & 7, rest


def _large(x: float) -> tuple[int, float]:
    """The same by Payne and Hanek: only the digits of 4/pi count that do not make whole turns."""
    exponent = (bits(x) >> 52 & 0x7FF) - 1023 - 52
    mantissa = bits(x) & 0x000FFFFFFFFFFFFF | 1 << 52
    window = _FOUR_BY_PI >> _PLACES - (exponent + 61) - 128 & (1 << 192) - 1
    z0, z1, z2 = window >> 128, window >> 64 & _BITS, window & _BITS
    product = (((z0 * mantissa & _BITS) << 64) + z1 * mantissa + (z2 * mantissa >> 64)) & (1 << 128) - 1
    octant = product >> 125
    high, low = product >> 61 & _BITS, product & _BITS
    leading = 64 - high.bit_length()
    shifted = (high << leading + 1 | low >> 64 - (leading + 1)) & _BITS
    rest = of_bits(shifted >> 12 | 1023 - (leading + 1) << 52)
    if octant & 1:
        octant, rest = octant + 1 & 7, rest - 1
    return octant, rest * (PI / 4)


def _sine(z: float) -> float:
    square = z * z
    return z + z * square * polynomial(square, *_SINE)


def _cosine(z: float) -> float:
    square = z * z
    return 1.0 - 0.5 * square + square * square * polynomial(square, *_COSINE)


def sin(x: float) -> float:
    if x == 0 or math.isnan(x):
        return x
    if math.isinf(x):
        return math.nan
    octant, rest = _octant(abs(x))
    found = _cosine(rest) if octant & 2 else _sine(rest)
    return -found if (octant > 3) != (x < 0) else found


def cos(x: float) -> float:
    if not math.isfinite(x):
        return math.nan
    octant, rest = _octant(abs(x))
    found = _sine(rest) if octant & 2 else _cosine(rest)
    return -found if (octant > 3) != (octant & 3 > 1) else found


def tan(x: float) -> float:
    if x == 0 or math.isnan(x):
        return x
    if math.isinf(x):
        return math.nan
    octant, rest = _octant(abs(x))
    square = rest * rest
    found = rest
    if square > 1e-14:
        above = polynomial(square, -1.79565251976484877988e7, 1.15351664838587416140e6, -1.30936939181383777646e4)
        below = polynomial(
            square,
            -5.38695755929454629881e7,
            2.50083801823357915839e7,
            -1.32089234440210967447e6,
            1.36812963470692954678e4,
            1.0,
        )
        found = rest + rest * (square * above / below)
    if octant & 2:
        found = divided(-1, found)
    return -found if x < 0 else found


_ATAN_ABOVE: Final = (
    -6.485021904942025371773e01,
    -1.228866684490136173410e02,
    -7.500855792314704667340e01,
    -1.615753718733365076637e01,
    -8.750608600031904122785e-01,
)
_ATAN_BELOW: Final = (
    1.945506571482613964425e02,
    4.853903996359136964868e02,
    4.328810604912902668951e02,
    1.650270098316988542046e02,
    2.485846490142306297962e01,
    1.0,
)
_MORE: Final = 6.123233995736765886130e-17  # pi/2 less the float next to it


def _small_atan(x: float) -> float:
    z = x * x
    z = z * polynomial(z, *_ATAN_ABOVE) / polynomial(z, *_ATAN_BELOW)
    return x * z + x


def _positive_atan(x: float) -> float:
    if x <= 0.66:
        return _small_atan(x)
    if x > 2.41421356237309504880:
        return PI / 2 - _small_atan(1 / x) + _MORE
    return PI / 4 + _small_atan((x - 1) / (x + 1)) + 0.5 * _MORE


def atan(x: float) -> float:
    if x == 0 or math.isnan(x):
        return x
    return _positive_atan(x) if x > 0 else -_positive_atan(-x)


def asin(x: float) -> float:
    if x == 0:
        return x
    size = abs(x)
    if not size <= 1:
        return math.nan
    other = math.sqrt(1 - size * size)
    found = PI / 2 - _positive_atan(other / size) if size > 0.7 else _positive_atan(size / other)
    return -found if x < 0 else found


def acos(x: float) -> float:
    return PI / 2 - asin(x)


def atan2(y: float, x: float) -> float:
    """The angle of a point."""
    if math.isnan(x) or math.isnan(y):
        return math.nan
    if y == 0:
        return math.copysign(0.0 if math.copysign(1.0, x) > 0 else PI, y)
    if x == 0:
        return math.copysign(PI / 2, y)
    if math.isinf(x):
        near, far = (0.0, PI / 4) if x > 0 else (PI, 2.35619449019234492885)
        return math.copysign(far if math.isinf(y) else near, y)
    if math.isinf(y):
        return math.copysign(PI / 2, y)
    found = atan(y / x)
    if x < 0:
        return found + PI if found <= 0 else found - PI
    return found


def sinh(x: float) -> float:
    size = -x if x < 0 else x  # -0 stays what it is
    if size > 21:
        found = exp(size) * 0.5
    elif size > 0.5:
        power = exp(size)
        found = (power - 1 / power) * 0.5
    else:
        square = size * size
        found = size * polynomial(
            square,
            -0.6307673640497716991184787251e6,
            -0.8991272022039509355398013511e5,
            -0.2894211355989563807284660366e4,
            -0.2630563213397497062819489e2,
        )
        found /= polynomial(
            square,
            -0.6307673640497716991212077277e6,
            0.1521517378790019070696485176e5,
            -0.173678953558233699533450911e3,
            1.0,
        )
    return -found if x < 0 else found


def cosh(x: float) -> float:
    if abs(x) > 21:
        return exp(abs(x)) * 0.5
    power = exp(abs(x))
    return (power + 1 / power) * 0.5


def tanh(x: float) -> float:
    size = abs(x)
    if size > 0.5 * 8.8029691931113054295988e01:
        return math.copysign(1.0, x)
    if size >= 0.625:
        found = 1 - 2 / (exp(2 * size) + 1)
        return -found if x < 0 else found
    if x == 0:
        return x
    square = x * x
    above = polynomial(square, -1.61468768441708447952e3, -9.92877231001918586564e1, -9.64399179425052238628e-1)
    below = polynomial(square, 4.84406305325125486048e3, 2.23548839060100448583e3, 1.12811678491632931402e2, 1.0)
    return x + x * square * above / below


def asinh(x: float) -> float:
    if not math.isfinite(x):
        return x
    size = -x if x < 0 else x  # -0 stays what it is
    if size > 2.0**28:
        found = log(size) + math.log(2)
    elif size > 2:
        found = log(2 * size + 1 / (math.sqrt(size * size + 1) + size))
    elif size < 2.0**-28:
        found = size
    else:
        found = log1p(size + size * size / (1 + math.sqrt(1 + size * size)))
    return -found if x < 0 else found


def acosh(x: float) -> float:
    if not x >= 1:
        return math.nan
    if x == 1:
        return 0.0
    if x >= 2.0**28:
        return log(x) + math.log(2)
    if x > 2:
        return log(2 * x - 1 / (x + math.sqrt(x * x - 1)))
    more = x - 1
    return log1p(more + sqrt(2 * more + more * more))


def atanh(x: float) -> float:
    size = -x if x < 0 else x  # -0 stays what it is
    if not size <= 1:
        return math.nan
    if size == 1:
        return math.copysign(math.inf, x)
    if size < 2.0**-28:
        found = size
    elif size < 0.5:
        double = size + size
        found = 0.5 * log1p(double + double * size / (1 - size))
    else:
        found = 0.5 * log1p((size + size) / (1 - size))
    return -found if x < 0 else found
