"""Functions of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from wfsim.lang.gomath import angles, bessel, errors, powers, rounding, special
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.functions.rows import Function
from wfsim.lang.jq.mistakes import unfit
from wfsim.lang.jq.values import Value, to_float


def _computed(name: str, how: Callable[..., float], cost: int = 2) -> Callable[..., Value]:
    """A function of the input as a float, or of as many arguments."""

    def call(budget: Budget, value: Value, *arguments: Value) -> Value:
        budget.spend(cost)
        given: list[float] = []
        for one in arguments or (value,):
            found = to_float(one)
            if found is None:
                raise unfit(name, one)
            given.append(found)
        return how(*given)

    return call


def _of_order(name: str, how: Callable[[int, float], float]) -> Callable[..., Value]:
    """A function that takes the longer, the greater its order is."""

    def call(budget: Budget, value: Value, order: Value, argument: Value) -> Value:
        budget.spend(min(abs(rounding.to_int(to_float(order) or 0.0)), 10_000) + 10)
        return computed(budget, value, order, argument)

    computed = _computed(name, lambda order, argument: how(rounding.to_int(order), argument))
    return call


def _frexp(budget: Budget, value: Value) -> Value:
    found = to_float(value)
    if found is None:
        raise unfit("frexp", value)
    fraction, exponent = math.frexp(found)
    return [fraction, exponent]


def _modf(budget: Budget, value: Value) -> Value:
    found = to_float(value)
    if found is None:
        raise unfit("modf", value)
    fraction, integer = math.modf(found)
    return [fraction, integer]


def _isfinite(budget: Budget, value: Value) -> Value:
    found = to_float(value)
    return found is not None and not math.isinf(found)


def _isinfinite(budget: Budget, value: Value) -> Value:
    found = to_float(value)
    return found is not None and math.isinf(found)


def _isnan(budget: Budget, value: Value) -> Value:
    found = to_float(value)
    if found is None and value is not None:
        raise unfit("isnan", value)
    return found is not None and math.isnan(found)


def _isnormal(budget: Budget, value: Value) -> Value:
    found = to_float(value)
    if found is None:
        return False
    exponent = rounding.bits(found) >> 52 & 0x7FF
    return 0 < exponent < 0x7FF


def _significand(value: float) -> float:
    return math.frexp(value)[0] * 2


def _drem(left: float, right: float) -> float:
    found = rounding.remainder(left, right)
    return math.copysign(found, left) if found == 0 else found


def _greater(left: float, right: float) -> float:
    if math.isnan(left) or math.isnan(right):
        return right if math.isnan(left) else left
    return rounding.greater(left, right)


def _lesser(left: float, right: float) -> float:
    if math.isnan(left) or math.isnan(right):
        return right if math.isnan(left) else left
    return -rounding.greater(-left, -right)


def _ldexp(value: float, exponent: float) -> float:
    return rounding.ldexp(value, rounding.to_int(exponent))


_OF_ONE: Final[tuple[tuple[str, Callable[[float], float], str], ...]] = (
    ("sin", angles.sin, "The sine of an angle."),
    ("cos", angles.cos, "The cosine of an angle."),
    ("tan", angles.tan, "The tangent of an angle."),
    ("asin", angles.asin, "The angle of a sine."),
    ("acos", angles.acos, "The angle of a cosine."),
    ("atan", angles.atan, "The angle of a tangent."),
    ("sinh", angles.sinh, "The hyperbolic sine."),
    ("cosh", angles.cosh, "The hyperbolic cosine."),
    ("tanh", angles.tanh, "The hyperbolic tangent."),
    ("asinh", angles.asinh, "The inverse of sinh."),
    ("acosh", angles.acosh, "The inverse of cosh."),
    ("atanh", angles.atanh, "The inverse of tanh."),
    ("floor", rounding.floor, "The next whole number below."),
    ("round", rounding.round_away, "The nearest whole number; halves away from zero."),
    ("nearbyint", rounding.round_even, "The nearest whole number; halves to the even one."),
    ("rint", rounding.round_even, "The nearest whole number; halves to the even one."),
    ("ceil", rounding.ceil, "The next whole number above."),
    ("trunc", rounding.trunc, "The whole number towards zero."),
    ("significand", _significand, "The number between 1 and 2 that a power of two makes of it."),
    ("fabs", abs, "A number without its sign."),
    ("sqrt", powers.sqrt, "The square root."),
    ("cbrt", powers.cbrt, "The cube root."),
    ("exp", powers.exp, "A power of e."),
    ("exp10", lambda value: powers.power(10.0, value), "A power of ten."),
    ("exp2", powers.exp2, "A power of two."),
    ("expm1", powers.expm1, "A power of e, less one."),
    ("log", powers.log, "The natural logarithm."),
    ("log10", powers.log10, "The logarithm to base ten."),
    ("log1p", powers.log1p, "The natural logarithm of one more."),
    ("log2", powers.log2, "The logarithm to base two."),
    ("logb", rounding.logb, "The exponent of the power of two in a number."),
    ("gamma", special.gamma, "The gamma function."),
    ("tgamma", special.gamma, "The gamma function."),
    ("lgamma", special.lgamma, "The logarithm of the gamma function."),
    ("erf", errors.erf, "The error function."),
    ("erfc", errors.erfc, "One less the error function."),
    ("j0", bessel.j0, "The Bessel function of the first kind, of order 0."),
    ("j1", bessel.j1, "The Bessel function of the first kind, of order 1."),
    ("y0", bessel.y0, "The Bessel function of the second kind, of order 0."),
    ("y1", bessel.y1, "The Bessel function of the second kind, of order 1."),
)
_OF_TWO: Final[tuple[tuple[str, Callable[[float, float], float], str], ...]] = (
    ("atan2", angles.atan2, "The angle of a point."),
    ("copysign", math.copysign, "A number with the sign of another one."),
    ("drem", _drem, "What is left of a division to the nearest whole number."),
    ("fdim", rounding.dim, "How much greater a number is, or zero."),
    ("fmax", _greater, "The greater number."),
    ("fmin", _lesser, "The lesser number."),
    ("fmod", rounding.modulo, "What is left of a division, with the sign of the first number."),
    ("hypot", powers.hypot, "The length of a point."),
    ("nextafter", rounding.nextafter, "The next float towards another one."),
    ("nexttoward", rounding.nextafter, "The next float towards another one."),
    ("remainder", rounding.remainder, "What is left of a division to the nearest whole number."),
    ("ldexp", _ldexp, "A number times a power of two."),
    ("scalb", _ldexp, "A number times a power of two."),
    ("scalbln", _ldexp, "A number times a power of two."),
    ("pow", powers.power, "A number to the power of another one."),
)

ROWS: Final = (
    *(Function(name, 0, doc, _computed(name, how)) for name, how, doc in _OF_ONE),
    *(Function(name, 2, doc, _computed(name, how)) for name, how, doc in _OF_TWO),
    Function("fma", 3, "A product and a sum, rounded once.", _computed("fma", powers.fma, 50)),
    Function("jn", 2, "The Bessel function of the first kind, of any order.", _of_order("jn", bessel.jn)),
    Function("yn", 2, "The Bessel function of the second kind, of any order.", _of_order("yn", bessel.yn)),
    Function("frexp", 0, "A number as a fraction and a power of two.", _frexp),
    Function("modf", 0, "A number as a fraction and a whole number.", _modf),
    Function("infinite", 0, "Infinity.", lambda budget, value: math.inf),
    Function("nan", 0, "What is no number.", lambda budget, value: math.nan),
    Function("isfinite", 0, "Whether it is a number and not infinite.", _isfinite),
    Function("isinfinite", 0, "Whether it is infinite.", _isinfinite),
    Function("isnan", 0, "Whether it is no number.", _isnan),
    Function("isnormal", 0, "Whether it is a number with all its digits.", _isnormal),
)
