"""End runs, as 'argo stop' does: their exit handlers still run. With --node-field-selector only suspended nodes fail.

  wfsim stop nightly-g9l75
  wfsim stop deploy-g9l75 --node-field-selector displayName=approve --message "not today"

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
    add = parser.add_argument
    targeting.add_names(parser)
    add("--message", default="", help="what the nodes that fail say")
    add("--node-field-selector", default="", metavar="FIELDS", help="fail the suspended nodes with these fields only")
    add("--dry-run", action="store_true", help="say what would be stopped, and stop nothing")
    targeting.add_selectors(parser, "stop")
    targeting.add_target(parser)


def run(args: argparse.Namespace, streams: Streams) -> int:
    def stop(target: Target) -> int:
        for namespace, name in targeting.chosen(args, target):
            if not args.dry_run:
                target.stop(namespace, name, args.node_field_selector, args.message)
            streams.write(f"workflow {name} stopped{' (dry-run)' if args.dry_run else ''}\n")
        return Exit.FINE

    return targeting.run(args, streams, stop)
