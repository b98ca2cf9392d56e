"""The gamma function and its logarithm.

The coefficients are those of the Cephes library and of the FreeBSD mathematical library, which Go uses.
"""

from __future__ import annotations

import math
from typing import Final

from wfsim.lang.gomath.angles import PI, cos, sin
from wfsim.lang.gomath.powers import exp, log, power
from wfsim.lang.gomath.rounding import polynomial

_GAMMA_ABOVE: Final = (
    9.99999999999999996796e-01,
    4.94214826801497100753e-01,
    2.07448227648435975150e-01,
    4.76367800457137231464e-02,
    1.04213797561761569935e-02,
    1.19135147006586384913e-03,
    1.60119522476751861407e-04,
)
_GAMMA_BELOW: Final = (
    1.00000000000000000320e00,
    7.14304917030273074085e-02,
    -2.34591795718243348568e-01,
    3.58236398605498653373e-02,
    1.18139785222060435552e-02,
    -4.45641913851797240494e-03,
    5.39605580493303397842e-04,
    -2.31581873324120129819e-05,
)
_STIRLING: Final = (
    8.33333333333482257126e-02,
    3.47222221605458667310e-03,
    -2.68132617805781232825e-03,
    -2.29549961613378126380e-04,
    7.87311395793093628397e-04,
)
_A: Final = (
    7.72156649015328655494e-02,
    3.22467033424113591611e-01,
    6.73523010531292681824e-02,
    2.05808084325167332806e-02,
    7.38555086081402883957e-03,
    2.89051383673415629091e-03,
    1.19270763183362067845e-03,
    5.10069792153511336608e-04,
    2.20862790713908385557e-04,
    1.08011567247583939954e-04,
    2.52144565451257326939e-05,
    4.48640949618915160150e-05,
)
_R: Final = (
    1.0,
    1.39200533467621045958e00,
    7.21935547567138069525e-01,
    1.71933865632803078993e-01,
    1.86459191715652901344e-02,
    7.77942496381893596434e-04,
    7.32668430744625636189e-06,
)
_S: Final = (
    -7.72156649015328655494e-02,
    2.14982415960608852501e-01,
    3.25778796408930981787e-01,
    1.46350472652464452805e-01,
    2.66422703033638609560e-02,
    1.84028451407337715652e-03,
    3.19475326584100867617e-05,
)
_T: Final = (
    4.83836122723810047042e-01,
    -1.47587722994593911752e-01,
    6.46249402391333854778e-02,
    -3.27885410759859649565e-02,
    1.79706750811820387126e-02,
    -1.03142241298341437450e-02,
    6.10053870246291332635e-03,
    -3.68452016781138256760e-03,
    2.25964780900612472250e-03,
    -1.40346469989232843813e-03,
    8.81081882437654011382e-04,
    -5.38595305356740546715e-04,
    3.15632070903625950361e-04,
    -3.12754168375120860518e-04,
    3.35529192635519073543e-04,
)
_U: Final = (
    -7.72156649015328655494e-02,
    6.32827064025093366517e-01,
    1.45492250137234768737e00,
    9.77717527963372745603e-01,
    2.28963728064692451092e-01,
    1.33810918536787660377e-02,
)
_V: Final = (
    1.0,
    2.45597793713041134822e00,
    2.12848976379893395361e00,
    7.69285150456672783825e-01,
    1.04222645593369134254e-01,
    3.21709242282423911810e-03,
)
_W: Final = (
    4.18938533204672725052e-01,
    8.33333333333329678849e-02,
    -2.77777777728775536470e-03,
    7.93650558643019558500e-04,
    -5.95187557450339963135e-04,
    8.36339918996282139126e-04,
    -1.63092934096575273989e-03,
)


def _stirling(x: float) -> tuple[float, float]:
    """Two factors of the gamma function of a large number."""
    if x > 200:
        return math.inf, 1.0
    w = 1 / x
    w = 1 + w * polynomial(w, *_STIRLING)
    first, second = exp(x), 1.0
    if x > 143.01608:
        half = power(x, 0.5 * x - 0.25)
        first, second = half, half / first
    else:
        first = power(x, x - 0.5) / first
    return first, 2.506628274631000502417 * w * second


def gamma(x: float) -> float:
    """The gamma function."""
    if math.isnan(x) or x == -math.inf or (x < 0 and x == math.floor(x)):
        return math.nan
    if x == math.inf or x == 0:
        return math.copysign(math.inf, x)
    if abs(x) > 33:
        return _large_gamma(x)
    z = 1.0
    while x >= 3:
        x = x - 1
        z = z * x
    while x < 2:
        if -1e-09 < x < 1e-09:
            return math.inf if x == 0 else z / ((1 + 0.57721566490153286060651209008240243104215933593992 * x) * x)
        z = z / x
        x = x + 1
    if x == 2:
        return z
    x = x - 2
    return z * polynomial(x, *_GAMMA_ABOVE) / polynomial(x, *_GAMMA_BELOW)


def _large_gamma(x: float) -> float:
    if x >= 0:
        first, second = _stirling(x)
        return first * second
    size = -x
    whole = math.floor(size)
    sign = -1.0 if whole & 1 == 0 else 1.0
    rest = size - whole
    if rest > 0.5:
        rest = size - (whole + 1)
    z = size * sin(PI * rest)
    if z == 0:
        return sign * math.inf
    first, second = _stirling(size)
    product = abs(z) * first * second
    found = PI / abs(z) / first / second if math.isinf(product) else PI / product
    return sign * found


_LEAST: Final = 1.461632144968362245  # where the gamma function is least
_LEAST_NEAR: Final = 1.46163214496836224576e00


def lgamma(x: float) -> float:
    """The logarithm of the gamma function's size."""
    if not math.isfinite(x):
        return x
    if x == 0:
        return math.inf
    size = abs(x)
    if size < 2.0**-70:
        return -log(size)
    if x > 0:
        return _positive_lgamma(size)
    if size >= 2.0**52:
        return math.inf
    sine = _sin_pi(size)
    if sine == 0:
        return math.inf
    return log(PI / abs(sine * size)) - _positive_lgamma(size)


def _positive_lgamma(x: float) -> float:
    if x in (1, 2):
        return 0.0
    if x < 2:
        return _small_lgamma(x)
    if x < 8:
        return _middle_lgamma(x)
    if x >= 2.0**58:
        return x * (log(x) - 1)
    z = 1 / x
    w = _W[0] + z * polynomial(z * z, *_W[1:])
    return (x - 0.5) * (log(x) - 1) + w


def _small_lgamma(x: float) -> float:
    low = x <= 0.9
    begun, shift = (-log(x), 1.0) if low else (0.0, 0.0)
    if x >= _LEAST - shift + 0.27:
        y = (2 - shift) - x
        z = y * y
        p = y * polynomial(z, *_A[::2]) + z * polynomial(z, *_A[1::2])
        return begun + (p - 0.5 * y)
    if x >= _LEAST - shift - 0.27:
        y = x - (_LEAST_NEAR - shift)
        z = y * y
        w = z * y
        p1, p2, p3 = (polynomial(w, *_T[place::3]) for place in range(3))
        p = z * p1 - (-3.63867699703950536541e-18 - w * (p2 + y * p3))
        return begun + (-1.21486290535849611461e-01 + p)
    y = x if low else x - 1
    return begun + (-0.5 * y + y * polynomial(y, *_U) / polynomial(y, *_V))


def _middle_lgamma(x: float) -> float:
    whole = int(x)
    y = x - whole
    found = 0.5 * y + y * polynomial(y, *_S) / polynomial(y, *_R)
    if whole == 2:
        return found
    z = 1.0
    for more in range(whole - 1, 1, -1):
        z *= y + more
    return found + log(z)


def _sin_pi(x: float) -> float:
    """-sin(pi x), exact where x is whole."""
    if x < 0.25:
        return -sin(PI * x)
    if math.floor(x) == x:
        eighth = 4 * (int(x) & 1)
        x = float(int(x) & 1)
    else:
        x = math.fmod(x, 2)
        eighth = int(x * 4)
    if eighth == 0:
        return -sin(PI * x)
    if eighth < 3:
        return -cos(PI * (0.5 - x))
    if eighth < 5:
        return -sin(PI * (1 - x))
    if eighth < 7:
        return cos(PI * (x - 1.5))
    return -sin(PI * (x - 2))
