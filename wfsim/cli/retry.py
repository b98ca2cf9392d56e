"""Run again what failed of a run, as 'argo retry' does; what succeeded is kept.

  wfsim retry nightly-g9l75 --watch
  wfsim retry nightly-g9l75 --restart-successful --node-field-selector displayName=load
  wfsim retry nightly-g9l75 --mocks repaired.mocks.yaml

--mocks says what the containers of a simulated run do from now on. Exit code: 0 (with --wait, --watch: it succeeded),
1 there is no such run, it cannot be retried, or it failed again, 2 wrong usage, 3 the store cannot be written.
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
    add("--restart-successful", action="store_true", help="run nodes of --node-field-selector again that succeeded")
    add("--node-field-selector", default="", metavar="FIELDS", help="which nodes --restart-successful means")
    add("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="another value of a parameter")
    add("--mocks", metavar="FILE", help="what the containers of a simulated run do from now on")
    again.add_arguments(parser, "retry")


def run(args: argparse.Namespace, streams: Streams) -> int:
    def retry(target: Target) -> again.Ask:
        from wfsim.api.targets.target import Again

        wanted = Again(
            parameters=simulate.parameters(args.parameter),
            restart_successful=args.restart_successful,
            selector=args.node_field_selector,
            mocks=again.mocks(args, streams),
        )
        args.node_field_selector = ""  # it chose what to run, not what to show
        return lambda namespace, name: target.retry(namespace, name, wanted)

    return again.run(args, streams, retry)
