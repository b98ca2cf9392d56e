"""Regular expressions with Go's meaning: the only home of google-re2, imported when one is first used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.govalues import valid

if TYPE_CHECKING:
    Pattern = Any

MOST_FINDS: Final = 100_000


_ESCAPES: Final = re.compile(r"\\Q.*?(?:\\E|$)|\\(?P<letter>.)", re.DOTALL)


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Pattern:
    """A compiled pattern. LangError, in Go's words where re2 shares them, for one that RE2 refuses."""
    import re2  # type: ignore[import-untyped]

    for found in _ESCAPES.finditer(pattern):
        if found["letter"] == "C":  # a single byte: re2 has it, Go has not
            raise LangError(r"error parsing regexp: invalid escape sequence: `\C`")
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options=options)
    except (re2.error, UnicodeError) as error:
        raise LangError(f"error parsing regexp: {_said(error)}") from None


# What re2 says, and Go's words for it; behind them is the part of the pattern that is meant.
_WORDS: Final = {
    "missing )": "missing closing )",
    "unexpected )": "unexpected )",
    "missing ]": "missing closing ]",
    "bad repetition operator": "invalid nested repetition operator",
    "no argument for repetition operator": "missing argument to repetition operator",
    "invalid repetition size": "invalid repeat count",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "invalid named capture group": "invalid named capture",
    "trailing \\": "trailing backslash at end of expression",
}


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else str(error)
    words, _, part = (said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)).partition(": ")
    part = part.removesuffix("?") if words == "invalid repetition size" else part
    return f"{_WORDS.get(words, words)}: `{part}`"


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found anywhere in the text."""
    return compiled(pattern).search(valid(text)) is not None


def _matches(pattern: Pattern, text: str) -> Iterator[Any]:
    """The finds as Go counts them: an empty one right behind another find is none."""
    last, count = -1, 0
    for one in pattern.finditer(valid(text)):
        if one.start() == one.end() == last:
            continue
        last, count = one.end(), count + 1
        if count > MOST_FINDS:
            raise BudgetSpent(f"a pattern finds more than {MOST_FINDS} times")
        yield one


def finds(pattern: str, text: str) -> Iterator[Any]:
    """The matches themselves, with their groups, one behind the other."""
    return _matches(compiled(pattern), text)


def found(pattern: str, text: str) -> Iterator[str]:
    """All that the pattern finds, one behind the other."""
    return (text[one.start() : one.end()] for one in _matches(compiled(pattern), text))


def replaced(pattern: str, text: str, template: str, most: int) -> str:
    """Every find replaced; ``$1`` and ``${name}`` stand for groups, ``$$`` for a dollar. BudgetSpent where it would be
    longer than ``most``."""
    parts: list[str] = []
    length = 0
    for part in _replaced(compiled(pattern), text, template):
        parts.append(part)
        length += len(part)
        if length > most:
            raise BudgetSpent("memory budget exceeded")
    return "".join(parts)


def _replaced(pattern: Pattern, text: str, template: str) -> Iterator[str]:
    at = 0
    for one in _matches(pattern, text):
        yield text[at : one.start()]
        yield _GROUP.sub(lambda sign, one=one: _group(sign, one, text), template)  # type: ignore[misc]
        at = one.end()
    yield text[at:]


_GROUP: Final = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<braced>\w+)\}|(?P<plain>\w+))")


def _group(sign: re.Match[str], match: Any, text: str) -> str:
    if sign["dollar"]:
        return "$"
    name = sign["braced"] or sign["plain"]
    if re.fullmatch(r"0|[1-9][0-9]{0,7}", name, re.ASCII):
        group = int(name)
    else:
        group = match.re.groupindex.get(name, match.re.groups + 1)
    if group > match.re.groups:
        return ""
    start, end = match.span(group)
    return text[start:end] if start >= 0 else ""


def split(pattern: str, text: str, count: int) -> list[str]:
    """The pieces between finds, at most ``count`` of them unless it is negative."""
    finder = compiled(pattern)
    if pattern and not text:
        return [""]
    pieces: list[str] = []
    start = end = 0
    for one in islice(_matches(finder, text), None if count < 0 else count):
        if 0 < count == len(pieces) + 1:
            break
        start = one.start()
        if one.end():
            pieces.append(text[end:start])
        end = one.end()
    return pieces if start == len(text) else [*pieces, text[end:]]
