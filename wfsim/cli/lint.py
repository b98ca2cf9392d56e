"""Say what is wrong with workflows, with the place of each mistake.

Reads files, folders (*.yaml, *.yml, *.json), globs and - (standard input); references are looked up in all of them
together. 'wfsim explain CODE' says more about a finding. Exit code: 0 fine, 1 findings at or above --fail-on,
2 wrong usage, 3 something could not be read.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from wfsim.cli import inputs
from wfsim.cli.streams import Exit, Streams
from wfsim.text import Diagnostic, Severity, in_order

if TYPE_CHECKING:
    from wfsim.spec.workspace import Workspace

Findings = tuple[Diagnostic, ...]

_UNDONE = ("internal-error", "file-too-large")  # something that was asked for could not be looked at


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, glob, or - for standard input")
    parser.add_argument("--format", choices=tuple(_FORMATS), default="text", help="how to print findings")
    parser.add_argument(
        "--fail-on",
        choices=(*(one.value for one in Severity), "never"),
        default="error",
        help="the least severity that makes the exit code 1 (default: error)",
    )


def run(args: argparse.Namespace, streams: Streams) -> int:
    given = inputs.read(args.paths, streams)
    workspace, found = _judge(given, args.debug or bool(os.environ.get("WFSIM_DEBUG")))
    streams.write(_FORMATS[args.format](found, streams))
    _say_counts(given, workspace, found, streams)
    if given.failed or any(one.code in _UNDONE for one in found):
        return Exit.FAILED
    return Exit.FINDINGS if _fails(found, args.fail_on) else Exit.FINE


def _judge(given: inputs.Inputs, debug: bool) -> tuple[Workspace | None, Findings]:
    """Everything that is to be said, and the workspace where there is something to look at."""
    if not given.sources:
        return None, in_order(given.findings)
    from wfsim.checks.api import run_all
    from wfsim.spec.workspace import load

    workspace = load(given.sources)
    return workspace, in_order((*given.findings, *run_all(workspace, isolate=not debug)))


def _fails(found: Findings, fail_on: str) -> bool:
    if fail_on == "never":
        return False
    return any(one.severity.rank <= Severity(fail_on).rank for one in found)


def _say_counts(given: inputs.Inputs, workspace: Workspace | None, found: Findings, streams: Streams) -> None:
    files = f"{len(given.sources)} file{'s' if len(given.sources) != 1 else ''}"
    if workspace is not None and not workspace.resources and not found:
        streams.note(f"nothing to check: no Argo workflow in {files}")
    elif given.sources:
        streams.note(f"{_counts(found)} in {files}")


def _counts(found: Findings) -> str:
    if not found:
        return "no findings"
    from wfsim.render.findings import counts

    return counts(found)


def _text(found: Findings, streams: Streams) -> str:
    if not found:
        return ""
    from wfsim.render.findings import text

    return text(found, streams.style())


def _json(found: Findings, streams: Streams) -> str:
    from wfsim.render.exchange import to_json

    return to_json(found)


def _github(found: Findings, streams: Streams) -> str:
    from wfsim.render.findings import github

    return github(found)


_FORMATS: dict[str, Callable[[Findings, Streams], str]] = {"text": _text, "json": _json, "github": _github}
