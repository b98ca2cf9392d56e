"""Show a run until it ends, as 'argo watch' does.

Exit code: 0 it succeeded, 1 it failed or is not there, 2 wrong usage, 3 the store cannot be read.
"""

from __future__ import annotations

import argparse

from wfsim.cli import following, showing, targeting
from wfsim.cli.streams import Streams


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="WORKFLOW", help="the name of a run; @latest is the newest")
    showing.add_look(parser)
    targeting.add_target(parser)
    parser.set_defaults(output="")


def run(args: argparse.Namespace, streams: Streams) -> int:
    return targeting.run(
        args, streams, lambda target: following.watch(target, (args.namespace, args.name), args, streams)
    )
