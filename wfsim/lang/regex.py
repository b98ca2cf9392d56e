"""Regular expressions with Go's meaning: the only home of google-re2, imported when one is first used."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

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
