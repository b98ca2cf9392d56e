"""The types of Go: how they are written, what may be assigned to what, and the type of each value.

In: Go's notation (``map[string][]int``, ``func(string, ...int) bool``) or a value. Out: a ``GoType``. The check of
expressions, the functions and everything that prints ``%T`` ask here; ``govalues`` has the values themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from wfsim.text.records import NamedTuple


class GoType(NamedTuple):
    """A type: its kind, how Go prints it, and what it is made of."""

    kind: str
    name: str
    element: GoType | None = None
    key: GoType | None = None
    parameters: tuple[GoType, ...] = ()
    results: tuple[GoType, ...] = ()
    variadic: bool = False

    @property
    def named(self) -> bool:
        """Whether it was declared in a package."""
        return "." in self.name and self.kind not in ("slice", "array", "map", "func")

    @property
    def is_integer(self) -> bool:
        return self.kind in INTEGERS and not self.named

    @property
    def is_float(self) -> bool:
        return self.kind in ("float64", "float32") and not self.named

    @property
    def is_array(self) -> bool:
        return self.kind in ("slice", "array")

    def takes(self, other: GoType) -> bool:
        """Whether a value of the other type may be assigned to a variable of this one."""
        return self == other or self.kind == "interface"

    def __str__(self) -> str:
        return self.name


INTEGERS: Final = frozenset(
    ("int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr")
)
# The kinds of types that packages declare, by name.
_DECLARED: Final = {
    "time.Time": "struct",
    "time.Location": "struct",
    "time.Duration": "int64",
    "time.Month": "int",
    "time.Weekday": "int",
    "semver.Version": "struct",
    "error": "interface",
    "any": "interface",
    "byte": "uint8",
    "rune": "int32",
}
_PRINTED: Final = {"any": "interface {}", "byte": "uint8", "rune": "int32"}
_PLAIN: Final = INTEGERS | {"bool", "string", "float64", "float32", "complex128"}


@lru_cache(maxsize=1024)
def go(text: str) -> GoType:
    """The type that Go's notation means."""
    found, rest = _read(text.strip())
    if rest.strip():
        raise ValueError(f"{rest!r} behind the type in {text!r}")
    return found


def _read(text: str) -> tuple[GoType, str]:
    if text.startswith("interface {}"):
        return GoType("interface", "interface {}"), text[len("interface {}") :]
    if text.startswith("struct {}"):
        return GoType("struct", "struct {}"), text[len("struct {}") :]
    if text.startswith("func("):
        return _function(text)
    if text.startswith("map["):
        key, rest = _read(text[len("map[") :])
        element, rest = _read(rest.removeprefix("]"))
        return GoType("map", f"map[{key}]{element}", element, key), rest
    if text.startswith("["):
        size, _, rest = text[1:].partition("]")
        element, rest = _read(rest)
        return GoType("array" if size else "slice", f"[{size}]{element}", element), rest
    if text.startswith("*"):
        element, rest = _read(text[1:])
        return GoType("ptr", f"*{element}", element), rest
    end = next((at for at, sign in enumerate(text) if not (sign.isalnum() or sign in "._")), len(text))
    name = text[:end]
    if name not in _PLAIN and name not in _DECLARED and "." not in name:
        raise ValueError(f"no type {name!r}")
    kind = name if name in _PLAIN else _DECLARED.get(name, "struct")
    return GoType(kind, _PRINTED.get(name, name)), text[end:]


def _function(text: str) -> tuple[GoType, str]:
    parameters, rest = _several(text[len("func(") :])
    variadic = bool(parameters) and parameters[-1].kind == "..."
    if variadic:
        element = parameters[-1].element or ANY
        parameters[-1] = GoType("slice", f"[]{element}", element)
    results: list[GoType] = []
    if rest.startswith(" ("):
        results, rest = _several(rest[2:])
    elif rest.startswith(" "):
        result, rest = _read(rest[1:])
        results = [result]
    inside = [f"...{one.element}" if variadic and one is parameters[-1] else one.name for one in parameters]
    name = f"func({', '.join(inside)})" + _outside(results)
    return GoType("func", name, None, None, tuple(parameters), tuple(results), variadic), rest


def _outside(results: list[GoType]) -> str:
    names = ", ".join(one.name for one in results)
    return f" ({names})" if len(results) > 1 else f" {names}" if names else ""


def _several(text: str) -> tuple[list[GoType], str]:
    """The types of a list up to its closing parenthesis, and what follows that."""
    found: list[GoType] = []
    while not text.startswith(")"):
        text = text.lstrip(", ")
        spread = text.startswith("...")
        one, text = _read(text.removeprefix("..."))
        found.append(GoType("...", "...", one) if spread else one)
    return found, text[1:]


def functions(text: str) -> Iterator[GoType]:
    """The types of several functions, joined by ``;``: a name that is declared for several kinds of arguments."""
    return (go(one) for one in text.split(";"))


ANY: Final = go("interface {}")
BOOL: Final = go("bool")
INT: Final = go("int")
INT64: Final = go("int64")
UINT8: Final = go("uint8")
FLOAT: Final = go("float64")
STRING: Final = go("string")
LIST: Final = go("[]interface {}")
MAP: Final = go("map[string]interface {}")
BYTES: Final = go("[]uint8")
INTS: Final = go("[]int")
STRINGS: Final = go("[]string")
TIME: Final = go("time.Time")
DURATION: Final = go("time.Duration")
LOCATION: Final = go("*time.Location")
