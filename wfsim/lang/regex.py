"""Regular expressions with Go's meaning: the only home of google-re2, imported when one is first used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from wfsim.lang.errors import LangError

if TYPE_CHECKING:
    Pattern = Any


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Pattern:
    """A compiled pattern. LangError, in Go's words where re2 shares them, for one that RE2 refuses."""
    import re2  # type: ignore[import-untyped]

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options=options)
    except (re2.error, UnicodeError) as error:
        raise LangError(f"error parsing regexp: {_said(error)}") from None


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else str(error)
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found anywhere in the text."""
    found = compiled(pattern).search(text.encode("utf-8", "replace").decode("utf-8"))
    return found is not None


def _matches(pattern: Pattern, text: str) -> Iterator[Any]:
    """The finds as Go counts them: an empty one right behind another find is none."""
    last = -1
    for one in pattern.finditer(text):
        if one.start() == one.end() == last:
            continue
        last = one.end()
        yield one


def found(pattern: str, text: str) -> list[str]:
    """All that the pattern finds, one behind the other."""
    return [one.group() for one in _matches(compiled(pattern), text)]


def replaced(pattern: str, text: str, template: str) -> str:
    """Every find replaced; ``$1`` and ``${name}`` stand for groups, ``$$`` for a dollar."""
    return "".join(_replaced(compiled(pattern), text, template))


def _replaced(pattern: Pattern, text: str, template: str) -> Iterator[str]:
    at = 0
    for one in _matches(pattern, text):
        yield text[at : one.start()]
        yield _GROUP.sub(lambda sign, one=one: _group(sign, one), template)  # type: ignore[misc]
        at = one.end()
    yield text[at:]


_GROUP: Final = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<braced>\w+)\}|(?P<plain>\w+))", re.ASCII)


def _group(sign: re.Match[str], match: Any) -> str:
    if sign["dollar"]:
        return "$"
    name = sign["braced"] or sign["plain"]
    try:
        return match.group(int(name) if name.isdecimal() else name) or ""
    except (IndexError, KeyError):
        return ""


def split(pattern: str, text: str, count: int) -> list[str]:
    """The pieces between finds, at most ``count`` of them unless it is negative."""
    if count == 0:
        return []
    pieces: list[str] = []
    at = 0
    for one in _matches(compiled(pattern), text):
        if 0 < count == len(pieces) + 1:
            break
        if one.end() == 0:
            continue
        if one.start() == one.end() == len(text):
            break
        pieces.append(text[at : one.start()])
        at = one.end()
    return [*pieces, text[at:]]
