"""What can be done about findings: their fixes, all fixes at once, and comments that ignore them.

In: the text that is asked about, a range, and the kinds of actions that are wanted. Out: code actions. Called by
``server``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lsprotocol import types

from wfsim.checks.fixing import mended
from wfsim.lsp import findings, ignoring
from wfsim.lsp.question import Asked
from wfsim.text import Diagnostic, Edit, Source

FIX_ALL = "source.fixAll.wfsim"
KINDS = (types.CodeActionKind.QuickFix, FIX_ALL)


def actions(asked: Asked, where: types.Range, only: Sequence[str] | None) -> list[types.CodeAction]:
    """The actions for a range of the text."""
    at = asked.positions.span(asked.source, where)
    near = [one for one in asked.findings if one.at.start <= at.end and at.start <= one.at.end]
    found: list[types.CodeAction] = []
    if _wanted(types.CodeActionKind.QuickFix, only):
        found += _fixes(asked, near)
        found += _ignores(asked, near)
    if only is not None and _wanted(FIX_ALL, only):
        found += _all(asked)
    return found


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether a kind was asked for, or one that it is a part of."""
    return only is None or any(kind == one or kind.startswith(f"{one}.") for one in only)


def _fixes(asked: Asked, near: Iterable[Diagnostic]) -> Iterator[types.CodeAction]:
    for one in near:
        if one.fix is not None:
            title = one.fix.title[:1].upper() + one.fix.title[1:]
            yield _action(asked, title, one, one.fix.edits, is_preferred=True)


def _ignores(asked: Asked, near: Iterable[Diagnostic]) -> Iterator[types.CodeAction]:
    first = {one.code: one for one in reversed(list(near))}
    for code, one in sorted(first.items()):
        if (edit := ignoring.here(one)) is not None:
            yield _action(asked, f"Ignore {code} here", one, (edit,))
        if (edit := ignoring.everywhere(one)) is not None:
            yield _action(asked, f"Ignore {code} in this file", one, (edit,))


def _all(asked: Asked) -> Iterator[types.CodeAction]:
    """Every fix of the text that is safe together with the others."""
    fixes = [one.fix for one in asked.findings if one.fix is not None]
    source = fixes[0].at.source if fixes else Source("", "")
    made = mended(source, fixes).made
    if made:
        edits = [edit for one in made for edit in one.edits]
        yield types.CodeAction("Fix all that wfsim can mend", FIX_ALL, edit=_edit(asked, edits))


def _action(
    asked: Asked, title: str, one: Diagnostic, edits: Sequence[Edit], *, is_preferred: bool = False
) -> types.CodeAction:
    return types.CodeAction(
        title,
        types.CodeActionKind.QuickFix,
        diagnostics=[findings.diagnostic(one, asked.positions)],
        is_preferred=is_preferred or None,
        edit=_edit(asked, edits),
    )


def _edit(asked: Asked, edits: Iterable[Edit]) -> types.WorkspaceEdit:
    changes = [types.TextEdit(asked.positions.range(one.at), one.text) for one in edits]
    return types.WorkspaceEdit({asked.buffer.uri: changes})
