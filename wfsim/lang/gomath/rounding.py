"""Whole numbers next to floats, what divisions leave, and the parts that floats are made of."""

from __future__ import annotations

import math
import struct
from typing import Final

from wfsim.lang.gonumbers import INT_MIN, wrap

SMALLEST: Final = 2.0**-1022


def polynomial(x: float, *coefficients: float) -> float:
    """The value of a polynomial, whose coefficients begin with the constant one."""
    found = coefficients[-1]
    for one in coefficients[-2::-1]:
        found = found * x + one
    return found


def bits(value: float) -> int:
    """The 64 bits of a float."""
    return int.from_bytes(struct.pack(">d", value), "big")


def of_bits(value: int) -> float:
    """The float of 64 bits."""
    found: float = struct.unpack(">d", (value & 0xFFFFFFFFFFFFFFFF).to_bytes(8, "big"))[0]
    return found


def to_int(value: float) -> int:
    """A float as the processor makes an integer of it: the least one where it does not fit."""
    return int(value) if -(2.0**63) <= value < 2.0**63 else INT_MIN


def divided(left: float, right: float) -> float:
    """IEEE division: by zero gives infinity or no number."""
    if right != 0:
        return left / right
    return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1.0, right)


def floor(value: float) -> float:
    return _signed(math.floor(value), value) if math.isfinite(value) else value


def ceil(value: float) -> float:
    return _signed(math.ceil(value), value) if math.isfinite(value) else value


def trunc(value: float) -> float:
    return _signed(math.trunc(value), value) if math.isfinite(value) else value


def round_away(value: float) -> float:
    """To the nearest whole number, halves away from zero."""
    whole = trunc(value)
    return whole + math.copysign(1.0, value) if math.isfinite(value) and abs(value - whole) >= 0.5 else whole


def round_even(value: float) -> float:
    """To the nearest whole number, halves to the even one."""
    return _signed(round(value), value) if math.isfinite(value) else value


def _signed(whole: int, value: float) -> float:
    """A whole number as a float; nothing keeps its sign."""
    return float(whole) if whole else math.copysign(0.0, value)


def modulo(left: float, right: float) -> float:
    """What a division leaves, with the sign of the left."""
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.fmod(left, right)


def remainder(left: float, right: float) -> float:
    """What a division to the nearest whole number leaves."""
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.remainder(left, right)


def dim(left: float, right: float) -> float:
    """How much greater the left is, or nothing."""
    found = left - right
    return 0.0 if found <= 0 else found


def greater(left: float, right: float) -> float:
    """The greater one; of two zeros, the positive one."""
    if left == right == 0:
        return right if math.copysign(1.0, left) < 0 else left
    return max(left, right)


def nextafter(value: float, towards: float) -> float:
    return math.nextafter(value, towards)


def logb(value: float) -> float:
    """The exponent of two."""
    if value == 0 or not math.isfinite(value):
        return -math.inf if value == 0 else abs(value)
    return float(math.frexp(value)[1] - 1)


def ldexp(fraction: float, exponent: int) -> float:
    """A number times a power of two; below the least float by rounding twice, as Go does."""
    if fraction == 0 or not math.isfinite(fraction):
        return fraction
    mantissa, own = math.frexp(fraction)
    exponent = wrap(exponent + own - 1)
    if exponent < -1075:
        return math.copysign(0.0, fraction)
    if exponent > 1023:
        return math.copysign(math.inf, fraction)
    if exponent < -1022:
        return math.ldexp(mantissa * 2, exponent + 53) * 2.0**-53
    return math.ldexp(mantissa * 2, exponent)
