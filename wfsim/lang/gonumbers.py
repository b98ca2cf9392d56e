"""Numbers as Go writes and reads them: 64-bit integers, floats in their shortest form.

In: Python numbers and texts. Out: texts and numbers. Called by the printing modules, by functions and by ``items``.
"""

from __future__ import annotations

import math
import re
from typing import Final

from wfsim.lang.errors import LangError

INT_MIN: Final = -(1 << 63)
INT_MAX: Final = (1 << 63) - 1


def wrap(value: int) -> int:
    """An integer as 64 bits hold it: arithmetic wraps around."""
    return value if INT_MIN <= value <= INT_MAX else (value - INT_MIN) % (1 << 64) + INT_MIN


def _digits(value: float) -> tuple[str, int]:
    """The shortest digits of a finite number and where its decimal point stands (0.00123: ``123``, -2)."""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + (int(exponent) if exponent else 0)
    digits = whole + fraction
    leading = len(digits) - len(digits.lstrip("0"))
    return digits.strip("0") or "0", point - leading if digits.strip("0") else 1


def _special(value: float) -> str | None:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return None


def plain(value: float) -> str:
    """Without an exponent: ``1000000000000000000000``, ``0.0000001`` (strconv's 'f' with precision -1)."""
    special = _special(value)
    if special is not None:
        return special
    digits, point = _digits(value)
    if point <= 0:
        text = "0." + "0" * -point + digits
    elif point >= len(digits):
        text = digits + "0" * (point - len(digits))
    else:
        text = digits[:point] + "." + digits[point:]
    return _signed(value, text)


def _signed(value: float, text: str) -> str:
    return "-" + text if math.copysign(1.0, value) < 0 else text


def scientific(value: float, padded: bool = True) -> str:
    """With an exponent: ``1e+21``; of at least two digits where ``padded`` (strconv's 'e' with precision -1)."""
    digits, point = _digits(value)
    exponent = 0 if value == 0 else point - 1
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return _signed(value, f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):0{2 if padded else 1}d}")


def printed(value: float) -> str:
    """As ``%v`` prints it: an exponent below 1e-4 and from 1e6 on."""
    special = _special(value)
    if special is not None:
        return special
    exponent = 0 if value == 0 else _digits(value)[1] - 1
    return scientific(value) if exponent < -4 or exponent >= 6 else plain(value)


def in_json(value: float) -> str:
    """As encoding/json writes it: an exponent below 1e-6 and from 1e21 on, ``1e-7`` without a padding zero."""
    size = abs(value)
    if size != 0 and (size < 1e-6 or size >= 1e21):
        return scientific(value, padded=size >= 1e21)
    return plain(value)


_INTEGER: Final = r"(?a)[+-]?[0-9]+"
_FLOAT: Final = r"(?ai)[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|inf(?:inity)?|nan)"
_HEX_FLOAT: Final = r"(?ai)[+-]?0x(?:[0-9a-f]+(?:\.[0-9a-f]*)?|\.[0-9a-f]+)p[+-]?[0-9]+"


def parse_int(text: str) -> int | None:
    """A decimal 64-bit integer as strconv.Atoi reads it, or None."""
    if not re.fullmatch(_INTEGER, text):
        return None
    sign, digits = text[0] == "-", text.lstrip("+-").lstrip("0") or "0"
    if len(digits) > 19:
        return None
    value = -int(digits) if sign else int(digits)
    return value if INT_MIN <= value <= INT_MAX else None


def int32(value: int) -> int:
    """What is left of an integer in 32 bits."""
    return (value + (1 << 31)) % (1 << 32) - (1 << 31)


def int_or_string(text: str) -> int:
    """What Argo makes of a field that may be a number or a text."""
    value = parse_int(text)
    if value is None:
        said = f"value '{text}' cannot be resolved to an int"
        raise LangError(said, 0, len(text), expected="a whole number")
    return value


_ANY_BASE: Final = r"(?a)[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])+|[1-9](?:_?[0-9])*|0)"


def parse_int_any_base(text: str) -> int | None:
    """A 64-bit integer as strconv.ParseInt reads it with base 0: ``0x1f``, ``0b1``, ``017``, ``1_000``."""
    if len(text) > 100 or not re.fullmatch(_ANY_BASE, text):
        return None
    digits = text.lstrip("+-").replace("_", "").lower()
    octal = len(digits) > 1 and digits[0] == "0" and digits[1] not in "xbo"
    value = int(digits, 8 if octal else 0)
    value = -value if text[0] == "-" else value
    return value if INT_MIN <= value <= INT_MAX else None


def atoi_problem(text: str) -> str:
    """Why ``parse_int`` gave None: strconv's words for it."""
    return "value out of range" if re.fullmatch(_INTEGER, text) else "invalid syntax"


_STRAY_UNDERSCORE: Final = r"(?<![0-9])_|_(?![0-9])"
_STRAY_HEX_UNDERSCORE: Final = r"(?<![0-9a-fA-FxX])_|_(?![0-9a-fA-F])"


def parse_float(text: str) -> float | None:
    """A number as strconv.ParseFloat reads it, or None (also where it is too large)."""
    if "_" in text:
        hexadecimal = text.lstrip("+-")[:2].lower() == "0x"
        if re.search(_STRAY_HEX_UNDERSCORE if hexadecimal else _STRAY_UNDERSCORE, text):
            return None
        text = text.replace("_", "")
    if re.fullmatch(_FLOAT, text):
        if text.strip("+-").lower() == "nan" and text.lower() != "nan":
            return None
        value = float(text)
    elif re.fullmatch(_HEX_FLOAT, text):
        try:
            value = float.fromhex(text)
        except OverflowError:
            return None
    else:
        return None
    return None if math.isinf(value) and "n" not in text.lower() else value
