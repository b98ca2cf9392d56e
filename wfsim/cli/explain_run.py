"""Say why a node of a run was skipped, omitted, retried, failed or waits, down to the fact that decided.

  wfsim simulate --format json -o run.json workflow.yaml; wfsim explain-run run.json
  wfsim explain-run run.json tails.flip-coin
  kubectl get workflow my-run -o json | wfsim explain-run - deploy --with templates/

RUN is what 'wfsim simulate --format json' wrote, or a Workflow object of a cluster. NODE is a path of steps, a full
name, or a glob; without it the workflow's own phase is explained. --with names the files of templates that the run
refers to. Exit code: 0 fine, 1 the run cannot be explained, 2 wrong usage, 3 something could not be read.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from wfsim.cli import loading
from wfsim.cli.streams import Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.record.run import NodeRecord, RunRecord


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("run", metavar="RUN", help="the file of a run, or - for standard input")
    add("node", nargs="?", default="", metavar="NODE", help="the path or name of a node (default: the workflow)")
    add("--with", action="append", default=[], dest="beside", metavar="PATH", help="files with templates of the run")
    add("--format", choices=("text", "json"), default="text", help="how to print the answer")


def run(args: argparse.Namespace, streams: Streams) -> int:
    return loading.answer(lambda: _explain(args, streams), streams)


def _explain(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.api.why import why
    from wfsim.render.causes import render
    from wfsim.spec.workspace import load

    record = loading.record(args.run, streams)
    workspace = loading.workspace(args.beside, streams) if args.beside else load(())
    node = _node(record, args.node) if args.node else None
    cause = why(record, workspace, node)
    if args.format == "json":
        streams.write(json.dumps(cause.to_json(), indent=2, ensure_ascii=False) + "\n")
    else:
        streams.write(render(cause, streams.style()))
    return Exit.FINE


def _node(record: RunRecord, path: str) -> NodeRecord:
    """The node of a path. UsageError where there is none, or several."""
    from wfsim.api.run import Run

    try:
        return Run(record).node(path).record
    except KeyError as error:
        raise UsageError(str(error.args[0])) from None
