"""Let suspended runs go on, as 'argo resume' does: all their suspended nodes, or those of --node-field-selector.

  wfsim resume deploy-g9l75
  wfsim resume deploy-g9l75 --node-field-selector displayName=approve

Exit code: 0, 1 there is no such run, or an output of a node has no value yet ('wfsim node set' gives one), 2 wrong
usage, 3 the store cannot be written.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wfsim.cli import targeting
from wfsim.cli.streams import Exit, Streams

if TYPE_CHECKING:
    from wfsim.api.targets.target import Target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    targeting.add_names(parser, least="+")
    parser.add_argument(
        "--node-field-selector", default="", metavar="FIELDS", help="resume the nodes with these fields only"
    )
    targeting.add_target(parser)


def run(args: argparse.Namespace, streams: Streams) -> int:
    def resume(target: Target) -> int:
        for namespace, name in targeting.places(args, target, args.names):
            target.resume(namespace, name, args.node_field_selector)
            streams.write(f"workflow {name} resumed\n")
        return Exit.FINE

    return targeting.run(args, streams, resume)
