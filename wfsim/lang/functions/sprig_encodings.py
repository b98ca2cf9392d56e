"""sprig's functions of encodings and digests, and what of its cryptography follows from the arguments alone.

In: texts. Out: the table for ``table``.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable
from typing import Final

from wfsim.lang.errors import LangError
from wfsim.lang.functions.signatures import Table, exact
from wfsim.lang.govalues import Cost, characters, octets
from wfsim.lang.values import Json

TABLE: Table = {}
declare = exact(TABLE)


def _digest(name: str) -> Callable[[str], Json]:
    def digest(text: str) -> Json:
        import hashlib  # loads OpenSSL

        return hashlib.new(name, octets(text), usedforsecurity=False).hexdigest()

    return digest


# -- base64 and base32: what Go says of a text that is none is what these functions give -----------------------------

_SIXTY_FOUR: Final = re.compile(rb"[\r\n]*([A-Za-z0-9+/])")
_LINE_ENDS: Final = re.compile(rb"[\r\n]*")


class Corrupt(LangError):
    """A text that is not of the encoding; ``at`` is the byte that Go names."""

    def __init__(self, encoding: str, at: int) -> None:
        super().__init__(f"illegal {encoding} data at input byte {at}")


def from_base64(text: str) -> bytes:
    """The bytes that a text means. ``Corrupt`` where it is none."""
    data = octets(text)
    at, inside = 0, 0
    while found := _SIXTY_FOUR.match(data, at):
        at, inside = found.end(), (inside + 1) % 4
    here = _behind_line_ends(data, at)
    if here == len(data):
        if inside:
            raise Corrupt("base64", here - inside)
        return base64.b64decode(data)
    if data[here : here + 1] != b"=" or inside < 2:
        raise Corrupt("base64", here)
    return base64.b64decode(data[:here] + b"=" * (4 - inside)) if _closed(data, here + 1, inside) else b""


def _behind_line_ends(data: bytes, at: int) -> int:
    found = _LINE_ENDS.match(data, at)
    return found.end() if found else at


def _closed(data: bytes, at: int, inside: int) -> bool:
    """Whether nothing stands behind the signs that fill the last four places up; ``Corrupt`` where something does."""
    if inside == 2:
        at = _behind_line_ends(data, at)
        if at == len(data):
            raise Corrupt("base64", at)
        if data[at : at + 1] != b"=":
            raise Corrupt("base64", at - 1)
        at += 1
    at = _behind_line_ends(data, at)
    if at < len(data):
        raise Corrupt("base64", at)
    return True


_THIRTY_TWO: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def from_base32(text: str) -> bytes:
    """The bytes that a text means. ``Corrupt`` where it is none."""
    data = octets(text).replace(b"\r", b"").replace(b"\n", b"")
    for at, one in enumerate(data):
        place, left = at % 8, len(data) - at - 1
        if one == ord("=") and place >= 2 and left < 8:
            return base64.b32decode(data[:at] + b"=" * _filling(data, at, place, left))
        if one not in _THIRTY_TWO:
            raise Corrupt("base32", at)
    if len(data) % 8:
        raise Corrupt("base32", len(data) - len(data) % 8)
    return base64.b32decode(data)


def _filling(data: bytes, at: int, place: int, left: int) -> int:
    """How many signs fill the last eight places up, where they are right."""
    if left + place < 7:
        raise Corrupt("base32", len(data))
    for k in range(7 - place):
        if left > k and data[at + 1 + k] != ord("="):
            raise Corrupt("base32", at + k)
    if place in (3, 6):
        raise Corrupt("base32", at)
    return 8 - place


def _or_why(how: Callable[[str], bytes]) -> Callable[[str], Json]:
    def decoded(text: str) -> Json:
        try:
            return characters(how(text))
        except Corrupt as error:
            return error.message

    return decoded


_TEXTS: dict[str, tuple[Callable[[str], Json], str]] = {
    "b64enc": (lambda text: base64.b64encode(octets(text)).decode(), "The text in base64."),
    "b64dec": (_or_why(from_base64), "The text that base64 holds, or why it holds none."),
    "b32enc": (lambda text: base64.b32encode(octets(text)).decode(), "The text in base32."),
    "b32dec": (_or_why(from_base32), "The text that base32 holds, or why it holds none."),
    "sha1sum": (_digest("sha1"), "Its SHA-1 digest."),
    "sha256sum": (_digest("sha256"), "Its SHA-256 digest."),
    "sha512sum": (_digest("sha512"), "Its SHA-512 digest."),
    "adler32sum": (lambda text: str(zlib.adler32(octets(text))), "Its Adler-32 sum."),
}
for _name, (_how, _doc) in _TEXTS.items():
    declare(_name, "(text: string) -> string", _doc)(_how)


# -- passwords ------------------------------------------------------------------------------------------------------

_SEED: Final = b"com.lyndir.masterpassword"
_SMALL_VOWELS, _SMALL_CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"
_VOWELS, _CONSONANTS = _SMALL_VOWELS.upper(), _SMALL_CONSONANTS.upper()
_LETTERS = _VOWELS + _SMALL_VOWELS + _CONSONANTS + _SMALL_CONSONANTS
_DIGITS = "0123456789"
_CLASSES: Final = {
    "V": _VOWELS,
    "C": _CONSONANTS,
    "v": _SMALL_VOWELS,
    "c": _SMALL_CONSONANTS,
    "A": _VOWELS + _CONSONANTS,
    "a": _LETTERS,
    "n": _DIGITS,
    "o": "@&%?,=[]_:-+*$#!'^~;()/.",
    "x": _LETTERS + _DIGITS + "!@#$%^&*()",
}
_SHAPES: Final = {
    "maximum": "anoxxxxxxxxxxxxxxxxx axxxxxxxxxxxxxxxxxno",
    "long": "CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv "
    "CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv "
    "CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno",
    "medium": "CvcnoCvc CvcCvcno",
    "short": "Cvcn",
    "basic": "aaanaaan aannaaan aaannaaa",
    "pin": "nnnn",
}


@declare(
    "derivePassword",
    "(counter: uint32, shape: string, password: string, user: string, site: string) -> string",
    "The password of a site under a master password; no number of an expression fits the counter, but `nil` does.",
    cost=Cost(call=200_000),
)
def _derive_password(counter: int, shape: str, password: str, user: str, site: str) -> Json:
    import hashlib
    import hmac

    if shape not in _SHAPES:
        return f"cannot find password template {shape}"
    name, place = octets(user), octets(site)
    salt = _SEED + len(name).to_bytes(4, "big") + name
    key = hashlib.scrypt(octets(password), salt=salt, n=32_768, r=8, p=2, maxmem=1 << 27, dklen=64)
    message = _SEED + len(place).to_bytes(4, "big") + place + counter.to_bytes(4, "big")
    drawn = hmac.new(key, message, "sha256").digest()
    shapes = _SHAPES[shape].split()
    classes = [_CLASSES[one] for one in shapes[drawn[0] % len(shapes)]]
    return "".join(one[byte % len(one)] for one, byte in zip(classes, drawn[1:], strict=False))
