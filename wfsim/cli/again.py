"""What ``retry`` and ``resubmit`` share: which runs, how they are asked to run once more, what is shown of that.

In: the words of a verb and what it asks of a target. Out: what is printed, and the exit code.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from wfsim.cli import following, showing, simulate, targeting
from wfsim.cli.streams import Streams

if TYPE_CHECKING:
    from wfsim.api.targets.target import Target
    from wfsim.spec.model import JsonObject
    from wfsim.text import Source

    Ask = Callable[[str, str], JsonObject]  # of a namespace and a name


def add_arguments(parser: argparse.ArgumentParser, word: str) -> None:
    """Which runs, whether to wait for them, how to show them, where they live."""
    targeting.add_selectors(parser, word)
    following.add_arguments(parser)
    targeting.add_form(parser, showing.FORMS)
    parser.add_argument("--no-color", action="store_true", help="without colours, as with NO_COLOR")
    targeting.add_target(parser)


def mocks(args: argparse.Namespace, streams: Streams) -> Source | None:
    """The file of ``--mocks``."""
    return simulate.source(args.mocks, streams) if args.mocks else None


def run(args: argparse.Namespace, streams: Streams, asked: Callable[[Target], Ask]) -> int:
    """Ask for each run that is meant, and do what ``--wait``, ``--watch`` and ``--log`` want of what comes of it."""
    following.check(args)

    def work(target: Target) -> int:
        ask = asked(target)
        made = [ask(namespace, name) for namespace, name in targeting.chosen(args, target)]
        showing.show(made, args, streams)
        return following.follow(target, [showing.place(one) for one in made], args, streams)

    return targeting.run(args, streams, work)
