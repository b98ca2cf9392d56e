"""Set outputs, message or phase of suspended nodes, as 'argo node set' does.

  wfsim node set deploy-g9l75 --node-field-selector displayName=approve --output-parameter approve=yes
  wfsim node set deploy-g9l75 --node-field-selector displayName=approve --phase Failed --message "not today"

Exit code: 0, 1 there is no such run, node or output, 2 wrong usage, 3 the store cannot be written.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wfsim.cli import simulate, targeting
from wfsim.cli.streams import Exit, Streams

if TYPE_CHECKING:
    from wfsim.api.targets.target import Target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("action", choices=("set",), help="what to do")
    add("name", metavar="WORKFLOW", help="the name of a run; @latest is the newest")
    add("--node-field-selector", default="", metavar="FIELDS", help="which nodes are meant (displayName=approve)")
    add("--phase", default="", help="the phase that they get, such as Succeeded")
    add("-p", "--output-parameter", action="append", default=[], metavar="NAME=VALUE", help="a supplied output")
    add("-m", "--message", default="", help="what they say")
    targeting.add_target(parser)


def run(args: argparse.Namespace, streams: Streams) -> int:
    def change(target: Target) -> int:
        from wfsim.api.targets.target import NodeChange

        values = {name: _unquoted(value) for name, value in simulate.parameters(args.output_parameter).items()}
        wanted = NodeChange(args.node_field_selector, values, args.message, args.phase)
        for namespace, name in targeting.places(args, target, [args.name]):
            target.set_node(namespace, name, wanted)
        streams.write("workflow values set\n")
        return Exit.FINE

    return targeting.run(args, streams, change)


def _unquoted(value: str) -> str:
    """A value in double quotes without them, as Go reads it; any other as it is."""
    from wfsim.lang import goquote
    from wfsim.lang.errors import LangError

    if len(value) < 2 or value[0] != '"' or value[-1] != '"':
        return value
    try:
        return goquote.unquoted(value[1:-1], '"')
    except LangError:  # it is a text that happens to stand in quotes
        return value
