"""Semantic versions and constraints on them, as Masterminds/semver reads and compares them.

In: texts. Out: ``Version``, and whether a version meets a constraint; LangError in the library's words. Called by the
functions of versions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final, NamedTuple

from wfsim.lang import gojson, regex
from wfsim.lang.errors import LangError
from wfsim.lang.gotypes import GoType, go
from wfsim.lang.govalues import Bound, Opaque, Uint64, byte_list, octets, valid
from wfsim.lang.values import Json

_TAIL: Final = r"(-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(?:\+([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?"
_VERSION: Final = rf"^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?{_TAIL}$"
_LARGEST: Final = (1 << 64) - 1


class Version(Opaque):
    """A pointer to a version. Equal versions may differ in their metadata."""

    __slots__ = ("metadata", "numbers", "original", "pre")
    type: ClassVar[GoType] = go("*semver.Version")  # type: ignore[misc]

    def __init__(self, numbers: tuple[int, int, int], pre: str = "", metadata: str = "", original: str = "") -> None:
        super().__init__()
        self.numbers, self.pre, self.metadata, self.original = numbers, pre, metadata, original

    def printed(self) -> str:
        pre = f"-{self.pre}" if self.pre else ""
        metadata = f"+{self.metadata}" if self.metadata else ""
        return ".".join(map(str, self.numbers)) + pre + metadata

    def in_json(self) -> Json:
        return self.printed()

    def key(self) -> object:
        return self.numbers, self.pre, self.metadata, self.original

    def followed(self) -> Opaque:
        return VersionItself(self.numbers, self.pre, self.metadata, self.original)

    def method(self, name: str) -> Bound | None:
        found = _METHODS.get(name) or (_OF_POINTERS.get(name) if self.type.kind == "ptr" else None)
        if found is None:
            return None
        return Bound(name, go(found[0]), lambda arguments: found[1](self, *arguments))

    def compare(self, other: Version) -> int:
        """-1, 0 or 1, as it comes before, is equal, or comes after."""
        if self.numbers != other.numbers:
            return 1 if self.numbers > other.numbers else -1
        if not self.pre or not other.pre:
            return bool(other.pre) - bool(self.pre)
        return _compared(self.pre, other.pre)

    def changed(self, numbers: tuple[int, int, int], pre: str = "", metadata: str = "") -> Version:
        """Another version, written with the same sign before it."""
        found = VersionItself(numbers, pre, metadata)
        found.original = ("v" if self.original.startswith("v") else "") + found.printed()
        return found

    def raised(self, place: int) -> Version:
        """The next version in one of the three numbers; a prerelease comes before its own patch."""
        kept = [one if at <= place else 0 for at, one in enumerate(self.numbers)]
        if place < 2 or not self.pre:
            kept[place] += 1
        return self.changed((kept[0], kept[1], kept[2]))


class VersionItself(Version):
    """A version where no pointer points to it."""

    __slots__ = ()
    type: ClassVar[GoType] = go("semver.Version")  # type: ignore[misc]

    def followed(self) -> Opaque:
        return self


def _with_pre(version: Version, pre: str) -> Json:
    _check(pre, _IDENTIFIERS, "invalid prerelease string")
    _check_zeros(pre)
    return version.changed(version.numbers, pre, version.metadata)


def _with_metadata(version: Version, metadata: str) -> Json:
    _check(metadata, _IDENTIFIERS, "invalid metadata string")
    return version.changed(version.numbers, version.pre, metadata)


_IDENTIFIERS: Final = r"^[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*$"


def _check(text: str, pattern: str, message: str) -> None:
    if text and regex.compiled(pattern).search(valid(text)) is None:
        raise LangError(message)


def _check_zeros(pre: str) -> None:
    if any(len(part) > 1 and part[0] == "0" and part.isdecimal() for part in pre.split(".")):
        raise LangError("version segment starts with 0")


def _written(version: Version) -> Json:
    return byte_list(octets(version.printed()))


_METHODS: Final[dict[str, tuple[str, Callable[..., Json]]]] = {
    "Major": ("func() uint64", lambda version: Uint64(version.numbers[0])),
    "Minor": ("func() uint64", lambda version: Uint64(version.numbers[1])),
    "Patch": ("func() uint64", lambda version: Uint64(version.numbers[2])),
    "Prerelease": ("func() string", lambda version: version.pre),
    "Metadata": ("func() string", lambda version: version.metadata),
    "String": ("func() string", lambda version: version.printed()),
    "IncMajor": ("func() semver.Version", lambda version: version.raised(0)),
    "IncMinor": ("func() semver.Version", lambda version: version.raised(1)),
    "IncPatch": ("func() semver.Version", lambda version: version.raised(2)),
    "SetPrerelease": ("func(string) (semver.Version, error)", _with_pre),
    "SetMetadata": ("func(string) (semver.Version, error)", _with_metadata),
    "MarshalText": ("func() ([]uint8, error)", _written),
    "MarshalJSON": ("func() ([]uint8, error)", lambda version: byte_list(octets(gojson.string(version.printed())))),
}
_TWO: Final = "func(*semver.Version) bool"
_OF_POINTERS: Final[dict[str, tuple[str, Callable[..., Json]]]] = {
    "Original": ("func() string", lambda version: version.original),
    "Compare": ("func(*semver.Version) int", lambda version, other: version.compare(_given(other))),
    "Equal": (_TWO, lambda version, other: other is not None and version.compare(other) == 0),
    "LessThan": (_TWO, lambda version, other: version.compare(_given(other)) < 0),
    "LessThanEqual": (_TWO, lambda version, other: version.compare(_given(other)) <= 0),
    "GreaterThan": (_TWO, lambda version, other: version.compare(_given(other)) > 0),
    "GreaterThanEqual": (_TWO, lambda version, other: version.compare(_given(other)) >= 0),
}


def _given(version: Version | None) -> Version:
    if version is None:
        raise LangError("runtime error: invalid memory address or nil pointer dereference")
    return version


def _compared(one: str, other: str) -> int:
    """Prereleases, part by part: numbers come before words, a shorter row before a longer one."""
    mine, theirs = map(_ranked, one.split(".")), map(_ranked, other.split("."))
    first, second = [*mine], [*theirs]
    return (first > second) - (first < second)


def _ranked(part: str) -> tuple[int, int, str]:
    number = part.isascii() and part.isdecimal() and int(part[:30]) <= _LARGEST
    return (0, int(part), "") if number else (1, 0, part)


def parse(text: str) -> Version:
    """The version of a text; what is left out of its three numbers is 0."""
    found = regex.compiled(_VERSION).search(valid(text))
    if found is None:
        raise LangError("invalid semantic version")
    numbers = [int((one or "0")[:30]) for one in found.group(1, 2, 3)]
    pre = found.group(5) or ""
    if any(one > _LARGEST for one in numbers):
        raise LangError("error parsing version segment: value out of range")
    _check_zeros(pre)
    return Version((numbers[0], numbers[1], numbers[2]), pre, found.group(6) or "", text)


# -- constraints ----------------------------------------------------------------------------------------------------

_OPERATORS: Final = r"=||!=|>|<|>=|=>|<=|=<|~|~>|\^"
_PART: Final = r"[0-9|x|X|\*]+"
_WANTED: Final = rf"v?({_PART})(\.{_PART})?(\.{_PART})?{_TAIL}"
_PLAIN: Final = rf"v?{_PART}(?:\.{_PART})?(?:\.{_PART})?" + _TAIL.replace("(-(", "(?:-(?:").replace("+([", "+(?:[")
_ONE: Final = rf"^\s*({_OPERATORS})\s*({_WANTED})\s*$"
_EACH: Final = rf"(?:{_OPERATORS})\s*(?:{_PLAIN})"
_SEVERAL: Final = rf"^\s*(?:{_OPERATORS})\s*(?:{_PLAIN})\s*(?:(?:\s+|,\s*)(?:{_OPERATORS})\s*(?:{_PLAIN})\s*)*$"
_RANGE: Final = rf"\s*({_PLAIN})\s+-\s+({_PLAIN})\s*"


class _Constraint(NamedTuple):
    """One comparison. ``loose``: a number is left open; ``minor`` and ``patch``: from which one on."""

    operator: str
    version: Version
    loose: bool = False
    minor: bool = False
    patch: bool = False


def satisfies(constraints: str, version: str) -> bool:
    """Whether a version meets constraints: groups joined by ``||``, in which all must be met."""
    groups = [_group(one) for one in _without_ranges(valid(constraints)).split("||")]
    found = parse(version)
    return any(all(_met(one, found, group) for one in group) for group in groups)


def _without_ranges(text: str) -> str:
    written = text
    for one in regex.compiled(_RANGE).finditer(text):
        written = written.replace(one.group(0), f">= {one.group(1)}, <= {one.group(2)} ", 1)
    return written


def _group(text: str) -> list[_Constraint]:
    if regex.compiled(_SEVERAL).search(text) is None:
        raise LangError(f"improper constraint: {text}")
    found = [one.group(0) for one in regex.compiled(_EACH).finditer(text)] or [text]
    return [_constraint(one) for one in found]


def _constraint(text: str) -> _Constraint:
    if not text:
        return _Constraint("", Version((0, 0, 0)), loose=True)
    found = regex.compiled(_ONE).search(text)
    if found is None:
        raise LangError(f"improper constraint: {text}")
    operator, whole, major, minor, patch, pre = (one or "" for one in found.group(1, 2, 3, 4, 5, 6))
    if _open(major):
        return _Constraint(operator, _parsed(f"0.0.0{pre}"), loose=True)
    if _open(minor):
        return _Constraint(operator, _parsed(f"{major}.0.0{pre}"), loose=True, minor=True)
    if _open(patch):
        return _Constraint(operator, _parsed(f"{major}{minor}.0{pre}"), loose=True, patch=True)
    return _Constraint(operator, _parsed(whole))


def _open(part: str) -> bool:
    return part.removeprefix(".") in ("", "x", "X", "*")


def _parsed(text: str) -> Version:
    try:
        return parse(text)
    except LangError:
        raise LangError("constraint parser error") from None


def _met(one: _Constraint, version: Version, group: list[_Constraint]) -> bool:
    """A prerelease meets only groups that speak of prereleases."""
    if version.pre and not any(other.version.pre for other in group):
        return False
    return _OPERATIONS[one.operator](one, version)


def _different(one: _Constraint, version: Version) -> bool:
    if one.loose:
        (major, minor, patch), wanted = version.numbers, one.version.numbers
        if major != wanted[0] or (minor != wanted[1] and not one.minor):
            return True
        if one.minor:
            return False
        if patch != wanted[2] and not one.patch:
            return True
        if one.patch:
            return bool(version.pre or one.version.pre) and _compared(version.pre, one.version.pre) != 0
    return version.compare(one.version) != 0


def _greater(one: _Constraint, version: Version) -> bool:
    if one.loose:
        if version.numbers[0] != one.version.numbers[0]:
            return version.numbers[0] > one.version.numbers[0]
        if one.minor or one.patch:
            return one.patch and not one.minor and version.numbers[1] > one.version.numbers[1]
    return version.compare(one.version) > 0


def _at_most(one: _Constraint, version: Version) -> bool:
    if not one.loose:
        return version.compare(one.version) <= 0
    (major, minor, _), wanted = version.numbers, one.version.numbers
    return not (major > wanted[0] or (major == wanted[0] and minor > wanted[1] and not one.minor))


def _tilde(one: _Constraint, version: Version) -> bool:
    if version.compare(one.version) < 0:
        return False
    if one.version.numbers == (0, 0, 0) and not (one.minor or one.patch):
        return True
    same_minor = one.minor or version.numbers[1] == one.version.numbers[1]
    return version.numbers[0] == one.version.numbers[0] and same_minor


def _caret(one: _Constraint, version: Version) -> bool:
    if version.compare(one.version) < 0:
        return False
    (major, minor, patch), wanted = version.numbers, one.version.numbers
    if wanted[0] > 0 or one.minor:
        return major == wanted[0]
    if major > 0:
        return False
    if wanted[1] > 0 or one.patch:
        return minor == wanted[1]
    return minor == 0 and patch == wanted[2]


def _equal(one: _Constraint, version: Version) -> bool:
    return _tilde(one, version) if one.loose else version.compare(one.version) == 0


def _at_least(one: _Constraint, version: Version) -> bool:
    return version.compare(one.version) >= 0


_OPERATIONS: Final[dict[str, Callable[[_Constraint, Version], bool]]] = {
    "": _equal,
    "=": _equal,
    "!=": _different,
    ">": _greater,
    "<": lambda one, version: version.compare(one.version) < 0,
    ">=": _at_least,
    "=>": _at_least,
    "<=": _at_most,
    "=<": _at_most,
    "~": _tilde,
    "~>": _tilde,
    "^": _caret,
}
