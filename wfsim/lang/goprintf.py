"""Go's ``fmt.Sprintf`` for the values of the small languages.

In: a format and its arguments. Out: text; wrong verbs print Go's own complaints (``%!s(int=5)``). Called by
``items.sequence`` (one integer) and by the function ``printf``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from wfsim.lang import gonumbers, gotext
from wfsim.lang.errors import BudgetSpent
from wfsim.lang.values import Json

_DIRECTIVE: Final = re.compile(
    r"%(?P<flags>[-+# 0]*)(?P<width>\*|[0-9]+)?(?P<dot>\.(?P<precision>\*|[0-9]+)?)?(?P<verb>.)?", re.S
)
_WIDEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class _Spec:
    """One directive: flags, width and precision (None: not given) and the verb."""

    flags: str
    width: int | None
    precision: int | None
    verb: str

    def padded(self, text: str, number: bool = False) -> str:
        """``text`` in its width; zeros after the sign where the flag asks for them."""
        if self.width is None or len(text) >= self.width:
            return text
        if "-" in self.flags:
            return text.ljust(self.width)
        if "0" not in self.flags or not number:
            return text.rjust(self.width, "0" if "0" in self.flags and not number else " ")
        sign = text[:1] if text[:1] in ("+", "-", " ") else ""
        return sign + text[len(sign) :].rjust(self.width - len(sign), "0")


def sprintf(template: str, arguments: Sequence[Json]) -> str:
    """The text of a format with its arguments."""
    parts: list[str] = []
    at, used = 0, 0
    left = list(arguments)
    for found in _DIRECTIVE.finditer(template):
        parts.append(template[at : found.start()])
        at = found.end()
        text, taken = _directive(found, left)
        left = left[taken:]
        used += taken
        parts.append(text)
    parts.append(template[at:])
    if left:
        parts.append("%!(EXTRA " + ", ".join(f"{_type(one)}={_plain(one)}" for one in left) + ")")
    return "".join(parts)


def _directive(found: re.Match[str], left: list[Json]) -> tuple[str, int]:
    verb, taken = found["verb"], 0
    numbers: list[int | None] = []
    complaint = ""
    for name, word in (("width", "%!(BADWIDTH)"), ("precision", "%!(BADPREC)")):
        given = found[name]
        if given == "*":
            value = left[taken] if taken < len(left) else None
            taken += 1 if taken < len(left) else 0
            if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _WIDEST:
                complaint += word
                value = None
            numbers.append(value)
        else:
            numbers.append(int(given) if given else None)
    width, precision = numbers
    if precision is None and found["dot"]:
        precision = 0
    if max(width or 0, precision or 0) > _WIDEST:
        raise BudgetSpent("a format asks for more than a million characters")
    flags = found["flags"]
    if width is not None and width < 0:
        flags, width = flags + "-", -width
    if verb is None:
        return complaint + "%!(NOVERB)", taken
    if verb == "%":
        return complaint + "%", taken
    if taken >= len(left):
        return complaint + f"%!{verb}(MISSING)", taken
    return complaint + _formatted(left[taken], _Spec(flags, width, precision, verb)), taken + 1


def _formatted(value: Json, spec: _Spec) -> str:
    if spec.verb == "T":
        return spec.padded(_type(value))
    match value:
        case bool():
            text = ("true" if value else "false") if spec.verb in "tv" else None
            return _bad(value, spec) if text is None else spec.padded(text)
        case int():
            return _of_int(value, spec)
        case float():
            return _of_float(value, spec)
        case str():
            return _of_string(value, spec)
        case None:
            return spec.padded("<nil>") if spec.verb == "v" else f"%!{spec.verb}(<nil>)"
        case _:
            return _of_collection(value, spec)


def _of_collection(value: Json, spec: _Spec) -> str:
    if spec.verb == "v":
        return spec.padded(gotext.printed(value))
    if isinstance(value, list):
        return "[" + " ".join(_formatted(item, spec) for item in value) + "]"
    assert isinstance(value, dict)
    return "map[" + " ".join(f"{_formatted(k, spec)}:{_formatted(value[k], spec)}" for k in sorted(value)) + "]"


_BASES: Final = {"d": "d", "v": "d", "x": "x", "X": "X", "o": "o", "O": "o", "b": "b"}
_PREFIXES: Final = {"x": "0x", "X": "0X", "o": "0", "b": "0b"}


def _of_int(value: int, spec: _Spec) -> str:
    if spec.verb in _BASES:
        digits = format(abs(value), _BASES[spec.verb])
        if spec.precision is not None:
            digits = "" if spec.precision == 0 and value == 0 else digits.rjust(spec.precision, "0")
        prefix = (
            ("0o0" if "#" in spec.flags else "0o")
            if spec.verb == "O"
            else _PREFIXES.get(spec.verb, "")
            if "#" in spec.flags
            else ""
        )
        body = spec if spec.precision is None else _Spec(spec.flags.replace("0", ""), spec.width, None, spec.verb)
        return body.padded(_sign(value < 0, spec) + prefix + digits, number=True)
    if spec.verb == "c":
        return spec.padded(_rune(value))
    if spec.verb == "q":
        return spec.padded(_quoted_rune(value))
    if spec.verb == "U":
        return _unicode(value, spec)
    return _bad(value, spec)


def _unicode(value: int, spec: _Spec) -> str:
    code = value % (1 << 64)
    text = f"U+{code:0{max(spec.precision or 0, 4)}X}"
    if "#" in spec.flags and code <= 0x10FFFF and chr(code).isprintable():
        text += f" '{chr(code)}'"
    return replace(spec, flags=spec.flags.replace("0", "")).padded(text)


def _rune(value: int) -> str:
    return chr(value) if 0 <= value <= 0x10FFFF and not 0xD800 <= value <= 0xDFFF else "\ufffd"


def _quoted_rune(value: int) -> str:
    rune = _rune(value)
    return "'\\''" if rune == "'" else "'\"'" if rune == '"' else f"'{gotext.quoted_inner(rune)}'"


def _sign(negative: bool, spec: _Spec) -> str:
    return "-" if negative else "+" if "+" in spec.flags else " " if " " in spec.flags else ""


def _of_float(value: float, spec: _Spec) -> str:
    verb = "g" if spec.verb == "v" else "f" if spec.verb == "F" else spec.verb
    if verb not in "eEfgG":
        return _bad(value, spec)
    if value != value or value in (float("inf"), float("-inf")):
        text = gonumbers.printed(value).lstrip("+-") if "+" not in spec.flags else gonumbers.printed(value)
        return spec.padded(("-" if value < 0 else "") + text.lstrip("-"))
    if verb in "gG" and spec.precision is None:
        size = gonumbers.printed(abs(value))
        size = size.upper() if verb == "G" else size
    else:
        size = format(abs(value), f".{6 if spec.precision is None else spec.precision}{verb}")
    return spec.padded(_sign(str(value).startswith("-"), spec) + size, number=True)


def _of_string(value: str, spec: _Spec) -> str:
    cut = value if spec.precision is None else value[: spec.precision]
    match spec.verb:
        case "s" | "v":
            return spec.padded(cut)
        case "q":
            return spec.padded(
                f"`{cut}`" if "#" in spec.flags and "`" not in cut and cut.isprintable() else gotext.quote(cut)
            )
        case "x" | "X":
            text = ("0x" if "#" in spec.flags and cut else "") + cut.encode("utf-8", "replace").hex()
            return spec.padded(text.upper() if spec.verb == "X" else text)
        case _:
            return _bad(value, spec)


def _bad(value: Json, spec: _Spec) -> str:
    """Go's complaint: the value as ``%v`` would print it under the same flags."""
    return f"%!{spec.verb}({_type(value)}={_formatted(value, replace(spec, verb='v'))})"


def _plain(value: Json) -> str:
    return gotext.printed(value)


def _type(value: Json) -> str:
    match value:
        case None:
            return "<nil>"
        case bool():
            return "bool"
        case int():
            return "int"
        case float():
            return "float64"
        case str():
            return "string"
        case list():
            return "[]interface {}"
        case _:
            return "map[string]interface {}"
