"""``wfsim lint --fix`` and ``--diff``: findings are mended, judged anew, and mended again until nothing is left to do.

In: a job of ``lint``. Out: changed files or a unified diff, and the exit code. Only files that were asked for are
changed, each whole or not at all; a file that changed on disk meanwhile is left alone.
"""

from __future__ import annotations

import codecs
import os
from collections import Counter
from collections.abc import Iterator, Sequence

from wfsim.checks import UNDONE
from wfsim.checks.fixing import mended
from wfsim.cli.inputs import Piped
from wfsim.cli.lint import Findings, Job, Judged, finish
from wfsim.cli.streams import CannotDo, Exit, UsageError
from wfsim.cli.writing import replace
from wfsim.text import Fix, Severity, Source
from wfsim.text.records import NamedTuple
from wfsim.yamlio.encoding import decode, encoded

_MOST_ROUNDS = 10


class _Mended(NamedTuple):
    """Old and new sources in pairs, how much was mended, and the verdict on the new ones."""

    pairs: tuple[tuple[Source, Source], ...]
    fixed: int
    judged: Judged

    @property
    def changed(self) -> list[tuple[Source, Source]]:
        return [(old, new) for old, new in self.pairs if old.text != new.text]


def mend(job: Job) -> int:
    """Do what ``--fix`` or ``--diff`` asks for."""
    if job.args.fix and any(isinstance(one, Piped) for one in job.given.sources):
        raise UsageError("--fix cannot write what came by a pipe; --diff prints what it would change")
    done = _mended(job)
    if job.args.diff:
        return _shown(done, job)
    kept = _written(done, job)
    sources = tuple(old if old in kept else new for old, new in done.pairs)
    judged = job.judged(sources) if kept else done.judged
    code = finish(job._replace(given=job.given._replace(sources=sources)), judged)
    return Exit.FAILED if kept else code


def _shown(done: _Mended, job: Job) -> int:
    job.streams.write("".join(line for old, new in done.changed for line in diff(old, new)))
    job.streams.note(
        f"{_counted(done.fixed, len(done.changed))} would be mended" if done.changed else "nothing to mend"
    )
    if undone := tuple(one for one in done.judged.findings if one.code in UNDONE):
        job.streams.report(undone)
        return Exit.FAILED
    return Exit.FINDINGS if done.changed else Exit.FINE


def _written(done: _Mended, job: Job) -> list[Source]:
    """Write every changed file; those that could not be written are told and come back."""
    kept = []
    for old, new in done.changed:
        try:
            _write(old, new)
        except CannotDo as error:
            job.streams.complain(f"wfsim: {error}")
            kept.append(old)
    if written := len(done.changed) - len(kept):
        what = f"{written} file{'s' * (written != 1)}" if kept else _counted(done.fixed, written)
        job.streams.note(f"{what} mended")
    return kept


def _counted(fixed: int, files: int) -> str:
    return f"{fixed} finding{'s' * (fixed != 1)} in {files} file{'s' * (files != 1)}"


def _mended(job: Job) -> _Mended:
    """Rounds of judging and mending. What a round makes may be what the next one mends."""
    first = job.given.sources
    sources, count = list(first), 0
    judged = job.judged(sources)
    for _ in range(_MOST_ROUNDS):
        made = _round(job, sources, judged)
        if made is None:
            break
        sources, judged = made.sources, made.judged
        count += made.fixed
    return _Mended(tuple(zip(first, sources, strict=True)), count, judged)


class _Round(NamedTuple):
    sources: list[Source]
    fixed: int
    judged: Judged


def _round(job: Job, sources: list[Source], judged: Judged) -> _Round | None:
    """Every fix made that can be, but in no file that has more errors then than before; None where there is none."""
    offered = [tuple(_fixes(judged.findings, source)) for source in sources]
    made = _made(job, sources, offered)
    if made is None:
        return None
    before, after = _errors(judged, sources), _errors(made.judged, made.sources)
    worse = [new > old for old, new in zip(before, after, strict=True)]
    if any(worse):
        made = _made(job, sources, [() if bad else fixes for bad, fixes in zip(worse, offered, strict=True)])
    if made is None or sum(_errors(made.judged, made.sources)) > sum(before):
        return None
    return made


def _made(job: Job, sources: Sequence[Source], offered: Sequence[tuple[Fix, ...]]) -> _Round | None:
    """The sources with these fixes, judged; None where none of them can be made."""
    changed, count = list(sources), 0
    for index, (source, fixes) in enumerate(zip(sources, offered, strict=True)):
        text, made = mended(source, fixes) if fixes else (source.text, ())
        if made:
            changed[index] = type(source)(source.name, text)
            count += len(made)
    return _Round(changed, count, job.judged(changed)) if count else None


def _errors(judged: Judged, sources: Sequence[Source]) -> list[int]:
    """How many errors there are in each source."""
    found = Counter(id(one.at.source) for one in judged.findings if one.severity is Severity.ERROR)
    return [found[id(source)] for source in sources]


def _fixes(findings: Findings, source: Source) -> Iterator[Fix]:
    """The fixes of one source's findings."""
    return (one.fix for one in findings if one.fix is not None and one.fix.at.source is source)


def diff(old: Source, new: Source) -> Iterator[str]:
    """The change of one file as a unified diff that ``git apply`` and ``patch -p1`` take."""
    from difflib import unified_diff

    mark = _mark(old)
    before, after = (_lines(mark + one.text) for one in (old, new))
    name = old.name.lstrip("/")
    for line in unified_diff(before, after, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _mark(source: Source) -> str:
    """The byte-order mark of a file in UTF-8: it is no part of the text, and it is part of the first line."""
    if isinstance(source, Piped):
        return ""
    try:
        with open(source.name, "rb") as file:
            return "\ufeff" if file.read(3) == codecs.BOM_UTF8 else ""
    except OSError:  # gone meanwhile
        return ""


def _lines(text: str) -> list[str]:
    """The lines as git counts them: they end at a line feed and nowhere else."""
    lines = [f"{line}\n" for line in text.split("\n")]
    return lines[:-1] if text.endswith("\n") else [*lines[:-1], lines[-1][:-1]]


def _write(old: Source, new: Source) -> None:
    """Put a new text in the place of an old one, with its encoding and rights. CannotDo where that fails."""
    path = os.path.realpath(old.name)
    try:
        with open(path, "rb") as file:
            data = file.read()
        now = decode(old.name, data)
        if not isinstance(now, Source) or now.text != old.text:
            raise CannotDo(f"{old.name} has changed meanwhile, and was left as it is")
        replace(path, encoded(new.text, data))
    except OSError as error:
        raise CannotDo(f"cannot write {old.name}: {error.strerror or error}") from error
