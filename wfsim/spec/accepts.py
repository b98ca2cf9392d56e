"""Which scalars a form takes, and what it makes of them.

In: a scalar's value. Out: the normalised value, or None where Argo's decoder refuses it. ``shape`` calls it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from wfsim.spec.types import Form, Type
from wfsim.yamlio import Json

# What nearly all of them are; the others are read by their own module.
_USUAL_QUANTITY = r"[+-]?[0-9]+(\.[0-9]+)?([KMGTPE]i|[numkMGTPE])?"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
BASE64 = r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"


def zero(of: Type) -> Json:
    """What Go has where null stands in a list or map."""
    match of.form:
        case Form.STRUCT | Form.MAP | Form.OBJECT | Form.PLUGIN:
            return {}
        case Form.LIST:
            return []
        case Form.WHOLE | Form.INT32 | Form.UINT64 | Form.INT_OR_TEXT:
            return 0
        case Form.BOOL:
            return False
        case _:
            return ""


def _between(least: int, most: int) -> Callable[[Json], Json]:
    return lambda value: value if type(value) is int and least <= value <= most else None


_int32 = _between(-(2**31), 2**31 - 1)


def _any_text(value: Json) -> Json:
    return value if type(value) is str else _any_string(value)


def _any_string(value: Json) -> str:
    from wfsim.lang import gotext

    return gotext.any_string(value)


def _quantity(value: Json) -> Json:
    text = value if type(value) is str else _any_string(value) if type(value) in (int, float) else ""
    return text if re.fullmatch(_USUAL_QUANTITY, text) or _odd_quantity(text) else None


def _odd_quantity(text: str) -> bool:
    """Whether Kubernetes takes a text that is no usual quantity for one: blanks around it, or no digits."""
    from wfsim.lang import gospace, quantities
    from wfsim.lang.errors import LangError

    try:
        quantities.check(gospace.trimmed(text))
    except LangError:
        return False
    return True


def _matching(pattern: str) -> Callable[[Json], Json]:
    return lambda value: value if type(value) is str and re.fullmatch(pattern, value) else None


TAKES: dict[Form, Callable[[Json], Json]] = {
    Form.TEXT: lambda value: value if type(value) is str else None,
    Form.WHOLE: _between(-(2**63), 2**63 - 1),
    Form.INT32: _int32,
    Form.UINT64: _between(0, 2**64 - 1),
    Form.BOOL: lambda value: value if type(value) is bool else None,
    Form.ANY_TEXT: _any_text,
    Form.INT_OR_TEXT: lambda value: value if type(value) is str else _int32(value),
    Form.QUANTITY: _quantity,
    Form.TIME: _matching(TIME),
    Form.BYTES: _matching(BASE64),
}
