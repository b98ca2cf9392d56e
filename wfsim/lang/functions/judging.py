"""What expr-lang knows of a function's result before a run, for those functions that look at their arguments' types.

In: the types of arguments, None for nil. Out: the type of the result, or a LangError. The tables of functions have one
of these for each of their functions that is not declared by plain types.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from wfsim.lang import gotypes
from wfsim.lang.errors import LangError
from wfsim.lang.gotypes import GoType

Types = Sequence["GoType | None"]
Judge = Callable[[Types], GoType]

_NUMBERS: Final = gotypes.INTEGERS - {"uintptr"} | {"float64", "float32"}
_KINDS: Final[dict[str, frozenset[str]]] = {
    "number": frozenset(_NUMBERS),
    "int": frozenset(("int", "int8", "int16", "int32", "int64")),
    "list": frozenset(("slice", "array")),
    "map": frozenset(("map",)),
    "string": frozenset(("string",)),
}


def _kind(type: GoType | None) -> str:
    """The kind, of what a pointer points to where it is one."""
    if type is None:
        return "invalid"
    return type.element.kind if type.kind == "ptr" and type.element is not None else type.kind


def _fits(type: GoType | None, kinds: str) -> bool:
    kind = _kind(type)
    return kind == "interface" or any(kind in _KINDS[one] for one in kinds.split("|"))


def takes(*kinds: str, gives: GoType | None = None, says: tuple[str, ...]) -> Judge:
    """One argument of each of these kinds; what comes back is of the type, or of the first argument's.

    ``says``: Go's words about an argument of another kind, for each of them.
    """

    def judge(types: Types) -> GoType:
        if len(types) != len(kinds):
            raise LangError(f"invalid number of arguments (expected {len(kinds)}, got {len(types)})")
        for type, wanted, complaint in zip(types, kinds, says, strict=True):
            if not _fits(type, wanted):
                raise LangError(complaint.format(_shown(type)))
        return gives or types[0] or gotypes.ANY

    return judge


def _shown(type: GoType | None) -> str:
    return "%!s(<nil>)" if type is None else type.name


def element(which: str) -> Judge:
    """One of a list's items."""
    judge = takes("list", says=(f"cannot get {which} element from {{}}",))

    def of_element(types: Types) -> GoType:
        found = judge(types)
        return found if found.kind == "interface" else found.element or gotypes.ANY

    return of_element


def lists(types: Types) -> GoType:
    """Any number of lists, but one at least."""
    if not types:
        raise LangError("invalid number of arguments (expected at least 1, got 0)")
    for type in types:
        if not _fits(type, "list"):
            raise LangError(f"cannot concat {_shown(type)}")
    return gotypes.LIST


def numbers(name: str) -> Judge:
    """Numbers and lists of them; nobody looks at what follows the first list."""

    def judge(types: Types) -> GoType:
        if not types:
            raise LangError(f"not enough arguments to call {name}")
        for type in types:
            if _fits(type, "list"):
                return gotypes.ANY
            if not _fits(type, "number"):
                raise LangError(f"invalid argument for {name} (type {_shown(type)})")
        return types[0] or gotypes.ANY

    return judge


def now(types: Types) -> GoType:
    """Nothing, or a place."""
    if types and (len(types) > 1 or types[0] != gotypes.LOCATION):
        raise LangError(f"invalid number of arguments (expected 0, got {len(types)})")
    return gotypes.TIME


def date(types: Types) -> GoType:
    """Perhaps a place, a text, perhaps its layout and the name of a place; only how many is looked at."""
    if not types:
        raise LangError("invalid number of arguments (expected at least 1, got 0)")
    rest = types[1:] if types[0] == gotypes.LOCATION else types
    if len(rest) > 3:
        raise LangError(f"invalid number of arguments (expected at most 3, got {len(rest)})")
    return gotypes.TIME
