"""sprig's rarer functions: other names of known ones, paths, decimals, merging; and those that are not covered."""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from functools import partial, reduce

from wfsim.lang.errors import LangError
from wfsim.lang.functions.signatures import Table, uncovered
from wfsim.lang.functions.signatures import declare as declared
from wfsim.lang.functions.sprig import TABLE as TEXTS
from wfsim.lang.functions.sprig import float_of, text_of
from wfsim.lang.functions.sprig_lists import TABLE as LISTS
from wfsim.lang.functions.sprig_lists import is_empty
from wfsim.lang.govalues import type_name
from wfsim.lang.operators import equal
from wfsim.lang.values import Json

TABLE: Table = {}
declare = partial(declared, zeroes=True)

_MUST = (
    *("append", "chunk", "compact", "first", "has", "initial", "last", "prepend", "rest", "reverse", "slice", "uniq"),
    *("without", "regexFind", "regexFindAll", "regexMatch", "regexReplaceAll", "regexReplaceAllLiteral", "regexSplit"),
    *("toPrettyJson", "toRawJson"),
)
_ALIASES = {"push": "append", "tuple": "list", "trimall": "trimAll", "biggest": "max"} | {
    f"must{name[0].upper()}{name[1:]}": name for name in _MUST
}
_ALIASES["mustPush"] = "append"
for _alias, _known in _ALIASES.items():
    TABLE[_alias] = replace({**TEXTS, **LISTS}[_known], name=_alias)

_PATHS: dict[str, tuple[Callable[[str], Json], str]] = {
    "base": (lambda path: posixpath.basename(path.rstrip("/")) or ("/" if path else "."), "The last part of a path."),
    "dir": (lambda path: _cleaned(posixpath.split(path)[0]), "A path without its last part."),
    "ext": (lambda path: (re.search(r"\.[^./]*$", path) or [""])[0], "The ending of a path."),
    "clean": (lambda path: _cleaned(path), "A path without detours."),
    "isAbs": (lambda path: path.startswith("/"), "Whether a path begins at the root."),
}


def _cleaned(path: str) -> str:
    return re.sub(r"^//", "/", posixpath.normpath(path)) if path else "."


for _name, (_how, _doc) in _PATHS.items():
    declare(TABLE, _name, "(path: string) -> any", _doc)(_how)
    declare(TABLE, f"os{_name[0].upper()}{_name[1:]}", "(path: string) -> any", _doc)(_how)


def _decimal(values: tuple[Json, ...], how: Callable[[Decimal, Decimal], Decimal]) -> Json:
    """sprig computes these with decimals of sixteen places and gives a float again."""
    numbers = [Decimal(repr(float_of(one))) for one in values]
    with localcontext() as context:
        context.prec = 60
        try:
            return float(reduce(how, numbers)) + 0.0  # no negative zero
        except (InvalidOperation, ZeroDivisionError):
            raise LangError("decimal division by 0") from None


def _quotient(left: Decimal, right: Decimal) -> Decimal:
    return (left / right).quantize(Decimal("1e-16"), ROUND_HALF_UP)


_DECIMALS: dict[str, tuple[Callable[[Decimal, Decimal], Decimal], str]] = {
    "addf": (lambda left, right: left + right, "The sum of numbers."),
    "subf": (lambda left, right: left - right, "The first number less the others."),
    "mulf": (lambda left, right: left * right, "The product of numbers."),
    "divf": (_quotient, "The first number divided by the others."),
}


def _computed(how: Callable[[Decimal, Decimal], Decimal]) -> Callable[..., Json]:
    return lambda *values: _decimal(values, how)


for _name, (_operation, _doc) in _DECIMALS.items():
    declare(TABLE, _name, "(first: any, values...: any) -> float", _doc)(_computed(_operation))


@declare(TABLE, "add1f", "(value: any) -> float", "One more.")
def _add1f(value: Json) -> Json:
    return _decimal((value, 1), lambda left, right: left + right)


@declare(TABLE, "maxf", "(first: any, values...: any) -> float", "The largest number.")
def _maxf(*values: Json) -> Json:
    return max(map(float_of, values))


@declare(TABLE, "minf", "(first: any, values...: any) -> float", "The smallest number.")
def _minf(*values: Json) -> Json:
    return min(map(float_of, values))


@declare(TABLE, "deepCopy", "(value: any) -> any", "The value again.")
def _deep_copy(value: Json) -> Json:
    return copy.deepcopy(value)


@declare(TABLE, "deepEqual", "(first: any, second: any) -> bool", "Whether two values are the same.")
def _deep_equal(first: Json, second: Json) -> Json:
    return type(first) is type(second) and equal(first, second)


@declare(TABLE, "kindIs", "(kind: string, value: any) -> bool", "Whether the value is of a kind.")
def _kind_is(kind: str, value: Json) -> Json:
    return TEXTS["kindOf"]([value]) == kind


@declare(TABLE, "typeIs", "(type: string, value: any) -> bool", "Whether the value is of a type.")
def _type_is(type: str, value: Json) -> Json:
    return type_name(value) == type


declare(TABLE, "typeIsLike", "(type: string, value: any) -> bool", "Whether the value is of a type.")(_type_is)


def _merged(target: dict[str, Json], source: dict[str, Json], over: bool) -> dict[str, Json]:
    found = dict(target)
    for key, value in source.items():
        mine = found.get(key)
        if isinstance(mine, dict) and isinstance(value, dict):
            found[key] = _merged(mine, value, over)
        elif is_empty(mine) or (over and not is_empty(value)):
            found[key] = value
    return found


@declare(TABLE, "merge", "(target: map, sources...: map) -> map", "The maps as one; the first that has a key counts.")
def _merge(target: dict[str, Json], *sources: dict[str, Json]) -> Json:
    return reduce(lambda left, right: _merged(left, right, False), sources, target)


@declare(TABLE, "mergeOverwrite", "(target: map, sources...: map) -> map", "The maps as one; the last counts.")
def _merge_overwrite(target: dict[str, Json], *sources: dict[str, Json]) -> Json:
    return reduce(lambda left, right: _merged(left, right, True), sources, target)


for _alias, _known in {
    "mustMerge": "merge",
    "mustMergeOverwrite": "mergeOverwrite",
    "mustDeepCopy": "deepCopy",
}.items():
    TABLE[_alias] = replace(TABLE[_known], name=_alias)


@declare(TABLE, "seq", "(numbers...: int) -> string", "The numbers to, from to, or from by to, with blanks between.")
def _seq(*numbers: int) -> Json:
    if len(numbers) == 3:
        start, step, end = numbers
        increment = -1 if end < start else 1
        if increment == -1 and step > 0:
            return ""
    elif numbers and len(numbers) < 3:
        start, end = (1, numbers[0]) if len(numbers) == 1 else numbers
        step = increment = -1 if end < start else 1
    else:
        return ""
    found = TEXTS["untilStep"]([start, end + increment, step])
    return " ".join(map(text_of, found)) if isinstance(found, list) else ""


@declare(TABLE, "toDecimal", "(value: any) -> int", "A number from its octal digits, 0 where there are none.")
def _to_decimal(value: Json) -> Json:
    digits = text_of(value)
    return int(digits, 8) if re.fullmatch(r"[+-]?[0-7]{1,20}", digits) else 0


@declare(TABLE, "swapcase", "(text: string) -> string", "Capitals and small letters exchanged.")
def _swapcase(text: str) -> Json:
    return text.swapcase()


@declare(TABLE, "hello", "() -> string", "A greeting.")
def _hello() -> Json:
    return "Hello!"


@declare(TABLE, "fail", "(message: string) -> string", "An error with this message.")
def _fail(message: str) -> Json:
    raise LangError(message)


uncovered(TABLE, "abbrev abbrevboth camelcase wrap wrapWith b32dec semver semverCompare urlParse urlJoin")
uncovered(TABLE, "buildCustomCert genSelfSignedCertWithKey genSignedCertWithKey decryptAES derivePassword")
uncovered(TABLE, "date_in_zone mustDateModify must_date_modify")
