"""Regular expressions, Go's."""

from __future__ import annotations

from typing import Any, Final

from wfsim.lang import regex
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.govalues import valid
from wfsim.lang.jq import formats
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.functions.rows import Function
from wfsim.lang.jq.mistakes import JqError, unfit
from wfsim.lang.jq.values import Value


def _match(budget: Budget, value: Value, pattern: Value, flags: Value, testing: Value) -> Value:
    """All matches with their groups; where it is only tested, whether there is any."""
    name = "test" if testing is True else "match"
    if not isinstance(value, str) or not isinstance(pattern, str) or not isinstance(flags, (str, type(None))):
        raise unfit(name, value, pattern, flags)
    text, said = valid(value), flags or ""
    whole = _flagged(valid(pattern), said)
    budget.spend(len(text) >> 3)
    if testing is True:
        return regex.matches(whole, text)
    found: list[Value] = []
    for one in regex.finds(whole, text):
        budget.spend(20 + one.re.groups * 10)
        found.append(_described(one, text))
        if "g" not in said:
            break
    return found


def _flagged(pattern: str, flags: str) -> str:
    if set(flags) - {"g", "i", "m"}:
        raise JqError(f"unsupported regular expression flag: {formats.quoted(flags)}")
    for flag, mark in (("i", "(?i)"), ("m", "(?s)")):
        pattern = mark + pattern if flag in flags else pattern
    try:
        regex.compiled(pattern)
    except BudgetSpent:
        raise
    except LangError as error:
        raise JqError(f"invalid regular expression {formats.quoted(pattern)}: {error.message}") from None
    return pattern


def _described(match: Any, text: str) -> Value:
    names = {place: name for name, place in match.re.groupindex.items()}
    captures: list[Value] = [_group(match, place, names.get(place)) for place in range(1, match.re.groups + 1)]
    start, end = match.span()
    return {"offset": start, "length": end - start, "string": match.group(), "captures": captures}


def _group(match: Any, place: int, name: str | None) -> Value:
    start, end = match.span(place)
    return {"name": name, "offset": start, "length": max(end - start, 0), "string": match.group(place)}


ROWS: Final = (Function("_match", 3, "What a regular expression finds, or whether it does.", _match),)
