"""The journal of a run on a cluster, as the one process has it that drives the run.

In: a path. Out: a locked file to write to, and what it holds already. The journal of a run that is not over is not
written over, and not driven by two. Called by ``cli.run``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from wfsim.cli import loading, locking
from wfsim.cli.streams import CannotDo, Streams
from wfsim.engine.commands import FinishRun

if TYPE_CHECKING:
    from wfsim.record.journal import Journal


def begin(path: str) -> TextIO:
    """A file for a run that begins."""
    file = _locked(path, "a+")
    past = _of_run(path, file)
    if past is not None and not _over(past):
        file.close()
        name = past.header.name
        raise CannotDo(
            f"{path} is the journal of {name}, which is not over: --resume {name} goes on with it; "
            "another --name or --journal begins a new run"
        )
    file.seek(0)
    file.truncate()
    return file


def go_on(path: str, streams: Streams) -> tuple[TextIO, Journal]:
    """The file of a run that goes on, behind its last whole line, and what was written before."""
    file = _locked(path, "r+")
    past = loading.journal(path, streams)
    text = file.read(past.whole)
    file.seek(len(text.encode("utf-8")))
    file.truncate()
    if not text.endswith("\n"):
        file.write("\n")
    return file, past


def _locked(path: str, mode: str) -> TextIO:
    try:
        file = open(path, mode, encoding="utf-8", newline="\n")  # noqa: SIM115 - the caller's to close
    except OSError as error:
        raise CannotDo(f"cannot write {path}: {error.strerror or error}") from error
    if not locking.lock(file):
        file.close()
        raise CannotDo(f"another process drives this run: it has the journal {path}")
    return file  # type: ignore[return-value]


def _of_run(path: str, file: TextIO) -> Journal | None:
    """The journal that a file holds; None where it is empty or holds something else."""
    from wfsim.record.journal import read
    from wfsim.text import Source

    file.seek(0)
    return read(Source(path, file.read())).journal


def _over(past: Journal) -> bool:
    return any(isinstance(one, FinishRun) for entry in past.entries for one in entry.commands)
