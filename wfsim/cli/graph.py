"""Draw what a workflow would call or, with --run, what a run did.

Mermaid stands in a Markdown file between ```mermaid and ``` and GitHub draws it; DOT is for Graphviz and needs nothing
here; SVG and PNG are drawn by Graphviz's program 'dot'. Without --format the ending of -o decides (.mmd, .mermaid,
.dot, .gv, .svg, .png), and without -o it is Mermaid. --run reads what 'wfsim simulate --format json' or
'argo get -o json' wrote. Exit code: 0 fine, 1 no workflow in the files, 2 wrong usage, 3 could not read or draw it.
"""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from wfsim.cli import loading
from wfsim.cli.plan import planned
from wfsim.cli.streams import CannotDo, Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.plan.plan import Plan
    from wfsim.record.run import RunRecord

_FORMATS = ("mermaid", "dot", "svg", "png")
_BY_ENDING = {
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".svg": "svg",
    ".png": "png",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="file, folder, glob, or - for standard input")
    parser.add_argument("--format", choices=_FORMATS, help="the picture's language (default: see above)")
    parser.add_argument("--run", metavar="FILE", default="", help="draw this run, phases in colour")
    parser.add_argument("--workflow", default="", metavar="NAME", help="which one, where the files hold several")
    parser.add_argument("--entrypoint", default="", metavar="TEMPLATE", help="start with this template")


def run(args: argparse.Namespace, streams: Streams) -> int:
    return loading.answer(lambda: _draw(args, streams), streams)


def _draw(args: argparse.Namespace, streams: Streams) -> int:
    format = args.format or _by_ending(streams.output)
    if format == "png" and not streams.output and streams.stdout.isatty():
        raise UsageError("a PNG is nothing for a terminal; name a file with -o")
    if args.run:
        if args.paths:
            streams.note(f"the picture is of the run in {args.run}; the workflow files were not read")
        streams.write(_of_run(loading.record(args.run, streams), format))
    elif args.paths:
        streams.write(_of_plan(planned(args.paths, args.workflow, args.entrypoint, streams), format))
    else:
        raise UsageError("name a workflow file, or a run with --run")
    return Exit.FINE


def _by_ending(output: str) -> str:
    """The format that a file's ending asks for."""
    if not output:
        return "mermaid"
    ending = os.path.splitext(output)[1].lower()
    if ending not in _BY_ENDING:
        raise UsageError(f"the ending of {output!r} names no format; say which with --format ({', '.join(_FORMATS)})")
    return _BY_ENDING[ending]


def _of_plan(plan: Plan, format: str) -> str | bytes:
    from wfsim.render import graph

    return graph.mermaid(plan) if format == "mermaid" else _drawn(graph.dot(plan), format)


def _of_run(record: RunRecord, format: str) -> str | bytes:
    from wfsim.render import graph

    return graph.mermaid_of_run(record) if format == "mermaid" else _drawn(graph.dot_of_run(record), format)


def _drawn(dot: str, format: str) -> str | bytes:
    """DOT as it is, or drawn."""
    from wfsim.render import graph

    if format not in graph.PICTURES:
        return dot
    try:
        drawn = graph.picture(dot, format)
    except (graph.NoGraphviz, graph.GraphvizFailed) as error:
        raise CannotDo(str(error)) from error
    return drawn.decode("utf-8") if format == "svg" else drawn
