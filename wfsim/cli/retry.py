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

from wfsim.cli import following, showing, simulate, targeting
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
    targeting.add_selectors(parser, "retry")
    following.add_arguments(parser)
    targeting.add_form(parser, showing.FORMS)
    add("--no-color", action="store_true", help="without colours, as with NO_COLOR")
    targeting.add_target(parser)


def run(args: argparse.Namespace, streams: Streams) -> int:
    following.check(args)

    def retry(target: Target) -> int:
        from wfsim.api.targets.target import Again

        again = Again(
            parameters=simulate.parameters(args.parameter),
            restart_successful=args.restart_successful,
            selector=args.node_field_selector,
            mocks=simulate.source(args.mocks, streams) if args.mocks else None,
        )
        args.node_field_selector = ""  # it chose what to run, not what to show
        made = [target.retry(namespace, name, again) for namespace, name in targeting.chosen(args, target)]
        showing.show(made, args, streams)
        return following.follow(target, [showing.place(one) for one in made], args, streams)

    return targeting.run(args, streams, retry)
