"""Show a run until it ends, as 'argo watch' does.

Exit code: 0 it succeeded, 1 it failed or is not there, 2 wrong usage, 3 the store cannot be read.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wfsim.cli import following, showing, targeting
from wfsim.cli.streams import Streams

if TYPE_CHECKING:
    from wfsim.api.targets.target import Target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="WORKFLOW", help="the name of a run; @latest is the newest")
    showing.add_look(parser)
    targeting.add_target(parser)
    parser.set_defaults(output="")


def run(args: argparse.Namespace, streams: Streams) -> int:
    def watch(target: Target) -> int:
        ((namespace, name),) = targeting.places(args, target, [args.name])
        return following.watch(target, (namespace, name), args, streams)

    return targeting.run(args, streams, watch)
