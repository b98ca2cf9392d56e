"""Wait until runs end, as 'argo wait' does.

Exit code: 0 all succeeded, 1 one failed or is not there, 2 wrong usage, 3 the store cannot be read.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wfsim.cli import following, targeting
from wfsim.cli.streams import Streams

if TYPE_CHECKING:
    from wfsim.api.targets.target import Target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    targeting.add_names(parser, least="+")
    parser.add_argument("--ignore-not-found", action="store_true", help="a run that is not there is no failure")
    targeting.add_target(parser)


def run(args: argparse.Namespace, streams: Streams) -> int:
    def wait(target: Target) -> int:
        places = targeting.places(args, target, args.names)
        return following.wait(target, places, streams, quiet=False, ignore_missing=args.ignore_not_found)

    return targeting.run(args, streams, wait)
