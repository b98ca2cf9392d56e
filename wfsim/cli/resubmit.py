"""Submit runs once more under new names, as 'argo resubmit' does; --memoized keeps what succeeded.

  wfsim resubmit nightly-g9l75 --watch
  wfsim resubmit nightly-g9l75 --memoized

--mocks says what the containers of the new simulated run do. Exit code: 0 (with --wait, --watch: it succeeded), 1 there
is no such run, or the new one failed, 2 wrong usage, 3 the store cannot be written.
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
    add("--memoized", action="store_true", help="keep the steps that succeeded, with their outputs")
    add("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="another value of a parameter")
    add("--priority", type=int, metavar="N", help="the priority of the new run")
    add("--mocks", metavar="FILE", help="what the containers of the new simulated run do")
    targeting.add_selectors(parser, "resubmit")
    following.add_arguments(parser)
    targeting.add_form(parser, showing.FORMS)
    add("--no-color", action="store_true", help="without colours, as with NO_COLOR")
    targeting.add_target(parser)


def run(args: argparse.Namespace, streams: Streams) -> int:
    following.check(args)

    def resubmit(target: Target) -> int:
        from wfsim.api.targets.target import Again

        again = Again(
            parameters=simulate.parameters(args.parameter),
            memoized=args.memoized,
            priority=args.priority,
            mocks=simulate.source(args.mocks, streams) if args.mocks else None,
        )
        made = [target.resubmit(namespace, name, again) for namespace, name in targeting.chosen(args, target)]
        showing.show(made, args, streams)
        return following.follow(target, [showing.place(one) for one in made], args, streams)

    return targeting.run(args, streams, resubmit)
