"""Formats: ``@json``, ``@csv``, ``@base64`` and the like, alone or before a text whose interpolations they write.

In: a budget and a value. Out: text.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Final

from wfsim.lang import goquote
from wfsim.lang.govalues import characters, octets, valid
from wfsim.lang.jq import encoding
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.mistakes import JqError, described, failed, unfit
from wfsim.lang.jq.values import Value

Format = Callable[[Budget, Value], str]
_ALPHABET: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


def named(name: str) -> Format:
    """The format of a name with its sign; one that fails where there is none."""
    return FORMATS.get(name) or _missing(name)


def _missing(name: str) -> Format:
    def call(budget: Budget, value: Value) -> str:
        raise JqError(f"format not defined: {name}")

    return call


def text(budget: Budget, value: Value) -> str:
    """A text as it is, anything else as JSON."""
    return value if isinstance(value, str) else encoding.text(budget, value)


def quoted(value: str) -> str:
    """A text as messages of Go quote it."""
    return goquote.quote(valid(value))


_HTML: Final = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&apos;", '"': "&quot;"})
_CSV: Final = str.maketrans({'"': '""', "\0": "\\0"})
_TSV: Final = str.maketrans({"\t": "\\t", "\r": "\\r", "\n": "\\n", "\\": "\\\\", "\0": "\\0"})
_SH: Final = str.maketrans({"'": "'\\''", "\0": "\\0"})


def _html(budget: Budget, value: Value) -> str:
    return text(budget, value).translate(_HTML)


def _uri(budget: Budget, value: Value) -> str:
    from urllib.parse import quote

    return quote(octets(text(budget, value)), safe="-_.~")


def _urid(budget: Budget, value: Value) -> str:
    data = octets(text(budget, value))
    first, *others = data.split(b"%")
    found = [first]
    for place, other in enumerate(others):
        try:
            found.append(bytes([int(other[:2].decode("ascii"), 16)]) + other[2:])
            valid = len(other) > 1 and other[:2].isalnum()
        except ValueError:
            valid = False
        if not valid:
            rest = b"%".join([b"", *others[place:]])[:3]
            raise failed(f"invalid URL escape {quoted(characters(rest))}", "@urid", value)
    return characters(b"".join(found))


def _row(name: str, between: str, escaped: Callable[[str], str]) -> Format:
    """A format of the items of an array, which must not hold others."""

    def call(budget: Budget, value: Value) -> str:
        if not isinstance(value, list):
            if name != "sh":
                raise unfit(f"@{name}", value)
            value = [value]
        found: list[str] = []
        for one in value:
            if isinstance(one, (list, dict)):
                raise JqError(f"@{name} cannot format an array including: {described(one)}")
            shown = escaped(one) if isinstance(one, str) else encoding.text(budget, one)
            found.append("" if shown == "null" and not isinstance(one, str) and name != "sh" else shown)
        return between.join(found)

    return call


def _base64(budget: Budget, value: Value) -> str:
    return base64.b64encode(octets(text(budget, value))).decode("ascii")


def _base64d(budget: Budget, value: Value) -> str:
    data = octets(text(budget, value)).partition(b"=")[0]
    digits = data.translate(None, b"\r\n")
    wrong = next((place for place, one in enumerate(data) if one not in _ALPHABET and one not in b"\r\n"), None)
    if wrong is None and len(digits) % 4 == 1:
        wrong = len(data) - 1
    if wrong is not None:
        raise failed(f"illegal base64 data at input byte {wrong}", "@base64d", value)
    return characters(base64.b64decode(digits + b"=" * (-len(digits) % 4)))


FORMATS: Final[dict[str, Format]] = {
    "@text": text,
    "@json": encoding.text,
    "@html": _html,
    "@uri": _uri,
    "@urid": _urid,
    "@csv": _row("csv", ",", lambda one: f'"{one.translate(_CSV)}"'),
    "@tsv": _row("tsv", "\t", lambda one: one.translate(_TSV)),
    "@sh": _row("sh", " ", lambda one: f"'{one.translate(_SH)}'"),
    "@base64": _base64,
    "@base64d": _base64d,
}
