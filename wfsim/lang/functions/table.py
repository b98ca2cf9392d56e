"""The whole table of functions. Loaded with the first expression, never for text without one."""

from __future__ import annotations

from functools import cache
from typing import Final

from wfsim.lang.ambient import Ambient
from wfsim.lang.functions import argo, lists, numbers, sprig, texts, times
from wfsim.lang.functions.signatures import Function
from wfsim.lang.gotypes import GoType, go
from wfsim.lang.govalues import Bound
from wfsim.lang.values import Json

# Those of the language itself, and those that are variables which Argo gives to every expression.
BUILTINS: Final[dict[str, Function]] = {**texts.TABLE, **numbers.TABLE, **lists.TABLE, **times.TABLE}
ARGO: Final[dict[str, Function]] = argo.TABLE
FUNCTIONS: Final[dict[str, Function]] = {**BUILTINS, **ARGO}
SPRIG: Final[dict[str, Function]] = sprig.TABLE
_ANY: Final = go("func(...interface {}) interface {}")


def find(name: str) -> Function | None:
    """The function of a name such as ``upper`` or ``sprig.trim``."""
    if name.startswith("sprig."):
        return SPRIG.get(name.removeprefix("sprig."))
    return FUNCTIONS.get(name)


def _value(function: Function, ambient: Ambient | None = None) -> Bound:
    type: GoType = function.types[0] if function.types else _ANY
    call = function if ambient is None else lambda arguments: function(arguments, ambient)
    return Bound(function.name, type, call, function.cost)


_OF_A_RUN: Final = tuple(name for name, function in SPRIG.items() if function.ambient)


@cache
def _known() -> dict[str, Json]:
    return {name: _value(function) for name, function in SPRIG.items()}


@cache
def _outside() -> dict[str, Json]:
    return {**{name: _value(function) for name, function in ARGO.items()}, "sprig": _known()}


def variables(ambient: Ambient | None = None) -> dict[str, Json]:
    """What Argo adds to the variables of an expression: functions by name, and a map of sprig's, in a run with its
    clock and its chance."""
    if ambient is None:
        return _outside()
    of_the_run = {name: _value(SPRIG[name], ambient) for name in _OF_A_RUN}
    return {**_outside(), "sprig": {**_known(), **of_the_run}}
