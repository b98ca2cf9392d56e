"""``wfsim lint --fix`` and ``--diff``: findings are mended, judged anew, and mended again until nothing is left to do.

In: a job of ``lint``. Out: changed files or a unified diff, and the exit code. Only files that were asked for are
changed, each whole or not at all; a file that changed on disk meanwhile is left alone.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from typing import NamedTuple

from wfsim.checks.fixing import mended
from wfsim.cli.lint import Findings, Job, Judged, finish
from wfsim.cli.streams import CannotDo, Exit
from wfsim.text import Fix, Source
from wfsim.yamlio.decode import decode, encoded

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
    done = _mended(job)
    if job.args.diff:
        job.streams.write("".join(line for old, new in done.changed for line in diff(old, new)))
        job.streams.note(f"{_counted(done)} would be mended" if done.changed else "nothing to mend")
        return Exit.FAILED if job.given.failed else Exit.FINDINGS if done.changed else Exit.FINE
    for old, new in done.changed:
        _write(old, new)
    if done.changed:
        job.streams.note(f"{_counted(done)} mended")
    sources = tuple(new for _, new in done.pairs)
    return finish(job._replace(given=job.given._replace(sources=sources)), done.judged)


def _counted(done: _Mended) -> str:
    files = len(done.changed)
    return f"{done.fixed} finding{'s' * (done.fixed != 1)} in {files} file{'s' * (files != 1)}"


def _mended(job: Job) -> _Mended:
    """Rounds of judging and mending. What a round makes may be what the next one mends."""
    first = job.given.sources
    sources = list(first)
    count = 0
    for _ in range(_MOST_ROUNDS):
        judged = job.judged(sources)
        made = 0
        for index, source in enumerate(sources):
            text, fixes = mended(source, _fixes(judged.findings, source)) if _mendable(source, job) else ("", ())
            if fixes:
                sources[index] = Source(source.name, text)
                made += len(fixes)
        if not made:
            return _Mended(tuple(zip(first, sources, strict=True)), count, judged)
        count += made
    return _Mended(tuple(zip(first, sources, strict=True)), count, job.judged(sources))


def _mendable(source: Source, job: Job) -> bool:
    """Whether a source is a file: what came by a pipe can be shown as a diff, but not written."""
    return job.args.diff or os.path.isfile(source.name)


def _fixes(findings: Findings, source: Source) -> Iterator[Fix]:
    """The fixes of one source's findings."""
    return (one.fix for one in findings if one.fix is not None and one.fix.at.source is source)


def diff(old: Source, new: Source) -> Iterator[str]:
    """The change of one file as a unified diff that ``git apply`` and ``patch -p1`` take."""
    from difflib import unified_diff

    before, after = (_lines(one.text) for one in (old, new))
    for line in unified_diff(before, after, f"a/{old.name}", f"b/{new.name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """The lines as git counts them: they end at a line feed and nowhere else."""
    lines = [f"{line}\n" for line in text.split("\n")]
    return lines[:-1] if text.endswith("\n") else [*lines[:-1], lines[-1][:-1]]


def _write(old: Source, new: Source) -> None:
    """Put a new text in the place of an old one, at once, with its encoding and rights. CannotDo where that fails."""
    path = os.path.realpath(old.name)
    try:
        with open(path, "rb") as file:
            data = file.read()
        now = decode(old.name, data)
        if not isinstance(now, Source) or now.text != old.text:
            raise CannotDo(f"{old.name} has changed meanwhile, and was left as it is")
        _replace(path, encoded(new.text, data))
    except OSError as error:
        raise CannotDo(f"cannot write {old.name}: {error.strerror or error}") from error


def _replace(path: str, data: bytes) -> None:
    mode = os.stat(path).st_mode
    if not os.access(path, os.W_OK):
        raise PermissionError(13, "the file is read-only", path)
    handle, name = tempfile.mkstemp(prefix=".wfsim-", dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, mode & 0o7777)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
