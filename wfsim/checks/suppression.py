"""``# wfsim: ignore[code] reason``: findings that the user knows and does not want to hear.

In: findings and the documents that they are about. Out: the findings without those, and one for each comment that
silences nothing or cannot be understood. ``api.run_all`` calls it. At the end of a line it speaks for findings that
begin on that line, alone on a line for the block below, as ``ignore-file`` at the top of a file or document for all
of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from wfsim.checks.patterns import is_known, names, nearest_code
from wfsim.text import Diagnostic, Fix, Severity, Source, Span
from wfsim.yamlio import Document
from wfsim.yamlio.comments import Comment, comments
from wfsim.yamlio.nodes import MARK

UNUSED, BAD = "unused-ignore", "bad-ignore"
_LOUD = frozenset(("internal-error", UNUSED, BAD))  # nobody can wish these away in a comment
_FORM = re.compile(r"#+\s*wfsim:\s*(?P<verb>[\w-]*)\s*(?:\[(?P<codes>[^\]]*)(?P<close>\])?)?")
_HINT = "Write `# wfsim: ignore[code] reason`."


@dataclass(slots=True)
class _Ignore:
    """One word of one comment: it silences ``word`` within ``reach``."""

    word: str
    at: Span
    reach: Span
    used: bool = False

    def silences(self, one: Diagnostic) -> bool:
        inside = self.reach.source is one.at.source and self.reach.start <= one.at.start < self.reach.end
        return inside and one.code not in _LOUD and names(self.word, one.code)


@dataclass(slots=True)
class _Said:
    """What the comments of a source say, and what is wrong with them."""

    ignores: list[_Ignore] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)


def suppressed(
    findings: Sequence[Diagnostic], documents: Sequence[Document], unasked: frozenset[str] = frozenset()
) -> tuple[Diagnostic, ...]:
    """The findings that nobody ignores, with those about the comments themselves. Of the codes ``unasked`` nobody looks
    for, so that a comment about one of them may have its use another time."""
    read: dict[int, _Said] = {}
    for source in _speaking(documents):
        read[id(source)] = _read(comments(source, documents))
    if not read:
        return tuple(findings)
    left = [one for one in findings if id(one.at.source) not in read or not _silenced(one, read[id(one.at.source)])]
    for each in read.values():
        left += each.findings
        left += (_unused(ignore) for ignore in each.ignores if not ignore.used and ignore.word not in unasked)
    return tuple(left)


def _speaking(documents: Iterable[Document]) -> Iterator[Source]:
    """The sources that hold such a comment."""
    seen: set[int] = set()
    for document in documents:
        if id(document.source) not in seen:
            seen.add(id(document.source))
            if MARK in document.source.text:
                yield document.source


def _silenced(one: Diagnostic, read: _Said) -> bool:
    """Whether a comment silences a finding; every one that does has its use."""
    found = False
    for ignore in read.ignores:
        if ignore.silences(one):
            ignore.used = found = True
    return found


def _read(found: Iterable[Comment]) -> _Said:
    read = _Said()
    for comment in found:
        _add(comment, read)
    return read


def _add(comment: Comment, read: _Said) -> None:
    form = _FORM.match(comment.at.text)
    verb = form["verb"] if form else ""
    if form is None or verb not in ("ignore", "ignore-file"):
        read.findings.append(_bad("this comment speaks to wfsim, and is not understood", comment.at, _HINT))
        return
    if form["close"] is None or not form["codes"].strip():
        message = "the brackets are never closed" if form["codes"] is not None and not form["close"] else _NO_CODES
        read.findings.append(_bad(message, comment.at, _HINT.replace("ignore", verb)))
        return
    reach = comment.whole if verb == "ignore-file" else comment.reach
    if reach is None:
        message, hint = _MISPLACED[verb]
        read.findings.append(_bad(message, comment.at, hint))
        return
    start = comment.at.start + form.start("codes")
    for word in re.finditer(r"[^,\s]+", form["codes"]):
        at = comment.at.source.span(start + word.start(), start + word.end())
        if _is_right(word.group(), at, read):
            read.ignores.append(_Ignore(word.group(), at, reach))


def _is_right(word: str, at: Span, read: _Said) -> bool:
    """Whether a word names codes that can be ignored; else says why not."""
    if word == "*":
        read.findings.append(_bad(_NO_CODES, at, _HINT))
    elif word in _LOUD:
        read.findings.append(_bad(f"`{word}` cannot be ignored in a comment", at, "Use --ignore for it."))
    elif not is_known(word):
        meant = nearest_code(word)
        hint = f"Did you mean `{meant}`?" if meant else "`wfsim rules` lists all codes."
        fix = Fix(f"write {meant}", at, meant) if meant else None
        read.findings.append(_bad(f"there is no code `{word}`", at, hint)._replace(fix=fix))
    else:
        return True
    return False


_NO_CODES = "this ignores nothing: it does not say which code"
_MISPLACED = {
    "ignore": ("this ignores nothing: nothing stands below it", "Put it on the line of the finding, or above it."),
    "ignore-file": (
        "`ignore-file` counts only at the top of a file or document, on a line of its own",
        "Move it to the top, or write `ignore` for this line or block.",
    ),
}


def _bad(message: str, at: Span, hint: str) -> Diagnostic:
    return Diagnostic(BAD, Severity.WARNING, message, at, hint=hint)


def _unused(ignore: _Ignore) -> Diagnostic:
    message = f"nothing here has the code `{ignore.word}`, so there is nothing to ignore"
    return Diagnostic(UNUSED, Severity.WARNING, message, ignore.at, hint="Delete it, or move it to the finding.")
