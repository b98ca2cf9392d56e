"""sprig's functions of texts. They work on bytes as Go's do: a text may be cut in the middle of a character.

In: the text, which comes last, behind what is to be done with it. Out: the table for ``table``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from wfsim.lang import gospace, gotext, gotypes, runes
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.functions.signatures import Table, exact
from wfsim.lang.gotypes import go
from wfsim.lang.govalues import Keyed, characters, octets, strings, type_of
from wfsim.lang.values import Json

TABLE: Table = {}
LONGEST: Final = 10_000_000
_TEXTS: Final = go("map[string]string")
declare = exact(TABLE)


def text_of(value: Json) -> str:
    """sprig's strval: text as it is, bytes as text, anything else as Go prints it."""
    if isinstance(value, str):
        return value
    return characters(bytes(value)) if type_of(value) == gotypes.BYTES else gotext.printed(value)  # type: ignore[arg-type]


def within(length: int) -> None:
    """BudgetSpent where a text would be longer than one may be."""
    if length > LONGEST:
        raise BudgetSpent("memory budget exceeded")


def repeated(text: str, count: int) -> str:
    """A text several times over."""
    if count < 0:
        raise LangError("strings: negative Repeat count")
    within(len(text) * count)
    return text * count


def replaced(text: str, old: str, new: str) -> str:
    """Every old piece replaced by a new one; an empty one is between all characters."""
    within(len(text) + (text.count(old) if old else len(text) + 1) * len(new))
    if not old:
        return new + "".join(one + new for one in text)
    return characters(octets(text).replace(octets(old), octets(new)))


def pieces(separator: str, text: str, count: int = -1) -> list[str]:
    """The pieces between separators, at most ``count`` of them unless it is negative; single characters without one."""
    if count == 0:
        return []
    if not separator:
        found = list(text)
        return [*found] if count < 0 or len(found) <= count else [*found[: count - 1], "".join(found[count - 1 :])]
    return [characters(one) for one in octets(text).split(octets(separator), count - 1 if count > 0 else -1)]


def _numbered(found: list[str]) -> Json:
    return Keyed({f"_{at}": one for at, one in enumerate(found)}, _TEXTS)


def _separated(rune: str) -> bool:
    """Whether a word may begin behind this character."""
    if rune.isascii():
        return not (rune.isalnum() or rune == "_")
    return not (runes.is_letter(rune) or runes.is_digit(rune)) and runes.is_space(rune)


def _title(text: str) -> str:
    found = runes.decoded(text)
    before = [" ", *found]
    return "".join(runes.to_title(one) if _separated(before[at]) else one for at, one in enumerate(found))


_TEXT_ONLY: dict[str, tuple[Callable[[str], str], str]] = {
    "upper": (runes.upper, "The text in capitals."),
    "lower": (runes.lower, "The text in small letters."),
    "title": (_title, "Every word with a capital."),
    "trim": (gospace.trimmed, "The text without blanks at its ends."),
}
for _name, (_how, _doc) in _TEXT_ONLY.items():
    declare(_name, "(text: string) -> string", _doc)(_how)


def _trim_all(unwanted: str, text: str) -> str:
    return text.strip(unwanted) if unwanted else text


_PIECES: dict[str, tuple[Callable[[str, str], Json], str, str]] = {
    "trimAll": (_trim_all, "(characters: string, text: string) -> string", "The text without these at its ends."),
    "trimall": (_trim_all, "(characters: string, text: string) -> string", "The same as `trimAll`."),
    "trimSuffix": (
        lambda suffix, text: characters(octets(text).removesuffix(octets(suffix))),
        "(suffix: string, text: string) -> string",
        "The text without a suffix.",
    ),
    "trimPrefix": (
        lambda prefix, text: characters(octets(text).removeprefix(octets(prefix))),
        "(prefix: string, text: string) -> string",
        "The text without a prefix.",
    ),
    "contains": (
        lambda part, text: octets(part) in octets(text),
        "(part: string, text: string) -> bool",
        "Whether the text contains the part.",
    ),
    "hasPrefix": (
        lambda prefix, text: octets(text).startswith(octets(prefix)),
        "(prefix: string, text: string) -> bool",
        "Whether the text begins with it.",
    ),
    "hasSuffix": (
        lambda suffix, text: octets(text).endswith(octets(suffix)),
        "(suffix: string, text: string) -> bool",
        "Whether the text ends with it.",
    ),
    "splitList": (
        lambda separator, text: strings(pieces(separator, text)),
        "(separator: string, text: string) -> []string",
        "The pieces between separators.",
    ),
    "split": (
        lambda separator, text: _numbered(pieces(separator, text)),
        "(separator: string, text: string) -> map[string]string",
        "The pieces as a map, under _0, _1 and so on.",
    ),
}
for _name, (_both, _signature, _doc) in _PIECES.items():
    declare(_name, _signature, _doc)(_both)


@declare("splitn", "(separator: string, count: int, text: string) -> map[string]string", "At most so many pieces.")
def _splitn(separator: str, count: int, text: str) -> Json:
    return _numbered(pieces(separator, text, count))


@declare("substr", "(start: int, end: int, text: string) -> string", "The bytes from start to end.")
def _substr(start: int, end: int, text: str) -> Json:
    data = octets(text)
    if start < 0:
        start = 0
    elif end < 0 or end > len(data):
        end = len(data)
    if not 0 <= start <= end <= len(data):
        raise LangError(f"runtime error: slice bounds out of range [{start}:{end}] with length {len(data)}")
    return characters(data[start:end])


@declare("trunc", "(count: int, text: string) -> string", "The first bytes, or the last ones for a negative count.")
def _trunc(count: int, text: str) -> Json:
    data = octets(text)
    if count < 0:
        return characters(data[count:]) if len(data) + count > 0 else text
    return characters(data[:count])


@declare("repeat", "(count: int, text: string) -> string", "The text several times over.")
def _repeat(count: int, text: str) -> Json:
    return repeated(text, count)


def _indented(spaces: int, text: str) -> str:
    padding = repeated(" ", spaces)
    return padding + replaced(text, "\n", "\n" + padding)


@declare("indent", "(spaces: int, text: string) -> string", "Every line moved to the right.")
def _indent(spaces: int, text: str) -> Json:
    return _indented(spaces, text)


@declare("nindent", "(spaces: int, text: string) -> string", "A new line, then every line moved to the right.")
def _nindent(spaces: int, text: str) -> Json:
    return "\n" + _indented(spaces, text)


@declare("replace", "(old: string, new: string, text: string) -> string", "Old replaced by new.")
def _replace(old: str, new: str, text: str) -> Json:
    return replaced(text, old, new)


@declare("plural", "(one: string, many: string, count: int) -> string", "The word for one or for many.")
def _plural(one: str, many: str, count: int) -> Json:
    return one if count == 1 else many


@declare("quote", "(values...: any) -> string", "Each value in double quotes.")
def _quote(*values: Json) -> Json:
    return " ".join(gotext.quote(text_of(one)) for one in values if one is not None)


@declare("squote", "(values...: any) -> string", "Each value in single quotes.")
def _squote(*values: Json) -> Json:
    return " ".join(f"'{gotext.printed(one)}'" for one in values if one is not None)


@declare("cat", "(values...: any) -> string", "The values with blanks between them.")
def _cat(*values: Json) -> Json:
    return " ".join(gotext.printed(one) for one in values if one is not None)


@declare("toString", "(value: any) -> string", "The value as text.")
def _to_string(value: Json) -> Json:
    return text_of(value)


def texts_of(values: Json) -> list[str]:
    """sprig's strslice: the items of a list as texts, without nothings; anything else alone."""
    if isinstance(values, list):
        return [text_of(one) for one in values if one is not None]
    return [] if values is None else [text_of(values)]


@declare("join", "(glue: string, values: any) -> string", "The values of a list as text, joined.")
def _join(glue: str, values: Json) -> Json:
    found = texts_of(values)
    within(sum(map(len, found)) + len(glue) * len(found))
    return glue.join(found)


@declare("toStrings", "(values: any) -> []string", "The values of a list as texts.")
def _to_strings(values: Json) -> Json:
    return values if type_of(values) == gotypes.STRINGS else strings(texts_of(values))


@declare("sortAlpha", "(values: any) -> []string", "The values as texts in order.")
def _sort_alpha(values: Json) -> Json:
    if not isinstance(values, list):
        return strings([text_of(values)])
    found = _to_strings(values)
    assert isinstance(found, list)
    found.sort(key=lambda one: octets(str(one)))  # a []string in its place, as Go does
    return found


@declare("hello", "() -> string", "A greeting.")
def _hello() -> Json:
    return "Hello!"


@declare("fail", "(message: string) -> string", "An error with this message.", fails=True)
def _fail(message: str) -> Json:
    raise LangError(message)
