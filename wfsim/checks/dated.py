"""Findings as of the version of Argo that somebody asked about.

In: all findings, and the context. Out: those that hold in the version, and what its expressions do not have. ``api``
calls it where a version was named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wfsim.checks.uses import part_of
from wfsim.lang.errors import LangError
from wfsim.spec import versions
from wfsim.text import Argo, Diagnostic, Severity

if TYPE_CHECKING:
    from wfsim.checks.api import Context

_FUNCTION = "function-not-in-version"


def dated(found: Iterable[Diagnostic], context: Context) -> Iterator[Diagnostic]:
    """The findings of a version."""
    accepted = versions.accepted(context.workspace.argo_version)
    for one in found:
        if not any(row.code == one.code and re.fullmatch(row.text, one.at.text) for row in accepted):
            yield one
    yield from _functions(context)


def _functions(context: Context) -> Iterator[Diagnostic]:
    """Calls of functions that came later."""
    asked = context.workspace.argo_version
    later = {name: since for name, since in versions.functions().items() if versions.is_before(asked, since)}
    for use in context.expressions if later else ():
        for name, start, end in _called(use.text):
            if since := later.get(name):
                message = f"the function `{name}` came with Argo {since}; Argo {asked} does not have it"
                hint = f"Write it without this function, or run Argo {since} or later."
                at = part_of(use, start, end)
                yield Diagnostic(_FUNCTION, Severity.ERROR, message, at, hint=hint, argo=Argo.FAILS)


def _called(text: str) -> Iterator[tuple[str, int, int]]:
    """The functions that an expression calls, with their places; none where it cannot be read."""
    from wfsim.lang import expr, syntax

    try:
        tree = expr.parse(text)
    except LangError:
        return  # bad-expression says so
    for node in syntax.walk(tree):
        match node:
            case syntax.Call(function=syntax.Name(name=name) as called):
                yield name, called.start, called.end
            case syntax.Call(
                function=syntax.Member(
                    object=syntax.Name(name=space), property=syntax.Literal(value=str(name))
                ) as called
            ):
                yield f"{space}.{name}", called.start, called.end
