"""Bessel functions of the first and the second kind, of whole orders, by FreeBSD's method."""

from __future__ import annotations

import math
from typing import Final

from wfsim.lang.errors import BudgetSpent
from wfsim.lang.gomath.angles import cos, sin
from wfsim.lang.gomath.bessel_tables import P0, P1, Q0, Q1, Ratio
from wfsim.lang.gomath.powers import log
from wfsim.lang.gomath.rounding import divided, polynomial

_ROOT: Final = 0.56418958354775628695  # 1/sqrt(pi)
_TWO_BY_PI: Final = 0.63661977236758134308
_MOST: Final = 10_000
_U0: Final = (
    -7.38042951086872317523e-02,
    1.76666452509181115538e-01,
    -1.38185671945596898896e-02,
    3.47453432093683650238e-04,
    -3.81407053724364161125e-06,
    1.95590137035022920206e-08,
    -3.98205194132103398453e-11,
)
_V0: Final = (
    1.0,
    1.27304834834123699328e-02,
    7.60068627350353253702e-05,
    2.59150851840457805467e-07,
    4.41110311332675467403e-10,
)
_U1: Final = (
    -1.96057090646238940668e-01,
    5.04438716639811282616e-02,
    -1.91256895875763547298e-03,
    2.35252600561610495928e-05,
    -9.19099158039878874504e-08,
)
_V1: Final = (
    1.0,
    1.99167318236649903973e-02,
    2.02552581025135171496e-04,
    1.35608801097516229404e-06,
    6.22741452364621501295e-09,
    1.66559246207992079114e-11,
)


def _ratio(table: tuple[Ratio, ...], x: float) -> float:
    z = 1 / (x * x)
    found = next(one for one in table if x >= one.least)
    return polynomial(z, *found.above) / polynomial(z, *found.below)


def _waves(x: float, order: int) -> tuple[float, float]:
    """Cosine and sine of the angle that the function has far out, neither as a difference of equal numbers."""
    s, c = sin(x), cos(x)
    if order == 0:
        ss, cc = s - c, s + c
        z, swapped = -cos(x + x), s * c < 0
    else:
        ss, cc = -s - c, s - c
        z, swapped = cos(x + x), s * c > 0
    if x < 8.98846567431158e307:
        if swapped:
            cc = divided(z, ss)
        else:
            ss = divided(z, cc)
    return cc, ss


def _far(x: float, order: int, second: bool) -> float:
    """The functions of numbers from 2 on."""
    cc, ss = _waves(x, order)
    if x > 2.0**129:
        return _ROOT * (ss if second else cc) / math.sqrt(x)
    if order == 0:
        u, v = 1 + _ratio(P0, x), (-0.125 + _ratio(Q0, x)) / x
    else:
        u, v = 1 + _ratio(P1, x), (0.375 + _ratio(Q1, x)) / x
    return _ROOT * (u * ss + v * cc if second else u * cc - v * ss) / math.sqrt(x)


def j0(x: float) -> float:
    """Of the first kind, of order 0."""
    if math.isnan(x):
        return x
    x = abs(x)
    if x == 0 or math.isinf(x):
        return 0.0 if x else 1.0
    if x >= 2:
        return _far(x, 0, False)
    if x < 2.0**-13:
        return 1.0 if x < 2.0**-27 else 1 - 0.25 * x * x
    z = x * x
    r = z * polynomial(
        z,
        1.56249999999999947958e-02,
        -1.89979294238854721751e-04,
        1.82954049532700665670e-06,
        -4.61832688532103189199e-09,
    )
    s = polynomial(
        z,
        1.0,
        1.56191029464890010492e-02,
        1.16926784663337450260e-04,
        5.13546550207318111446e-07,
        1.16614003333790000205e-09,
    )
    if x < 1:
        return 1 + z * (-0.25 + (r / s))
    half = 0.5 * x
    return (1 + half) * (1 - half) + z * (r / s)


def j1(x: float) -> float:
    """Of the first kind, of order 1."""
    if math.isnan(x):
        return x
    size = abs(x)
    if size == 0 or math.isinf(size):
        return 0.0
    if size >= 2:
        found = _far(size, 1, False)
        return -found if x < 0 else found
    if size < 2.0**-27:
        return 0.5 * size
    z = size * size
    r = z * polynomial(
        z,
        -6.25000000000000000000e-02,
        1.40705666955189706048e-03,
        -1.59955631084035597520e-05,
        4.96727999609584448412e-08,
    )
    s = polynomial(
        z,
        1.0,
        1.91537599538363460805e-02,
        1.85946785588630915560e-04,
        1.17718464042623683263e-06,
        5.04636257076217042715e-09,
        1.23542274426137913908e-11,
    )
    found = 0.5 * size + (r * size) / s
    return -found if x < 0 else found


def y0(x: float) -> float:
    """Of the second kind, of order 0."""
    if x < 0 or math.isnan(x):
        return math.nan
    if x == 0 or math.isinf(x):
        return 0.0 if x else -math.inf
    if x >= 2:
        return _far(x, 0, True)
    if x <= 2.0**-27:
        return _U0[0] + _TWO_BY_PI * log(x)
    z = x * x
    return polynomial(z, *_U0) / polynomial(z, *_V0) + _TWO_BY_PI * j0(x) * log(x)


def y1(x: float) -> float:
    """Of the second kind, of order 1."""
    if x < 0 or math.isnan(x):
        return math.nan
    if x == 0 or math.isinf(x):
        return 0.0 if x else -math.inf
    if x >= 2:
        return _far(x, 1, True)
    if x <= 2.0**-54:
        return -_TWO_BY_PI / x
    z = x * x
    return x * (polynomial(z, *_U1) / polynomial(z, *_V1)) + _TWO_BY_PI * (j1(x) * log(x) - 1 / x)


def jn(order: int, x: float) -> float:
    """Of the first kind, of any order."""
    if math.isnan(x):
        return x
    if math.isinf(x):
        return 0.0
    if order == 0:
        return j0(x)
    if x == 0:
        return 0.0
    if order < 0:
        order, x = -order, -x
    if order == 1:
        return j1(x)
    size = abs(x)
    if size >= 2.0**302 and order <= size:
        found = _farthest(order, size, _TURNS_FIRST)
    elif order <= size:
        found = _upwards(order, size, j0(size), j1(size))
    elif size < 2.0**-29:
        found = _tiny(order, size)
    else:
        found = _downwards(order, size)
    return -found if x < 0 and order & 1 else found


_TURNS_FIRST: Final = ((1, 1), (-1, 1), (-1, -1), (1, -1))  # signs of cosine and sine
_TURNS_SECOND: Final = ((-1, 1), (-1, -1), (1, -1), (1, 1))


def _farthest(order: int, x: float, turns: tuple[tuple[int, int], ...]) -> float:
    c, s = turns[order & 3]
    return _ROOT * (c * cos(x) + s * sin(x)) / math.sqrt(x)


def _bounded(order: int) -> None:
    if order > _MOST:
        raise BudgetSpent("a Bessel function of too large an order")


def _upwards(order: int, x: float, a: float, b: float) -> float:
    _bounded(order)
    for i in range(1, order):
        a, b = b, b * (float(i + i) / x) - a
    return b


def _tiny(order: int, x: float) -> float:
    if order > 33:
        return 0.0
    half = x * 0.5
    found, factorial = half, 1.0
    for i in range(2, order + 1):
        factorial *= float(i)
        found *= half
    return found / factorial


def _downwards(order: int, x: float) -> float:
    """A continued fraction, and back down to order 0."""
    _bounded(order)
    w = float(order + order) / x
    h = 2 / x
    q0, z = w, w + h
    q1, k = w * z - 1, 1
    while q1 < 1e9:
        k += 1
        z += h
        q0, q1 = q1, z * q1 - q0
    t = 0.0
    for i in range(2 * (order + k), order + order - 1, -2):
        t = 1 / (float(i) / x - t)
    a, b = t, 1.0
    large = order * log(abs(2 / x * order)) >= 7.09782712893383973096e02
    for i in range(order - 1, 0, -1):
        a, b = b, b * float(i + i) / x - a
        if large and b > 1e100:
            a, t, b = a / b, t / b, 1.0
    return t * j0(x) / b


def yn(order: int, x: float) -> float:
    """Of the second kind, of any order."""
    if x < 0 or math.isnan(x):
        return math.nan
    if math.isinf(x):
        return 0.0
    if order == 0:
        return y0(x)
    odd = order < 0 and order & 1
    if x == 0:
        return math.inf if odd else -math.inf
    order = abs(order)
    if order == 1:
        found = y1(x)
    elif x >= 2.0**302:
        found = _farthest(order, x, _TURNS_SECOND)
    else:
        _bounded(order)
        a, found = y0(x), y1(x)
        for i in range(1, order):
            if found == -math.inf:
                break
            a, found = found, (float(i + i) / x) * found - a
    return -found if odd else found
