"""sprig's functions of regular expressions.

In: a pattern, a text and what is to be done with the finds. Out: the table for ``table``. Each function has a twin with
``must`` before its name; only ``regexMatch`` is kinder than its twin to a pattern that is none.
"""

from __future__ import annotations

import re
from itertools import islice

from wfsim.lang import gotypes, regex
from wfsim.lang.errors import LangError
from wfsim.lang.functions.signatures import Table, exact, twins
from wfsim.lang.functions.sprig_texts import LONGEST
from wfsim.lang.govalues import Cost, NoItems, strings
from wfsim.lang.values import Json

TABLE: Table = {}
_COST = Cost(each=64)  # for there may be as many finds as characters
declare = exact(TABLE, _COST)
both = twins(TABLE, _COST)


@declare("mustRegexMatch", "(pattern: string, text: string) -> bool", "Whether the pattern is found.")
def _must_match(pattern: str, text: str) -> Json:
    return regex.matches(pattern, text)


@declare("regexMatch", "(pattern: string, text: string) -> bool", "Whether the pattern is found; false for a bad one.")
def _match(pattern: str, text: str) -> Json:
    try:
        return regex.matches(pattern, text)
    except LangError:
        return False


@both("regexFind", "(pattern: string, text: string) -> string", "What the pattern finds first.")
def _find(pattern: str, text: str) -> Json:
    return next(regex.found(pattern, text), "")


def _some(found: list[str]) -> Json:
    return strings(found) if found else NoItems(gotypes.STRINGS)


@both("regexFindAll", "(pattern: string, text: string, count: int) -> []string", "All that the pattern finds.")
def _find_all(pattern: str, text: str, count: int) -> Json:
    return _some([*islice(regex.found(pattern, text), None if count < 0 else count)])


@both("regexReplaceAll", "(pattern: string, text: string, new: string) -> string", "Finds replaced; `$1` works.")
def _replace_all(pattern: str, text: str, new: str) -> Json:
    return regex.replaced(pattern, text, new, LONGEST)


@both("regexReplaceAllLiteral", "(pattern: string, text: string, new: string) -> string", "Finds replaced.")
def _replace_literal(pattern: str, text: str, new: str) -> Json:
    return regex.replaced(pattern, text, new.replace("$", "$$"), LONGEST)


@both("regexSplit", "(pattern: string, text: string, count: int) -> []string", "The pieces between finds.")
def _split(pattern: str, text: str, count: int) -> Json:
    found = regex.split(pattern, text, count)
    return strings(found) if count else NoItems(gotypes.STRINGS)


@declare("regexQuoteMeta", "(text: string) -> string", "The text as a pattern of itself.")
def _quote_meta(text: str) -> Json:
    return re.sub(r"[\\.+*?()|\[\]{}^$]", lambda one: f"\\{one[0]}", text)
