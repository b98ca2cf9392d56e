"""sprig's functions of words: spelling in other ways, shortening, wrapping.

In: texts. Out: the table for ``table``. Some of these take a text apart by bytes and put characters together again, and
so break what is not ASCII: that is how they behave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Final, NamedTuple

from wfsim.lang import runes
from wfsim.lang.errors import BudgetSpent
from wfsim.lang.functions.signatures import Table, exact
from wfsim.lang.functions.sprig_texts import within
from wfsim.lang.govalues import Cost, characters, octets
from wfsim.lang.values import Json

TABLE: Table = {}
declare = exact(TABLE, Cost(each=80))
_LONGEST: Final = 200_000


def _bytewise(text: str) -> str:
    """Every byte as the character of its number."""
    return octets(text).decode("latin-1")


def _nospace(text: str) -> str:
    found = _bytewise(text)
    kept = "".join(one for one in found if not runes.is_space(one))
    return text if len(kept) == len(found) else kept


def _initials(text: str) -> str:
    found = _bytewise(text)
    firsts = (one for at, one in enumerate(found) if at == 0 or runes.is_space(found[at - 1]))
    return "".join(one for one in firsts if not runes.is_space(one))


def _untitle(text: str) -> str:
    found = runes.decoded(text)
    first = True
    for at, one in enumerate(found):
        if runes.is_space(one):
            first = True
        elif first:
            found[at], first = runes.to_lower(one), False
    return "".join(found)


def _swapcase(text: str) -> str:
    found = runes.decoded(text)
    begins = True
    for at, one in enumerate(found):
        if runes.is_upper(one) or runes.is_title(one):
            found[at], begins = runes.to_lower(one), False
        elif runes.is_lower(one):
            found[at], begins = (runes.to_title(one) if begins else runes.to_upper(one)), False
        else:
            begins = runes.is_space(one)
    return "".join(found)


def _joins(rune: str) -> bool:
    """Whether a character stands between words."""
    return rune in "-_" or runes.is_space(rune)


def _camelcase(text: str) -> str:
    """xstrings' ToPascalCase: what joins words goes away, but for all of a run but one."""
    found = runes.decoded(text)
    start = next((at for at, one in enumerate(found) if not _joins(one)), len(found))
    parts = found[:start]
    if start >= len(found):
        return "".join((*parts, *parts[-1:]))  # what joins nothing is there, and its end once more
    capital = runes.is_upper(found[start])
    last = runes.to_upper(found[start])
    for here in found[start + 1 :]:
        before = last
        last = here
        if _joins(here) and _joins(before):
            parts.append(before)
        elif _joins(before):
            capital = runes.is_upper(here)
            last = runes.to_upper(here)
        else:
            if capital and runes.is_upper(here):
                last = runes.to_lower(here)
            elif capital:
                capital = False
            parts.append(before)
    return "".join((*parts, last))


# -- words of one kind, as xstrings finds them -------------------------------------------------------------------------


class _Kind(Enum):
    """What a word is made of."""

    NUMBER = "number"
    CAPITALS = "capitals"
    LETTERS = "letters"
    JOINT = "joint"
    MARKS = "marks"
    OTHER = "other"
    NONE = "none"


def _alphabetic(rune: str) -> bool:
    """A letter, but for the common Chinese ones."""
    chinese = "\u4e00" <= rune <= "\u9fcc" or "\u3400" <= rune <= "\u4d85" or "\U00020000" <= rune <= "\U0002b81d"
    return runes.is_letter(rune) and not chinese


def _small(rune: str) -> bool:
    return _alphabetic(rune) and not runes.is_upper(rune)


def _strange(rune: str) -> bool:
    return not (_joins(rune) or _alphabetic(rune) or runes.is_number(rune) or runes.is_punctuation(rune))


_BEGINS: Final = (
    (_Kind.JOINT, _joins, _joins),
    (_Kind.MARKS, runes.is_punctuation, runes.is_punctuation),
    (_Kind.CAPITALS, runes.is_upper, runes.is_upper),
    (_Kind.LETTERS, _alphabetic, _small),
    (_Kind.NUMBER, runes.is_number, runes.is_number),
)


class _Word(NamedTuple):
    kind: _Kind
    text: str


_NOTHING: Final = _Word(_Kind.NONE, "")


def _units(text: str) -> tuple[str, list[str]]:
    """The characters that decide, and each with what cannot be read before it; at the end such a rest goes on."""
    deciding, units, held = "", [], ""
    for one, decoded in zip(text, runes.decoded(text), strict=True):
        held += one
        if decoded != runes.ERROR:
            deciding += decoded
            units.append(held)
            held = ""
    if held:
        deciding += deciding[-1:] or runes.ERROR
        units.append(held)
    return deciding, units


def _words(text: str) -> Iterator[_Word]:
    deciding, units = _units(text)
    at = 0
    while at < len(deciding):
        kind, end = _word(deciding, at)
        yield _Word(kind, "".join(units[at:end]))
        at = end


def _word(text: str, at: int) -> tuple[_Kind, int]:
    """The kind of the word that begins here, and where it ends."""
    if text[at] == runes.ERROR:
        return _Kind.NONE, len(text)
    for kind, begins, goes_on in _BEGINS:
        if begins(text[at]):
            end = _run(text, at + 1, goes_on)
            if kind is not _Kind.CAPITALS or end == len(text):
                return kind, end
            if end > at + 1:  # the last capital of HTTPStatus begins the next word
                return kind, end - _alphabetic(text[end])
            return kind, _run(text, end, _small)
    return _Kind.OTHER, _run(text, at + 1, _strange)


def _run(text: str, at: int, goes_on: Callable[[str], bool]) -> int:
    while at < len(text) and goes_on(text[at]):
        at += 1
    return at


_APART: Final = frozenset((_Kind.MARKS, _Kind.JOINT))
_ALIKE: Final = frozenset((_Kind.LETTERS, _Kind.NUMBER))


class _Joined:
    """Words on their way to one text: small letters, and a joint where a word ends without one."""

    def __init__(self, text: str, joint: str) -> None:
        if len(text) > _LONGEST:
            raise BudgetSpent(f"words of a text of more than {_LONGEST} characters")
        self.words = list(_words(text))
        self.joint = joint
        self.at = 0
        self.parts: list[str] = []

    @property
    def word(self) -> _Word:
        return self.words[self.at] if self.at < len(self.words) else _NOTHING

    def run(self) -> str:
        while self.at + 1 < len(self.words):
            word = self.word
            self.write()
            self.between(word.kind)
        self.write()
        return "".join(self.parts)

    def write(self) -> None:
        """The word at hand, and on to the next."""
        word = self.word
        if word.kind in (_Kind.CAPITALS, _Kind.JOINT):
            for one in runes.decoded(word.text):
                self.parts.append(self.joint if _joins(one) else runes.to_lower(one) if runes.is_upper(one) else one)
        else:
            self.parts.append(word.text)
        self.at += 1

    def divide(self, closed: bool) -> None:
        """A joint before the next word, unless there is one, or marks; ``closed``: or no word at all."""
        if self.word.kind not in _APART and not (closed and self.word.kind is _Kind.NONE):
            self.parts.append(self.joint)

    def between(self, before: _Kind) -> None:
        """What comes between a word and the next: a number belongs to what stands before it, or to what follows."""
        if before is _Kind.NUMBER:
            self.write_alike()
            return
        if before in _APART:
            return
        if self.word.kind is not _Kind.NUMBER:
            self.divide(False)
        elif self.at + 1 < len(self.words):
            if self.words[self.at + 1].kind is _Kind.LETTERS:
                self.parts.append(self.joint)
                self.write()
                self.write_alike()
            else:
                self.write()
                self.divide(False)

    def write_alike(self) -> None:
        while self.word.kind in _ALIKE:
            self.write()
        self.divide(True)


# -- shortening and wrapping ----------------------------------------------------------------------------------------


def _shortened(data: bytes, offset: int, width: int) -> bytes:
    """goutils' Abbreviate: dots where something is left out, at the end or at both ends."""
    if len(data) <= width:
        return data
    offset = min(offset, len(data))
    if len(data) - offset < width - 3:
        offset = len(data) - (width - 3)
    if offset <= 4:
        return data[: width - 3] + b"..."
    if width < 7:
        return b""
    if offset + width - 3 < len(data):
        return b"..." + _shortened(data[offset:], 0, width - 3)
    return b"..." + data[len(data) - (width - 3) :]


def _wrapped(data: bytes, width: int, end: bytes, long_words: bool) -> bytes:
    """goutils' Wrap: lines of so many bytes, cut at blanks; longer words are cut too where ``long_words``."""
    width, end = max(width, 1), end or b"\n"
    within(len(data) + (len(data) // width + data.count(b" ") + 1) * len(end))
    parts: list[bytes] = []
    at = 0
    while len(data) - at > width:
        if data[at : at + 1] == b" ":
            at += 1
            continue
        blank = data.rfind(b" ", at, at + width + 1)
        if blank < 0 and long_words:
            parts += (data[at : at + width], end)
            at += width
            continue
        if blank < 0:
            blank = data.find(b" ", at + width)
        if blank < 0:
            break
        parts += (data[at:blank], end)
        at = blank + 1
    return b"".join((*parts, data[at:]))


_TEXTS: dict[str, tuple[Callable[[str], str], str]] = {
    "nospace": (_nospace, "The text without blanks."),
    "initials": (_initials, "The first letters of its words."),
    "untitle": (_untitle, "Every word without a capital."),
    "swapcase": (_swapcase, "Capitals and small letters exchanged."),
    "camelcase": (_camelcase, "WordsLikeThis."),
    "snakecase": (lambda text: _Joined(text, "_").run(), "words_like_this."),
    "kebabcase": (lambda text: _Joined(text, "-").run(), "words-like-this."),
}
for _name, (_how, _doc) in _TEXTS.items():
    declare(_name, "(text: string) -> string", _doc)(_how)


@declare("abbrev", "(width: int, text: string) -> string", "The text, with dots at its end where it is longer.")
def _abbrev(width: int, text: str) -> Json:
    return text if width < 4 else characters(_shortened(octets(text), 0, width))


@declare("abbrevboth", "(offset: int, width: int, text: string) -> string", "Shortened at its beginning and end.")
def _abbrevboth(offset: int, width: int, text: str) -> Json:
    if width < 4 or (offset > 0 and width < 7):
        return text
    return characters(_shortened(octets(text), offset, width))


@declare("wrap", "(width: int, text: string) -> string", "The text in lines of so many bytes; long words stay whole.")
def _wrap(width: int, text: str) -> Json:
    return characters(_wrapped(octets(text), width, b"", False))


@declare("wrapWith", "(width: int, end: string, text: string) -> string", "The text in lines that end with a text.")
def _wrap_with(width: int, end: str, text: str) -> Json:
    return characters(_wrapped(octets(text), width, octets(end), True))
