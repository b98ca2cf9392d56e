"""End runs at once, as 'argo terminate' does: no exit handler runs.

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
    targeting.add_names(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would be terminated, and terminate nothing")
    targeting.add_selectors(parser, "terminate")
    targeting.add_target(parser)


def run(args: argparse.Namespace, streams: Streams) -> int:
    def terminate(target: Target) -> int:
        for namespace, name in targeting.chosen(args, target):
            if not args.dry_run:
                target.terminate(namespace, name)
            streams.write(f"workflow {name} terminated{' (dry-run)' if args.dry_run else ''}\n")
        return Exit.FINE

    return targeting.run(args, streams, terminate)
