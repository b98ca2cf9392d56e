"""Submit runs once more under new names, as 'argo resubmit' does; --memoized keeps what succeeded.

  wfsim resubmit nightly-g9l75 --watch
  wfsim resubmit nightly-g9l75 --memoized

--mocks says what the containers of the new simulated run do. Exit code: 0 (with --wait, --watch: it succeeded), 1 there
is no such run, or the new one failed, 2 wrong usage, 3 the store cannot be written.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wfsim.cli import again, simulate, targeting
from wfsim.cli.streams import Streams

if TYPE_CHECKING:
    from wfsim.api.targets.target import Target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    targeting.add_names(parser)
    add("--memoized", action="store_true", help="keep the steps that succeeded, with their outputs")
    add("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="another value of a parameter")
    add("--priority", type=int, metavar="N", help="the priority of the new run")
    add("--mocks", metavar="FILE", help="what the containers of the new simulated run do")
    again.add_arguments(parser, "resubmit")


def run(args: argparse.Namespace, streams: Streams) -> int:
    def resubmit(target: Target) -> again.Ask:
        from wfsim.api.targets.target import Again

        wanted = Again(
            parameters=simulate.parameters(args.parameter),
            memoized=args.memoized,
            priority=args.priority,
            mocks=again.mocks(args, streams),
        )
        return lambda namespace, name: target.resubmit(namespace, name, wanted)

    return again.run(args, streams, resubmit)
