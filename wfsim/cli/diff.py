"""Compare two runs: phases, messages, inputs, outputs and children of every node.

  wfsim diff simulated.json real.json

Each is what 'wfsim simulate --format json' wrote, or a Workflow object of a cluster. Names of the runs, ids, pods and
times are aside; --times compares durations, too. Exit code: 0 they are equal, 1 they differ, 2 wrong usage, 3 something
could not be read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from wfsim.cli import loading
from wfsim.cli.streams import Exit, Streams

if TYPE_CHECKING:
    from wfsim.record.compare import Difference


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("left", metavar="RUN", help="the file of a run, or - for standard input")
    add("right", metavar="RUN", help="the file of another")
    add("--times", action="store_true", help="compare how long things took, too")
    add("--format", choices=("text", "json"), default="text", help="how to print the differences")


def run(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.record.compare import compare

    left, right = loading.record(args.left, streams), loading.record(args.right, streams)
    found = compare(left, right, times=args.times)
    if args.format == "json":
        streams.write(json.dumps([asdict(one) for one in found], indent=2, ensure_ascii=False) + "\n")
    else:
        streams.write("".join(f"{line}\n" for line in _lines(found)))
    streams.note(f"{len(found)} difference{'s' * (len(found) != 1)}" if found else "the runs are equal")
    return Exit.FINDINGS if found else Exit.FINE


def _lines(found: tuple[Difference, ...]) -> Iterator[str]:
    for one in found:
        where = one.node or "the run"
        yield f"{where}: {one.field}"
        yield f"  - {_shown(one.left)}"
        yield f"  + {_shown(one.right)}"


def _shown(value: object) -> str:
    if value is None:
        return "(none)"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
