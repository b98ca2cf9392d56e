"""Show what a workflow would call: templates, steps and tasks from the entrypoint on, with loops and conditions.

Nothing runs: a loop stands there once with its count, a condition with its text, a recursion as the place that it goes
back to. A template called from several places is shown at the first. Reads files, folders, globs and - (standard
input); templates of all of them are found. Exit code: 0 fine, 2 wrong usage, 3 something could not be read or planned.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wfsim.cli import inputs
from wfsim.cli.streams import CannotDo, Exit, Streams, UsageError
from wfsim.text import Severity

if TYPE_CHECKING:
    from wfsim.plan.plan import Plan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, glob, or - for standard input")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print it (default: text)")
    add_choice(parser)


def add_choice(parser: argparse.ArgumentParser) -> None:
    """The words that choose what is planned; ``graph`` has them too."""
    parser.add_argument("--workflow", metavar="NAME", default="", help="which object, where the files hold several")
    parser.add_argument("--entrypoint", metavar="NAME", default="", help="begin with this template")


def run(args: argparse.Namespace, streams: Streams) -> int:
    given = inputs.read(args.paths, streams)
    plan = planned(given, args, streams)
    if args.format == "json":
        from wfsim.render import plan_json

        streams.write(plan_json.render(plan))
    else:
        from wfsim.render import plan_text

        streams.write(plan_text.render(plan, streams.style()))
    return Exit.FAILED if given.failed else Exit.FINE


def planned(given: inputs.Inputs, args: argparse.Namespace, streams: Streams) -> Plan:
    """The plan of what was chosen; mistakes in the files go to standard error. CannotDo where there is none."""
    from wfsim.api.choosing import check_entrypoint, choose
    from wfsim.api.problem import Misuse, Problem
    from wfsim.plan.build import plan
    from wfsim.spec.workspace import load

    streams.report(given.findings)
    if not given.sources:
        raise CannotDo("there is nothing to plan")
    workspace = load(given.sources)
    try:
        resource = choose(workspace, args.workflow)
        if args.entrypoint:
            check_entrypoint(resource, workspace, args.entrypoint)
    except Misuse as error:
        raise UsageError(error.message) from error
    except Problem as error:
        streams.report(error.findings)
        raise CannotDo(error.message) from error
    streams.report(one for one in workspace.findings if one.severity is Severity.ERROR)
    return plan(resource, workspace, args.entrypoint or None)
