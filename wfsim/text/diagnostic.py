"""What wfsim says about the user's text: a user's mistake is a ``Diagnostic``, ours is an exception."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from wfsim.text.records import NamedTuple
from wfsim.text.source import Span


class Severity(StrEnum):
    """Our own judgement of a finding, most serious first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for info."""
        return _RANKS[self]


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Argo(StrEnum):
    """What Argo v4.1.2 does with the thing that a finding names."""

    REJECTS = "rejects"  # `argo lint --offline` refuses the object
    FAILS = "fails"  # accepted, but the run errs when it gets there
    IGNORES = "ignores"  # accepted, and without effect
    NONE = "none"  # no difference to Argo


class Related(NamedTuple):
    """A second place that explains a finding, for example the first of two equal names."""

    message: str
    at: Span


class Edit(NamedTuple):
    """Replace the text of ``at`` by ``text``; an empty ``at`` inserts."""

    at: Span
    text: str


class Fix(NamedTuple):
    """A mechanical way out: replace the text of ``at`` by ``text``, and with it make the edits of ``also``.

    All edits lie in one source, none overlaps another; they are made together or not at all.
    """

    title: str
    at: Span
    text: str
    also: tuple[Edit, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Every edit, in order of place."""
        return tuple(sorted((Edit(self.at, self.text), *self.also), key=_place))


def _place(edit: Edit) -> tuple[int, int]:
    return edit.at.start, edit.at.end


class Diagnostic(NamedTuple):
    """One finding. ``code`` is a stable kebab-case name with a page; ``hint`` is the way out, in one sentence;
    ``secret``: what stands at its place is not to be shown."""

    code: str
    severity: Severity
    message: str
    at: Span
    related: tuple[Related, ...] = ()
    hint: str = ""
    fix: Fix | None = None
    argo: Argo = Argo.NONE
    secret: bool = False

    @property
    def written(self) -> str:
        """What is written where it begins: the line without blanks around it, of a very long one the part around the
        place. It stays when other lines move or are indented anew, and tells a finding from others."""
        first = self.at.first
        line = masked(self.at.source.line(first.line), first.line, [self.at] if self.secret else ())
        begin = first.column - 1 - _BEFORE
        return line.strip() if len(line) <= _LONGEST else line[max(begin, 0) :][:_LONGEST].strip()


_LONGEST, _BEFORE = 200, 60


def masked(line: str, number: int, hidden: Iterable[Span]) -> str:
    """A line with stars for what the spans cover of it."""
    for one in hidden:
        first, last = one.first, one.last
        if first.line <= number <= last.line:
            start = first.column - 1 if first.line == number else len(line) - len(line.lstrip())
            stop = last.column - 1 if last.line == number else len(line)
            line = line[:start] + "*" * (stop - start) + line[stop:]
    return line


def in_order(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings by file name, place and code; those that say the same of the same place once."""
    unique: dict[tuple[int, int, int, str, str], Diagnostic] = {}
    for one in findings:
        unique.setdefault((id(one.at.source), one.at.start, one.at.end, one.code, one.message), one)
    return tuple(sorted(unique.values(), key=_order))


def _order(one: Diagnostic) -> tuple[str, int, int, str, int, str]:
    return (one.at.source.name, one.at.start, one.severity.rank, one.code, one.at.end, one.message)
