"""Go's ``fmt.Sprintf`` for the values of the small languages.

In: a format and its arguments. Out: text; wrong verbs print Go's own complaints (``%!s(int=5)``). Called by
``items.sequence`` (one integer) and by the function ``printf``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from wfsim.lang import gonumbers, gotext
from wfsim.lang.errors import BudgetSpent
from wfsim.lang.goprintable import printable
from wfsim.lang.govalues import Opaque, entries, type_name
from wfsim.lang.values import Json
from wfsim.text.records import dataclass, replace

_WIDEST: Final = 1_000_000
_NUMBER: Final = re.compile(r"[0-9]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Spec:
    """One directive: flags, width and precision (None: not given) and the verb."""

    flags: str
    width: int | None
    precision: int | None
    verb: str

    @property
    def zeros(self) -> bool:
        return "0" in self.flags and "-" not in self.flags

    def padded(self, text: str, number: bool = False) -> str:
        """``text`` in its width; zeros after the sign where the flag asks for them."""
        if self.width is None or len(text) >= self.width:
            return text
        if "-" in self.flags:
            return text.ljust(self.width)
        if not self.zeros or not number:
            return text.rjust(self.width, "0" if self.zeros else " ")
        sign = text[:1] if text[:1] in ("+", "-", " ") else ""
        return sign + text[len(sign) :].rjust(self.width - len(sign), "0")


def sprintf(template: str, arguments: Sequence[Json]) -> str:
    """The text of a format with its arguments."""
    return _Printer(template, arguments).run()


@dataclass(frozen=True, slots=True)
class Complaint:
    """What Go prints for a directive that does not fit its argument, and the place of the directive."""

    said: str
    start: int
    end: int


def complaints(template: str, arguments: Sequence[Json]) -> Sequence[Complaint]:
    """What is wrong with a format for its arguments."""
    printer = _Printer(template, arguments)
    printer.run()
    return printer.wrong


class _Printer:
    """Reads a format from left to right; ``[2]`` names an argument, else each directive takes the next one."""

    def __init__(self, template: str, arguments: Sequence[Json]) -> None:
        self.template = template
        self.arguments = arguments
        self.parts: list[str] = []
        self.wrong: list[Complaint] = []
        self.at = 0
        self.next = 0
        self.reordered = False
        self.good = True
        self.length = 0

    def run(self) -> str:
        while self.at < len(self.template):
            sign = self.template.find("%", self.at)
            if sign == -1:
                self.parts.append(self.template[self.at :])
                break
            self.parts.append(self.template[self.at : sign])
            self.at = sign + 1
            before = len(self.parts)
            self.directive()
            printed = "".join(self.parts[before:])
            if "%!" in printed:
                self.wrong.append(Complaint(printed, sign, self.at))
        if not self.reordered and self.next < len(self.arguments):
            left = ", ".join(f"{type_name(one)}={_plain(one)}" for one in self.arguments[self.next :])
            self.parts.append(f"%!(EXTRA {left})")
            self.wrong.append(Complaint(self.parts[-1], 0, len(self.template)))
        return "".join(self.parts)

    def directive(self) -> None:
        self.good = True
        start = self.at
        while self.template[self.at : self.at + 1] in tuple("+-# 0"):
            self.at += 1
        flags = self.template[start : self.at]
        indexed = self.index()
        width, indexed, star = self.number(indexed, "%!(BADWIDTH)")
        if width is not None and width < 0:
            flags, width = flags.replace("0", "") + "-", -width
        precision = None
        if self.template[self.at : self.at + 1] == "." and self.at + 1 < len(self.template):
            self.at += 1
            self.good = self.good and not indexed
            indexed, good = self.index(), self.good
            precision, indexed, star = self.number(indexed, "%!(BADPREC)", least=0)
            self.good = good  # an index may stand before a precision, not before a width
            precision = precision if star else precision or 0
        if not indexed:
            self.index()
        if self.at >= len(self.template):
            self.parts.append("%!(NOVERB)")
            return
        self.verb(_Spec(flags, width, precision, self.template[self.at]))

    def verb(self, spec: _Spec) -> None:
        self.at += 1
        self.length += max(spec.width or 0, spec.precision or 0)
        if self.length > 2 * _WIDEST:
            raise BudgetSpent("a format asks for more than two million characters")
        if spec.verb == "%":
            self.parts.append("%")
        elif not self.good:
            self.parts.append(f"%!{spec.verb}(BADINDEX)")
        elif self.next >= len(self.arguments):
            self.parts.append(f"%!{spec.verb}(MISSING)")
        else:
            if spec.verb in "vw":
                spec = replace(spec, flags=spec.flags.replace("+", "").replace("#", ""))
            self.parts.append(_formatted(self.arguments[self.next], spec))
            self.next += 1

    def index(self) -> bool:
        """Reads ``[n]``; what is none, or names no argument, is remembered."""
        if self.template[self.at : self.at + 1] != "[":
            return False
        self.reordered = True
        end = self.template.find("]", self.at) if len(self.template) - self.at > 2 else -1
        inside = self.template[self.at + 1 : end] if end != -1 else ""
        self.at = self.at + 1 if end == -1 else end + 1
        known = inside != "" and _NUMBER.fullmatch(inside) is not None and len(inside) < 8
        if known and 1 <= int(inside) <= len(self.arguments):
            self.next = int(inside) - 1
        else:
            self.good = False
        return known

    def number(self, indexed: bool, complaint: str, least: int = -_WIDEST) -> tuple[int | None, bool, bool]:
        """A width or a precision: the number, whether an index still stands before it, whether it is an argument."""
        if self.template[self.at : self.at + 1] == "*":
            self.at += 1
            value = self.arguments[self.next] if self.next < len(self.arguments) else None
            self.next += self.next < len(self.arguments)
            if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= _WIDEST:
                self.parts.append(complaint)
                return None, False, True
            return value, False, True
        found = _NUMBER.match(self.template, self.at)
        digits = found.group() if found else ""
        self.at += len(digits)
        if not digits:
            return None, indexed, False
        if int(digits[:-1].lstrip("0")[:9] or "0") > _WIDEST:  # looked at before each further digit
            self.at = len(self.template)
            return None, indexed, False
        self.good = self.good and not indexed
        return int(digits.lstrip("0") or "0"), indexed, False


def _formatted(value: Json, spec: _Spec) -> str:
    if spec.verb == "T":
        return spec.padded(type_name(value)[: spec.precision])
    match value:
        case Opaque() if spec.verb in "vs":
            return spec.padded(value.printed())
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
    return "map[" + " ".join(f"{_formatted(k, spec)}:{_formatted(one, spec)}" for k, one in entries(value)) + "]"


_BASES: Final = {"d": "d", "v": "d", "x": "x", "X": "X", "o": "o", "O": "o", "b": "b"}
_PREFIXES: Final = {"x": "0x", "X": "0X", "o": "0", "O": "0", "b": "0b"}


def _of_int(value: int, spec: _Spec) -> str:
    if spec.verb in _BASES:
        return _digits(value, spec)
    if spec.verb == "c":
        return spec.padded(_rune(value))
    if spec.verb == "q":
        return spec.padded(_quoted_rune(value, "+" in spec.flags))
    if spec.verb == "U":
        return _unicode(value, spec)
    return _bad(value, spec)


def _digits(value: int, spec: _Spec) -> str:
    """An integer in its base: zeros up to the precision, or else to the width, then prefix and sign."""
    body = replace(spec, flags=spec.flags.replace("0", ""))
    if spec.precision == 0 and value == 0:
        return body.padded("")
    sign = _sign(value < 0, spec)
    least = spec.precision or 0
    if spec.precision is None and spec.zeros and spec.width is not None:
        least = spec.width - len(sign)
    digits = format(abs(value), _BASES[spec.verb]).rjust(least, "0")
    if "#" in spec.flags and not (_BASES[spec.verb] == "o" and digits.startswith("0")):
        digits = _PREFIXES.get(spec.verb, "") + digits
    return body.padded(sign + ("0o" if spec.verb == "O" else "") + digits)


def _unicode(value: int, spec: _Spec) -> str:
    code = value % (1 << 64)
    text = f"U+{code:0{max(spec.precision or 0, 4)}X}"
    if "#" in spec.flags and code <= 0x10FFFF and printable(chr(code)):
        text += f" '{chr(code)}'"
    return replace(spec, flags=spec.flags.replace("0", "")).padded(text)


def _rune(value: int) -> str:
    return chr(value) if 0 <= value <= 0x10FFFF and not 0xD800 <= value <= 0xDFFF else "\ufffd"


def _quoted_rune(value: int, ascii_only: bool) -> str:
    rune = _rune(value)
    if ascii_only and not rune.isascii():
        return f"'\\u{ord(rune):04x}'" if ord(rune) < 0x10000 else f"'\\U{ord(rune):08x}'"
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
                f"`{cut}`" if "#" in spec.flags and "`" not in cut and all(map(printable, cut)) else gotext.quote(cut)
            )
        case "x" | "X":
            text = ("0x" if "#" in spec.flags and cut else "") + cut.encode("utf-8", "replace").hex()
            return spec.padded(text.upper() if spec.verb == "X" else text)
        case _:
            return _bad(value, spec)


def _bad(value: Json, spec: _Spec) -> str:
    """Go's complaint: the value as ``%v`` would print it under the same flags."""
    return f"%!{spec.verb}({type_name(value)}={_formatted(value, replace(spec, verb='v'))})"


def _plain(value: Json) -> str:
    return gotext.printed(value)
