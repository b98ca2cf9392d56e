"""The error functions, with the coefficients of the FreeBSD mathematical library, which Go uses."""

from __future__ import annotations

import math
from typing import Final

from wfsim.lang.gomath.powers import exp
from wfsim.lang.gomath.rounding import bits, of_bits, polynomial

_PP: Final = (
    1.28379167095512558561e-01,
    -3.25042107247001499370e-01,
    -2.84817495755985104766e-02,
    -5.77027029648944159157e-03,
    -2.37630166566501626084e-05,
)
_QQ: Final = (
    1.0,
    3.97917223959155352819e-01,
    6.50222499887672944485e-02,
    5.08130628187576562776e-03,
    1.32494738004321644526e-04,
    -3.96022827877536812320e-06,
)
_PA: Final = (
    -2.36211856075265944077e-03,
    4.14856118683748331666e-01,
    -3.72207876035701323847e-01,
    3.18346619901161753674e-01,
    -1.10894694282396677476e-01,
    3.54783043256182359371e-02,
    -2.16637559486879084300e-03,
)
_QA: Final = (
    1.0,
    1.06420880400844228286e-01,
    5.40397917702171048937e-01,
    7.18286544141962662868e-02,
    1.26171219808761642112e-01,
    1.36370839120290507362e-02,
    1.19844998467991074170e-02,
)
_RA: Final = (
    -9.86494403484714822705e-03,
    -6.93858572707181764372e-01,
    -1.05586262253232909814e01,
    -6.23753324503260060396e01,
    -1.62396669462573470355e02,
    -1.84605092906711035994e02,
    -8.12874355063065934246e01,
    -9.81432934416914548592e00,
)
_SA: Final = (
    1.0,
    1.96512716674392571292e01,
    1.37657754143519042600e02,
    4.34565877475229228821e02,
    6.45387271733267880336e02,
    4.29008140027567833386e02,
    1.08635005541779435134e02,
    6.57024977031928170135e00,
    -6.04244152148580987438e-02,
)
_RB: Final = (
    -9.86494292470009928597e-03,
    -7.99283237680523006574e-01,
    -1.77579549177547519889e01,
    -1.60636384855821916062e02,
    -6.37566443368389627722e02,
    -1.02509513161107724954e03,
    -4.83519191608651397019e02,
)
_SB: Final = (
    1.0,
    3.03380607434824582924e01,
    3.25792512996573918826e02,
    1.53672958608443695994e03,
    3.19985821950859553908e03,
    2.55305040643316442583e03,
    4.74528541206955367215e02,
    -2.24409524465858183362e01,
)
_ERX: Final = 8.45062911510467529297e-01


def erf(x: float) -> float:
    """The error function."""
    if math.isnan(x):
        return x
    size = abs(x)
    if size < 0.84375:
        return math.copysign(_small_erf(size), x)
    if size < 1.25:
        found = _ERX + _middle(size)
    elif size >= 6:
        found = 1.0
    else:
        tail = _tail(size) / size
        return tail - 1 if x < 0 else 1 - tail
    return -found if x < 0 else found


def _small_erf(x: float) -> float:
    if x < 2.848094538889218e-306:
        return 0.125 * (8.0 * x + 1.02703333676410069053e00 * x)
    if x < 2.0**-28:
        return x + 1.28379167095512586316e-01 * x
    return x + x * _quotient(x)


def _quotient(x: float) -> float:
    z = x * x
    return polynomial(z, *_PP) / polynomial(z, *_QQ)


def _middle(x: float) -> float:
    s = x - 1
    return polynomial(s, *_PA) / polynomial(s, *_QA)


def _tail(x: float) -> float:
    """What is missing to one, times x."""
    s = 1 / (x * x)
    near = x < 1 / 0.35
    quotient = polynomial(s, *(_RA if near else _RB)) / polynomial(s, *(_SA if near else _SB))
    z = of_bits(bits(x) & 0xFFFFFFFF00000000)
    return exp(-z * z - 0.5625) * exp((z - x) * (z + x) + quotient)


def erfc(x: float) -> float:
    """One less the error function."""
    if math.isnan(x):
        return x
    size = abs(x)
    if size < 0.84375:
        if size < 2.0**-56:
            found = size
        elif size < 0.25:
            found = size + size * _quotient(size)
        else:
            found = 0.5 + (size * _quotient(size) + (size - 0.5))
        return 1 + found if x < 0 else 1 - found
    if size < 1.25:
        return 1 + _ERX + _middle(size) if x < 0 else 1 - _ERX - _middle(size)
    if size >= 28 or (x < -6):
        return 2.0 if x < 0 else 0.0
    tail = _tail(size) / size
    return 2 - tail if x < 0 else tail
