"""Let runs begin nothing new, as 'argo suspend' does; what runs goes on.

Exit code: 0, 1 there is no such run or it ended already, 2 wrong usage, 3 the store cannot be written.
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
    targeting.add_target(parser)


def run(args: argparse.Namespace, streams: Streams) -> int:
    def suspend(target: Target) -> int:
        for namespace, name in targeting.places(args, target, args.names):
            target.suspend(namespace, name)
            streams.write(f"workflow {name} suspended\n")
        return Exit.FINE

    return targeting.run(args, streams, suspend)
