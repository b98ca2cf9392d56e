"""The workspace of a verb that works on one workflow, the run of one that works on a run, and problems as words.

In: the paths of a command line. Out: a ``Workspace``; from ``api``'s exceptions, exit codes. Called by ``simulate``,
``params`` and ``mocks``.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from wfsim.cli import inputs
from wfsim.cli.streams import CannotDo, Exit, Streams, UsageError
from wfsim.text import Diagnostic, Severity

if TYPE_CHECKING:
    from wfsim.record.journal import Journal
    from wfsim.record.run import RunRecord
    from wfsim.spec.workspace import Workspace


def add_workflow(parser: argparse.ArgumentParser, how_many: str = "+") -> None:
    """The words that say what the verb is about."""
    parser.add_argument("paths", nargs=how_many, metavar="PATH", help="file, folder, glob, or - for standard input")
    parser.add_argument("--workflow", default="", metavar="NAME", help="which one, where the files hold several")


def workspace(paths: list[str], streams: Streams) -> Workspace:
    """Everything that the paths name. CannotDo where something of it cannot be read."""
    from wfsim.spec.workspace import load
    from wfsim.yamlio import libyaml

    libyaml.load_alone()
    given = inputs.read(paths, streams)
    if given.failed:
        streams.report(given.findings)
        raise CannotDo("not everything that was named could be read")
    report(given.findings, streams)
    return load(given.sources)


def record(path: str, streams: Streams) -> RunRecord:
    """The run that a file holds. CannotDo, with the finding shown, where it holds none."""
    from wfsim.record.workflow import read

    given = inputs.read([path], streams)
    streams.report(given.findings)
    if given.failed or len(given.sources) != 1:
        raise CannotDo(f"a run is read from one file; {path!r} gave {len(given.sources) or 'none'}")
    found = read(given.sources[0])
    if found.record is None:
        streams.report(found.findings)
        raise CannotDo(f"{path!r} holds no run")
    return found.record


def journal(path: str, streams: Streams) -> Journal:
    """The journal that a file holds. CannotDo, with the finding shown, where it holds none."""
    from pathlib import Path

    from wfsim.record.journal import read
    from wfsim.text import Source

    try:
        data = streams.read_stdin(-1) if path == "-" else Path(path).read_bytes()
        text = data.decode("utf-8", "replace")  # a character that was cut in half stands in the last line, if anywhere
    except OSError as error:
        raise CannotDo(f"cannot read {path!r}: {error.strerror or error}") from error
    found = read(Source(path, text))
    if found.journal is None:
        streams.report(found.findings)
        raise CannotDo(f"{path!r} holds no journal")
    return found.journal


def answer(work: Callable[[], int], streams: Streams) -> int:
    """The exit code of some work; what stops it is said."""
    from wfsim.api.problem import Misuse, Problem

    try:
        return work()
    except Misuse as error:
        raise UsageError(error.message) from None
    except Problem as error:
        streams.report(error.findings)
        streams.complain(f"wfsim: {error.message}")
        return Exit.FINDINGS


def report(findings: Iterable[Diagnostic], streams: Streams) -> None:
    """Findings on standard error; under ``-q`` only errors."""
    streams.report(one for one in findings if not streams.quiet or one.severity is Severity.ERROR)
