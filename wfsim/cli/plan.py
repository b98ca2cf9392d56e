"""Show what a workflow would call: templates, steps and tasks from the entrypoint on, with loops and conditions.

Nothing runs: a loop stands there once with its count, a condition with its text, a recursion as the place that it goes
back to. A template called from several places is shown at the first. Reads files, folders, globs and - (standard
input); templates of all of them are found. Exit code: 0 fine, 1 no workflow in the files, 2 wrong usage,
3 something could not be read.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wfsim.cli import loading
from wfsim.cli.streams import Exit, Streams
from wfsim.text import Severity

if TYPE_CHECKING:
    from wfsim.plan.plan import Plan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    loading.add_workflow(parser)
    parser.add_argument("--entrypoint", default="", metavar="TEMPLATE", help="start with this template")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print it (default: text)")


def run(args: argparse.Namespace, streams: Streams) -> int:
    return loading.answer(lambda: _show(args, streams), streams)


def _show(args: argparse.Namespace, streams: Streams) -> int:
    plan = planned(args.paths, args.workflow, args.entrypoint, streams)
    if args.format == "json":
        from wfsim.render import plan_json

        streams.write(plan_json.render(plan))
    else:
        from wfsim.render import plan_text

        streams.write(plan_text.render(plan, streams.style()))
    return Exit.FINE


def planned(paths: list[str], workflow: str, entrypoint: str, streams: Streams) -> Plan:
    """The plan of what was chosen; mistakes in the files are said, ``Problem`` is for those that leave nothing."""
    from wfsim.api import choosing
    from wfsim.plan.build import plan

    workspace = loading.workspace(paths, streams)
    resource = choosing.choose(workspace, workflow)
    choosing.check_entrypoint(resource, workspace, entrypoint)
    loading.report((one for one in workspace.findings if one.severity is Severity.ERROR), streams)
    return plan(resource, workspace, entrypoint or None)
