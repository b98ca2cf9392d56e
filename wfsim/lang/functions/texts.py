"""expr-lang's functions of text, JSON and encodings."""

from __future__ import annotations

import base64
import binascii
import re

from wfsim.lang import gojson, gotext
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.functions.signatures import Table, declare, refuse
from wfsim.lang.types import Kind, kind_of
from wfsim.lang.values import Json

TABLE: Table = {}
LONGEST = 1_000_000

_SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_SPACES += "\u2028\u2029\u202f\u205f\u3000"


@declare(TABLE, "trim", "(text: string, characters?: string) -> string", "The text without blanks at its ends.")
def _trim(text: str, characters: str | None = None) -> Json:
    return text.strip(_SPACES if characters is None else characters) if characters != "" else text


@declare(TABLE, "trimPrefix", "(text: string, prefix?: string) -> string", "The text without a prefix.")
def _trim_prefix(text: str, prefix: str = " ") -> Json:
    return text.removeprefix(prefix)


@declare(TABLE, "trimSuffix", "(text: string, suffix?: string) -> string", "The text without a suffix.")
def _trim_suffix(text: str, suffix: str = " ") -> Json:
    return text.removesuffix(suffix)


@declare(TABLE, "upper", "(text: string) -> string", "The text in capitals.")
def _upper(text: str) -> Json:
    return "".join(one.upper() if len(one.upper()) == 1 else one for one in text)


@declare(TABLE, "lower", "(text: string) -> string", "The text in small letters.")
def _lower(text: str) -> Json:
    return "".join(one.lower() if len(one.lower()) == 1 else one for one in text)


def pieces(text: str, separator: str, count: int = -1, keep: int = 0) -> list[Json]:
    """Go's SplitN; ``keep`` is how much of each separator stays at its piece."""
    if count == 0:
        return []
    if not separator:
        found = list(text)
        return [*found] if count < 0 or len(found) <= count else [*found[: count - 1], "".join(found[count - 1 :])]
    parts = text.split(separator, count - 1 if count > 0 else -1)
    kept = separator[:keep]
    return [*(part + kept for part in parts[:-1]), parts[-1]]


@declare(TABLE, "split", "(text: string, separator: string, count?: int) -> list", "The pieces between separators.")
def _split(text: str, separator: str, count: int = -1) -> Json:
    return pieces(text, separator, count)


@declare(TABLE, "splitAfter", "(text: string, separator: string, count?: int) -> list", "Pieces with their separator.")
def _split_after(text: str, separator: str, count: int = -1) -> Json:
    return pieces(text, separator, count, len(separator))


def replaced(text: str, old: str, new: str, count: int = -1) -> str:
    """Go's Replace, within bounds."""
    places = text.count(old) if old else len(text) + 1
    if len(text) + places * len(new) > LONGEST * 10:
        raise BudgetSpent("memory budget exceeded")
    return text.replace(old, new, count)


@declare(TABLE, "replace", "(text: string, old: string, new: string, count?: int) -> string", "Old replaced by new.")
def _replace(text: str, old: str, new: str, count: int = -1) -> Json:
    return replaced(text, old, new, count)


def repeated(text: str, count: int) -> str:
    """A text several times over, within bounds."""
    if count < 0:
        raise LangError(f"invalid argument for repeat (expected positive integer, got {count})")
    if count > LONGEST or len(text) * count >= LONGEST:
        raise BudgetSpent("memory budget exceeded")
    return text * count


@declare(TABLE, "repeat", "(text: string, count: int) -> string", "The text several times over.")
def _repeat(text: str, count: int) -> Json:
    return repeated(text, count)


@declare(TABLE, "join", "(list: list, glue?: string) -> string", "The texts of a list, joined.")
def _join(values: list[Json], glue: str = "") -> Json:
    if any(not isinstance(one, str) for one in values):
        raise LangError("interface conversion: interface {} is not string")
    return glue.join(map(str, values))


def _bytes_before(text: str, found: int) -> int:
    return found if found < 0 else len(text[:found].encode("utf-8", "replace"))


@declare(TABLE, "indexOf", "(text: string, part: string) -> int", "Where the part begins, in bytes; -1 where nowhere.")
def _index_of(text: str, part: str) -> Json:
    return _bytes_before(text, text.find(part))


@declare(TABLE, "lastIndexOf", "(text: string, part: string) -> int", "Where the part begins last, in bytes.")
def _last_index_of(text: str, part: str) -> Json:
    return _bytes_before(text, text.rfind(part))


@declare(TABLE, "hasPrefix", "(text: string, prefix: string) -> bool", "Whether the text begins with it.")
def _has_prefix(text: str, prefix: str) -> Json:
    return text.startswith(prefix)


@declare(TABLE, "hasSuffix", "(text: string, suffix: string) -> bool", "Whether the text ends with it.")
def _has_suffix(text: str, suffix: str) -> Json:
    return text.endswith(suffix)


@declare(TABLE, "string", "(value: any) -> string", "The value as Go prints it: lists and maps too.")
def _string(value: Json) -> Json:
    return gotext.printed(value)


@declare(TABLE, "type", "(value: any) -> string", "The name of the value's type.")
def _type(value: Json) -> Json:
    names = {Kind.NIL: "nil", Kind.FLOAT: "float", Kind.LIST: "array", Kind.MAP: "map"}
    return names.get(kind_of(value), kind_of(value).value)


@declare(TABLE, "toJSON", "(value: any) -> string", "The value as JSON on several lines.")
def _to_json(value: Json) -> Json:
    return gojson.indented(value)


@declare(TABLE, "fromJSON", "(text: string) -> any", "The value of a JSON text; numbers are floats.")
def _from_json(text: str) -> Json:
    return gojson.parse(text, floats=True)


@declare(TABLE, "toBase64", "(text: string) -> string", "The text in base64.")
def _to_base64(text: str) -> Json:
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")


_BASE64 = re.compile(r"[A-Za-z0-9+/\r\n]*", re.ASCII)


def decoded(text: str) -> str:
    """Text from base64; line ends do not matter. LangError with the byte that Go names where it is none."""
    try:
        return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        found = _BASE64.match(text)
        good = found.end() if found else 0
        stop = good - good % 4 if good == len(text) else good
        raise LangError(f"illegal base64 data at input byte {stop}") from None


@declare(TABLE, "fromBase64", "(text: string) -> string", "The text that base64 holds.")
def _from_base64(text: str) -> Json:
    return decoded(text)


refuse(TABLE, "now", "reads the clock")
refuse(TABLE, "duration date timezone", "makes points in time")
