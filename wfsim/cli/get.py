"""Show runs as 'argo get' does: name, status, times, parameters, and the tree of nodes.

  wfsim get @latest
  wfsim get hello-world-g9l75 --style guide
  wfsim get hello-world-g9l75 -o yaml

Exit code: 0, 1 there is no such run, 2 wrong usage, 3 the store cannot be read.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wfsim.cli import showing, targeting
from wfsim.cli.streams import Exit, Streams

if TYPE_CHECKING:
    from wfsim.api.targets.target import Target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    targeting.add_names(parser, least="+")
    targeting.add_form(parser, showing.FORMS)
    showing.add_look(parser)
    targeting.add_target(parser)


def run(args: argparse.Namespace, streams: Streams) -> int:
    def get(target: Target) -> int:
        showing.show([target.get(*one) for one in targeting.places(args, target, args.names)], args, streams)
        return Exit.FINE

    return targeting.run(args, streams, get)
