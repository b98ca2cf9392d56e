"""sprig's functions of texts, numbers and encodings: those whose result follows from their arguments alone."""

from __future__ import annotations

import base64
import hashlib
import math
import re
import zlib
from collections.abc import Callable
from functools import partial, reduce

from wfsim.lang import gojson, gonumbers, gotext, regex
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.functions.numbers import round_half_away, whole
from wfsim.lang.functions.signatures import Table, refuse
from wfsim.lang.functions.signatures import declare as declared
from wfsim.lang.functions.texts import TABLE as TEXTS
from wfsim.lang.functions.texts import decoded, pieces, repeated, replaced
from wfsim.lang.govalues import type_name
from wfsim.lang.values import Json

TABLE: Table = {}
declare = partial(declared, zeroes=True)


def text_of(value: Json) -> str:
    """sprig's strval: text as it is, anything else as Go prints it."""
    return value if isinstance(value, str) else gotext.printed(value)


def int_of(value: Json) -> int:
    """sprig's toInt64: what is no number is 0."""
    match value:
        case bool():
            return int(value)
        case int():
            return value
        case float():
            return whole(value)
        case str():
            return gonumbers.parse_int_any_base(value) or 0
        case _:
            return 0


def float_of(value: Json) -> float:
    """sprig's toFloat64: what is no number is 0."""
    if isinstance(value, str):
        return gonumbers.parse_float(value) or 0.0
    return float(value) if isinstance(value, (bool, int, float)) else 0.0


def _title(text: str) -> str:
    return re.sub(r"(^|[^\w'])(\w)", lambda found: found[1] + found[2].upper(), text)


def _substr(start: int, end: int, text: str) -> str:
    data = text.encode("utf-8", "replace")
    if start < 0:
        if not 0 <= end <= len(data):
            raise LangError(f"runtime error: slice bounds out of range [:{end}] with length {len(data)}")
        cut = data[:end]
    elif end < 0 or end > len(data):
        if start > len(data):
            raise LangError(f"runtime error: slice bounds out of range [{start}:{len(data)}]")
        cut = data[start:]
    else:
        if start > end:
            raise LangError(f"runtime error: slice bounds out of range [{start}:{end}]")
        cut = data[start:end]
    return cut.decode("utf-8", "replace")


def _trunc(count: int, text: str) -> str:
    data = text.encode("utf-8", "replace")
    if count < 0:
        return data[count:].decode("utf-8", "replace") if len(data) + count > 0 else text
    return data[:count].decode("utf-8", "replace")


def _indent(spaces: int, text: str) -> str:
    padding = repeated(" ", spaces)
    return padding + replaced(text, "\n", "\n" + padding)


_TEXT_ONLY: dict[str, tuple[Callable[[str], Json], str]] = {
    "upper": (lambda text: text.upper(), "The text in capitals."),
    "lower": (lambda text: text.lower(), "The text in small letters."),
    "title": (_title, "Every word with a capital."),
    "untitle": (
        lambda text: re.sub(r"(^|\s)(\w)", lambda f: f[1] + f[2].lower(), text),
        "Every word without a capital.",
    ),
    "nospace": (lambda text: "".join(_bytewise(text).split()), "The text without blanks."),
    "initials": (lambda text: "".join(word[0] for word in _bytewise(text).split()), "The first letters of its words."),
    "trim": (lambda text: TEXTS["trim"]([text]), "The text without blanks at its ends."),
    "b64enc": (lambda text: base64.b64encode(text.encode("utf-8", "replace")).decode(), "The text in base64."),
    "b64dec": (lambda text: _decoded(text), "The text that base64 holds, or why it holds none."),
    "b32enc": (lambda text: base64.b32encode(text.encode("utf-8", "replace")).decode(), "The text in base32."),
    "sha1sum": (lambda text: hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest(), "Its SHA-1 digest."),
    "sha256sum": (lambda text: hashlib.sha256(text.encode()).hexdigest(), "Its SHA-256 digest."),
    "sha512sum": (lambda text: hashlib.sha512(text.encode()).hexdigest(), "Its SHA-512 digest."),
    "adler32sum": (lambda text: str(zlib.adler32(text.encode())), "Its Adler-32 sum."),
    "atoi": (lambda text: gonumbers.parse_int(text) or 0, "A whole number, 0 where it is none."),
    "fromJson": (lambda text: _from_json(text), "The value of a JSON text, nothing where it is none."),
    "mustFromJson": (lambda text: gojson.parse(text, floats=True), "The value of a JSON text."),
    "snakecase": (lambda text: _cased(text, "_"), "words_like_this."),
    "kebabcase": (lambda text: _cased(text, "-"), "words-like-this."),
    "regexQuoteMeta": (
        lambda text: re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", text),
        "The text as a pattern of itself.",
    ),
}


def _bytewise(text: str) -> str:
    """Every byte a character: two of sprig's functions take texts apart like this."""
    return text.encode("utf-8", "replace").decode("latin-1")


def _decoded(text: str) -> str:
    try:
        return decoded(text)
    except LangError as error:
        return error.message


def _from_json(text: str) -> Json:
    try:
        return gojson.parse(text, floats=True)
    except LangError:
        return None


def _cased(text: str, joint: str) -> str:
    words = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", re.sub(r"([a-z\d])([A-Z])", r"\1 \2", text))
    return re.sub(r"[\s_\-.]", joint, words).lower()


for _name, (_how, _doc) in _TEXT_ONLY.items():
    declare(TABLE, _name, "(text: string) -> any", _doc)(_how)

_TWO_TEXTS: dict[str, tuple[Callable[[str, str], Json], str]] = {
    "trimAll": (lambda characters, text: text.strip(characters) if characters else text, "Without these at its ends."),
    "trimSuffix": (lambda suffix, text: text.removesuffix(suffix), "The text without a suffix."),
    "trimPrefix": (lambda prefix, text: text.removeprefix(prefix), "The text without a prefix."),
    "contains": (lambda part, text: part in text, "Whether the text contains the part."),
    "hasPrefix": (lambda prefix, text: text.startswith(prefix), "Whether the text begins with it."),
    "hasSuffix": (lambda suffix, text: text.endswith(suffix), "Whether the text ends with it."),
    "splitList": (lambda separator, text: pieces(text, separator), "The pieces between separators."),
    "split": (
        lambda separator, text: {f"_{at}": one for at, one in enumerate(pieces(text, separator))},
        "The pieces as a map, under _0, _1 and so on.",
    ),
    "regexMatch": (lambda pattern, text: regex.matches(pattern, text), "Whether the pattern is found."),
    "regexFind": (lambda pattern, text: next(iter(regex.found(pattern, text)), ""), "What the pattern finds first."),
}
for _name, (_both, _doc) in _TWO_TEXTS.items():
    declare(TABLE, _name, "(first: string, text: string) -> any", _doc)(_both)


@declare(TABLE, "regexFindAll", "(pattern: string, text: string, count: int) -> list", "All that the pattern finds.")
def _find_all(pattern: str, text: str, count: int) -> Json:
    found = regex.found(pattern, text)
    return [*(found if count < 0 else found[:count])] or None


@declare(
    TABLE, "regexReplaceAll", "(pattern: string, text: string, new: string) -> string", "Finds replaced; $1 works."
)
def _replace_all(pattern: str, text: str, new: str) -> Json:
    return regex.replaced(pattern, text, new)


@declare(TABLE, "regexReplaceAllLiteral", "(pattern: string, text: string, new: string) -> string", "Finds replaced.")
def _replace_literal(pattern: str, text: str, new: str) -> Json:
    return regex.replaced(pattern, text, new.replace("$", "$$"))


@declare(TABLE, "regexSplit", "(pattern: string, text: string, count: int) -> list", "The pieces between finds.")
def _regex_split(pattern: str, text: str, count: int) -> Json:
    return [*regex.split(pattern, text, count)] or None


@declare(TABLE, "substr", "(start: int, end: int, text: string) -> string", "The bytes from start to end.")
def _declared_substr(start: int, end: int, text: str) -> Json:
    return _substr(start, end, text)


@declare(TABLE, "trunc", "(count: int, text: string) -> string", "The first bytes, or the last ones.")
def _declared_trunc(count: int, text: str) -> Json:
    return _trunc(count, text)


@declare(TABLE, "repeat", "(count: int, text: string) -> string", "The text several times over.")
def _declared_repeat(count: int, text: str) -> Json:
    return repeated(text, count)


@declare(TABLE, "indent", "(spaces: int, text: string) -> string", "Every line moved to the right.")
def _declared_indent(spaces: int, text: str) -> Json:
    return _indent(spaces, text)


@declare(TABLE, "nindent", "(spaces: int, text: string) -> string", "A new line, then every line moved to the right.")
def _nindent(spaces: int, text: str) -> Json:
    return "\n" + _indent(spaces, text)


@declare(TABLE, "replace", "(old: string, new: string, text: string) -> string", "Old replaced by new.")
def _replace(old: str, new: str, text: str) -> Json:
    return replaced(text, old, new)


@declare(TABLE, "plural", "(one: string, many: string, count: int) -> string", "The word for one or for many.")
def _plural(one: str, many: str, count: int) -> Json:
    return one if count == 1 else many


@declare(TABLE, "splitn", "(separator: string, count: int, text: string) -> map", "At most so many pieces as a map.")
def _splitn(separator: str, count: int, text: str) -> Json:
    return {f"_{at}": one for at, one in enumerate(pieces(text, separator, count))}


@declare(TABLE, "quote", "(values...: any) -> string", "Each value in double quotes.")
def _quote(*values: Json) -> Json:
    return " ".join(gotext.quote(text_of(one)) for one in values if one is not None)


@declare(TABLE, "squote", "(values...: any) -> string", "Each value in single quotes.")
def _squote(*values: Json) -> Json:
    return " ".join(f"'{gotext.printed(one)}'" for one in values if one is not None)


@declare(TABLE, "cat", "(values...: any) -> string", "The values with blanks between them.")
def _cat(*values: Json) -> Json:
    return " ".join(gotext.printed(one) for one in values if one is not None)


@declare(TABLE, "toString", "(value: any) -> string", "The value as text.")
def _to_string(value: Json) -> Json:
    return text_of(value)


for _name in ("int", "int64"):
    declare(TABLE, _name, "(value: any) -> int", "A whole number, 0 where it is none.")(int_of)
declare(TABLE, "float64", "(value: any) -> float", "A number, 0 where it is none.")(float_of)


@declare(TABLE, "add", "(values...: any) -> int", "The sum of whole numbers.")
def _add(*values: Json) -> Json:
    return gonumbers.wrap(sum(map(int_of, values)))


@declare(TABLE, "add1", "(value: any) -> int", "One more.")
def _add1(value: Json) -> Json:
    return gonumbers.wrap(int_of(value) + 1)


@declare(TABLE, "sub", "(first: any, second: any) -> int", "The first less the second.")
def _sub(first: Json, second: Json) -> Json:
    return gonumbers.wrap(int_of(first) - int_of(second))


@declare(TABLE, "mul", "(first: any, values...: any) -> int", "The product of whole numbers.")
def _mul(first: Json, *values: Json) -> Json:
    return gonumbers.wrap(reduce(lambda total, one: gonumbers.wrap(total * int_of(one)), values, int_of(first)))


def _parted(first: Json, second: Json) -> tuple[int, int]:
    left, right = int_of(first), int_of(second)
    if right == 0:
        raise LangError("runtime error: integer divide by zero")
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    return gonumbers.wrap(quotient), left - quotient * right


@declare(TABLE, "div", "(first: any, second: any) -> int", "The whole quotient.")
def _div(first: Json, second: Json) -> Json:
    return _parted(first, second)[0]


@declare(TABLE, "mod", "(first: any, second: any) -> int", "What a division leaves.")
def _mod(first: Json, second: Json) -> Json:
    return _parted(first, second)[1]


@declare(TABLE, "max", "(first: any, values...: any) -> int", "The largest whole number.")
def _max(*values: Json) -> Json:
    return max(map(int_of, values))


@declare(TABLE, "min", "(first: any, values...: any) -> int", "The smallest whole number.")
def _min(*values: Json) -> Json:
    return min(map(int_of, values))


@declare(TABLE, "ceil", "(value: any) -> float", "The next whole number upwards.")
def _ceil(value: Json) -> Json:
    return float(math.ceil(float_of(value)))


@declare(TABLE, "floor", "(value: any) -> float", "The next whole number downwards.")
def _floor(value: Json) -> Json:
    return float(math.floor(float_of(value)))


@declare(TABLE, "round", "(value: any, digits: int) -> float", "The number with so many digits.")
def _round(value: Json, digits: int) -> Json:
    scale = 10.0**digits
    return float(round_half_away(float_of(value) * scale)) / scale


@declare(TABLE, "until", "(count: int) -> list", "The numbers from 0 up to this.")
def _until(count: int) -> Json:
    return _steps(0, count, 1 if count >= 0 else -1)


@declare(TABLE, "untilStep", "(start: int, stop: int, step: int) -> list", "The numbers from start to stop by steps.")
def _steps(start: int, stop: int, step: int) -> Json:
    if step == 0 or (stop < start) != (step < 0):
        return []
    if abs(stop - start) // abs(step) > 1_000_000:
        raise BudgetSpent("memory budget exceeded")
    return [*range(start, stop, step)]


for _name in ("toJson", "mustToJson"):
    declare(TABLE, _name, "(value: any) -> string", "The value as JSON on one line.")(gojson.render)
declare(TABLE, "toPrettyJson", "(value: any) -> string", "The value as JSON on several lines.")(gojson.indented)


@declare(TABLE, "toRawJson", "(value: any) -> string", "The value as JSON with <, > and & as they are.")
def _to_raw_json(value: Json) -> Json:
    return gojson.render(value, html=False)


declare(TABLE, "typeOf", "(value: any) -> string", "The name of the value's type.")(type_name)


@declare(TABLE, "kindOf", "(value: any) -> string", "The kind of the value: slice, map, string and so on.")
def _kind_of(value: Json) -> Json:
    if isinstance(value, (list, dict)):
        return "slice" if isinstance(value, list) else "map"
    return "invalid" if value is None else type_name(value)


refuse(TABLE, "now date dateInZone dateModify date_modify htmlDate htmlDateInZone ago unixEpoch", "reads the clock")
refuse(TABLE, "duration durationRound toDate mustToDate", "makes points in time")
refuse(TABLE, "randAlphaNum randAlpha randAscii randNumeric randInt randBytes uuidv4 shuffle", "needs chance")
refuse(TABLE, "genPrivateKey genCA genCAWithKey genSelfSignedCert genSignedCert bcrypt htpasswd", "needs chance")
refuse(TABLE, "encryptAES", "needs chance")
refuse(TABLE, "getHostByName", "asks the network")
