"""expr-lang's functions of text, JSON and encodings."""

from __future__ import annotations

import base64
import binascii
import re

from wfsim.lang import gojson, gotext
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.functions.signatures import Table, declare
from wfsim.lang.gotypes import STRINGS
from wfsim.lang.govalues import NoItems, characters, joined, octets, strings, type_name, type_of, valid
from wfsim.lang.operators import as_int, text_of
from wfsim.lang.values import Json

TABLE: Table = {}
LONGEST = 1_000_000

_TEXT = "func(string) string"
_TWO = "func(string, string) string"


@declare(
    TABLE,
    "trim",
    "(text: string, characters?: string) -> string",
    "The text without blanks at its ends.",
    go=f"{_TEXT};{_TWO}",
)
def _trim(text: Json, characters: Json = gotext.SPACES) -> Json:
    cut = text_of(characters)
    return text_of(text).strip(cut) if cut else text_of(text)


@declare(
    TABLE, "trimPrefix", "(text: string, prefix?: string) -> string", "The text without a prefix.", go=f"{_TWO};{_TEXT}"
)
def _trim_prefix(text: Json, prefix: Json = " ") -> Json:
    return text_of(text).removeprefix(text_of(prefix))


@declare(
    TABLE, "trimSuffix", "(text: string, suffix?: string) -> string", "The text without a suffix.", go=f"{_TWO};{_TEXT}"
)
def _trim_suffix(text: Json, suffix: Json = " ") -> Json:
    return text_of(text).removesuffix(text_of(suffix))


def _upper_of(one: str) -> str:
    """A character's capital where it is one character."""
    for found in (one.upper(), one.title()):
        if len(found) == 1:
            return found
    return one


@declare(TABLE, "upper", "(text: string) -> string", "The text in capitals.", go=_TEXT)
def _upper(text: Json) -> Json:
    given = text_of(text)
    return given.upper() if given.isascii() else "".join(map(_upper_of, valid(given)))


@declare(TABLE, "lower", "(text: string) -> string", "The text in small letters.", go=_TEXT)
def _lower(text: Json) -> Json:
    given = text_of(text)
    return given.lower() if given.isascii() else "".join(one.lower()[0] for one in valid(given))


def pieces(text: str, separator: str, count: int = -1, keep: int = 0) -> list[Json]:
    """Go's SplitN; ``keep`` is how much of each separator stays at its piece."""
    if count == 0:
        return NoItems(STRINGS)
    if not separator:
        found = list(text)
        return strings(
            found if count < 0 or len(found) <= count else [*found[: count - 1], "".join(found[count - 1 :])]
        )
    parts = text.split(separator, count - 1 if count > 0 else -1)
    kept = separator[:keep]
    return strings([*(part + kept for part in parts[:-1]), parts[-1]])


_SPLIT = "func(string, string) []string;func(string, string, int) []string"


@declare(
    TABLE,
    "split",
    "(text: string, separator: string, count?: int) -> list",
    "The pieces between separators.",
    go=_SPLIT,
)
def _split(text: Json, separator: Json, count: Json = -1) -> Json:
    return pieces(text_of(text), text_of(separator), as_int(count))


@declare(
    TABLE,
    "splitAfter",
    "(text: string, separator: string, count?: int) -> list",
    "Pieces with their separator.",
    go=_SPLIT,
)
def _split_after(text: Json, separator: Json, count: Json = -1) -> Json:
    part = text_of(separator)
    return pieces(text_of(text), part, as_int(count), len(part))


def replaced(text: str, old: str, new: str, count: int = -1) -> str:
    """Go's Replace, within bounds."""
    places = text.count(old) if old else len(text) + 1
    if len(text) + places * len(new) > LONGEST * 10:
        raise BudgetSpent("memory budget exceeded")
    return text if count == 0 else joined(text.replace(old, new, count))


@declare(
    TABLE,
    "replace",
    "(text: string, old: string, new: string, count?: int) -> string",
    "Old replaced by new.",
    go="func(string, string, string, int) string;func(string, string, string) string",
)
def _replace(text: Json, old: Json, new: Json, count: Json = -1) -> Json:
    return replaced(text_of(text), text_of(old), text_of(new), as_int(count))


def repeated(text: str, count: int) -> str:
    """A text several times over, within bounds."""
    if count < 0:
        raise LangError(f"invalid argument for repeat (expected positive integer, got {count})")
    if count > LONGEST or len(text) * count >= LONGEST:
        raise BudgetSpent("memory budget exceeded")
    return joined(text * count)


@declare(
    TABLE,
    "repeat",
    "(text: string, count: int) -> string",
    "The text several times over.",
    go="func(string, int) string",
    charged=True,
)
def _repeat(text: Json, count: Json) -> Json:
    given, times = text_of(text), as_int(count)
    if times > LONGEST or len(octets(given)) * times >= LONGEST:
        raise LangError("memory budget exceeded")
    return repeated(given, times)


@declare(
    TABLE,
    "join",
    "(list: list, glue?: string) -> string",
    "The texts of a list, joined.",
    go="func([]string, string) string;func([]interface {}, string) string;func([]interface {}) string"
    ";func([]string) string",
)
def _join(values: Json, glue: Json = "") -> Json:
    between = text_of(glue)
    type = type_of(values)
    if not isinstance(values, list) or type is None or type.name not in ("[]string", "[]interface {}"):
        raise LangError(f"invalid argument for join (type {type_name(values)})")
    return joined(between.join(map(text_of, values)))


def _bytes_before(text: str, found: int) -> int:
    return found if found < 0 else len(octets(text[:found]))


_FIND = "func(string, string) int"


@declare(
    TABLE,
    "indexOf",
    "(text: string, part: string) -> int",
    "Where the part begins, in bytes; -1 where nowhere.",
    go=_FIND,
)
def _index_of(text: Json, part: Json) -> Json:
    return _bytes_before(text_of(text), text_of(text).find(text_of(part)))


@declare(TABLE, "lastIndexOf", "(text: string, part: string) -> int", "Where the part begins last, in bytes.", go=_FIND)
def _last_index_of(text: Json, part: Json) -> Json:
    return _bytes_before(text_of(text), text_of(text).rfind(text_of(part)))


_HAS = "func(string, string) bool"


@declare(TABLE, "hasPrefix", "(text: string, prefix: string) -> bool", "Whether the text begins with it.", go=_HAS)
def _has_prefix(text: Json, prefix: Json) -> Json:
    return text_of(text).startswith(text_of(prefix))


@declare(TABLE, "hasSuffix", "(text: string, suffix: string) -> bool", "Whether the text ends with it.", go=_HAS)
def _has_suffix(text: Json, suffix: Json) -> Json:
    return text_of(text).endswith(text_of(suffix))


_OF_ANY = "func(interface {}) string"


@declare(TABLE, "string", "(value: any) -> string", "The value as Go prints it: lists and maps too.", go=_OF_ANY)
def _string(value: Json) -> Json:
    return gotext.printed(value)


_WORDS = {"slice": "array", "float64": "float", "float32": "float", "ptr": "unknown"}


_PACKAGES = {"semver": "github.com/Masterminds/semver/v3"}  # where that is more than its last part


@declare(TABLE, "type", "(value: any) -> string", "The name of the value's type.", go=_OF_ANY)
def _type(value: Json) -> Json:
    type = type_of(value)
    if type is None:
        return "nil"
    if type.named and type.kind != "ptr":
        package, _, name = type.name.partition(".")
        return f"{_PACKAGES.get(package, package)}.{name}"
    kind = "int" if type.kind.startswith("int") and type.kind != "interface" else type.kind
    return _WORDS.get(kind, "uint" if kind.startswith("uint") else kind)


@declare(TABLE, "toJSON", "(value: any) -> string", "The value as JSON on several lines.", go=_OF_ANY)
def _to_json(value: Json) -> Json:
    return gojson.indented(value)


@declare(
    TABLE,
    "fromJSON",
    "(text: string) -> any",
    "The value of a JSON text; numbers are floats.",
    go="func(string) interface {}",
)
def _from_json(text: Json) -> Json:
    return gojson.parse(text_of(text), floats=True)


@declare(TABLE, "toBase64", "(text: string) -> string", "The text in base64.", go=_TEXT)
def _to_base64(text: Json) -> Json:
    return base64.b64encode(octets(text_of(text))).decode("ascii")


_BASE64 = re.compile(r"[A-Za-z0-9+/\r\n]*", re.ASCII)


def decoded(text: str) -> str:
    """Text from base64; line ends do not matter. LangError with the byte that Go names where it is none."""
    try:
        return characters(base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True))
    except (binascii.Error, ValueError):
        found = _BASE64.match(text)
        good = found.end() if found else 0
        stop = good - good % 4 if good == len(text) else good
        raise LangError(f"illegal base64 data at input byte {stop}") from None


@declare(TABLE, "fromBase64", "(text: string) -> string", "The text that base64 holds.", go=_TEXT)
def _from_base64(text: Json) -> Json:
    return decoded(text_of(text))
