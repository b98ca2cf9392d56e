"""Play the journal of a run again, and show the run as it was after any of its exchanges.

  wfsim simulate --journal run.journal workflow.yaml
  wfsim replay run.journal workflow.yaml --format events
  wfsim replay run.journal workflow.yaml --to 12

An exchange is one line of the journal: all that happened at an instant, and what the engine wanted then. --to counts
them from 1, --at is a time since the run began (90s, 1h30m). Exit code: 0 fine, 1 the journal does not fit the files,
2 wrong usage, 3 something could not be read.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from wfsim.cli import loading
from wfsim.cli.streams import Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.api.replaying import Replayed
    from wfsim.record.journal import Entry

Until = Callable[[int, "Entry"], bool]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("journal", metavar="JOURNAL", help="what 'wfsim simulate --journal' wrote, or - for standard input")
    add("paths", nargs="+", metavar="PATH", help="the files that were simulated")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--to", type=int, metavar="N", help="stop after so many exchanges")
    where.add_argument("--at", metavar="DURATION", help="stop after this time on the run's clock")
    add("--format", choices=("tree", "get", "json", "events"), default="tree", help="how to show it")


def run(args: argparse.Namespace, streams: Streams) -> int:
    return loading.answer(lambda: _replay(args, streams), streams)


def _replay(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.api.replaying import replay

    journal = loading.journal(args.journal, streams)
    until = _until(args, journal.entries)
    replayed = replay(loading.workspace(args.paths, streams), journal, until)
    if journal.cut:
        streams.note("the journal's last line was cut off, and is left out")
    if len(replayed.entries) < len(journal.entries):
        streams.note(f"after {len(replayed.entries)} of {len(journal.entries)} exchanges")
    streams.write(_shown(replayed, args.format, streams))
    return Exit.FINE


def _until(args: argparse.Namespace, entries: tuple[Entry, ...]) -> Until | None:
    if args.to is not None:
        if not 0 <= args.to <= len(entries):
            raise UsageError(f"--to: the journal has {len(entries)} exchanges")
        return lambda number, entry: number > args.to
    if args.at is None:
        return None
    from wfsim.lang import durations
    from wfsim.lang.errors import LangError

    try:
        after_ms = durations.parse_ms(args.at)
    except LangError as error:
        raise UsageError(f"--at: {error}") from None
    began = entries[0].events[0].at_ms if entries else 0
    return lambda number, entry: entry.events[0].at_ms > began + after_ms


def _shown(replayed: Replayed, format: str, streams: Streams) -> str:
    if format == "events":
        return "".join(f"{line}\n" for line in _events(replayed))
    from wfsim.cli.recorded import FORMATS

    return FORMATS[format](replayed.record, "argo", streams)


def _events(replayed: Replayed) -> Iterator[str]:
    """One line for each exchange: its number, the time since the run began, what happened, what was wanted."""
    from wfsim.render.exchanges import line

    began = replayed.entries[0].events[0].at_ms if replayed.entries else 0
    names = {one.id: one.name for one in replayed.record.nodes}
    for number, entry in enumerate(replayed.entries, 1):
        yield line(number, entry, began, names)
