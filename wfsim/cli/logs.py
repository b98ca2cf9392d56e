"""Print the logs of a run, of one of its pods or of a step, as 'argo logs' does; all pods are merged by time.

  wfsim logs @latest --follow
  wfsim logs coinflip-g9l75 heads
  wfsim logs coinflip-g9l75-heads-3955384727

A simulated pod ran nothing: its log has the command after all substitution ($ …, of a script its source behind >) and
what the mocks made of it. Exit code: 0, 1 there is no such run or pod, 2 wrong usage, 3 the store cannot be read.
"""

from __future__ import annotations

import argparse
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wfsim.cli import following, targeting
from wfsim.cli.streams import Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.api.targets.target import LogLine, Target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("name", metavar="WORKFLOW", help="the name of a run or of one of its pods; @latest is the newest run")
    add("pod", nargs="?", default="", metavar="POD", help="one pod, or the path of a step")
    add("-c", "--container", default="", metavar="NAME", help="of this container (default: main)")
    add("-f", "--follow", action="store_true", help="go on until the run ends")
    add("--grep", default="", metavar="REGEX", help="only lines in which this is found")
    add("--since", default="", metavar="DURATION", help="only lines that are younger (5s, 2m, 3h)")
    add("--since-time", default="", metavar="TIME", help="only lines after this instant (RFC 3339)")
    add("--tail", type=int, default=-1, metavar="N", help="only the last N lines of each container")
    add("--timestamps", action="store_true", help="with the instant of each line")
    add("--no-color", action="store_true", help="without colours, as with NO_COLOR")
    targeting.add_target(parser)


def run(args: argparse.Namespace, streams: Streams) -> int:
    return targeting.run(args, streams, lambda target: _logs(target, args, streams))


def _logs(target: Target, args: argparse.Namespace, streams: Streams) -> int:
    ((namespace, name),) = targeting.places(args, target, [args.name])
    lines: Iterable[LogLine] = target.logs(namespace, name, following.query(args, args.pod))
    lines = _after(lines, _begin(args))
    if args.tail >= 0:
        lines = _last(lines, args.tail)
    following.print_log(_found(lines, args.grep), args, streams)
    return Exit.FINE


def _begin(args: argparse.Namespace) -> int | None:
    """The instant before which no line counts."""
    if args.since and args.since_time:
        raise UsageError("give one of --since and --since-time")
    if args.since_time:
        return targeting.instant(args.since_time, "--since-time")
    return targeting.ago(args.since, "--since")


def _after(lines: Iterable[LogLine], begin: int | None) -> Iterator[LogLine]:
    return (one for one in lines if begin is None or one.at_ms > begin)


def _last(lines: Iterable[LogLine], count: int) -> list[LogLine]:
    """The last lines of each container, all in their order."""
    found = list(lines)
    kept: dict[tuple[str, str], deque[int]] = {}
    for number, one in enumerate(found):
        kept.setdefault((one.pod, one.container), deque(maxlen=count)).append(number)
    return [found[number] for number in sorted(number for numbers in kept.values() for number in numbers)]


def _found(lines: Iterable[LogLine], pattern: str) -> Iterable[LogLine]:
    if not pattern:
        return lines
    from wfsim.lang import regex
    from wfsim.lang.errors import LangError

    try:
        search = regex.compiled(pattern)
    except LangError as error:
        raise UsageError(f"--grep: {error.message}") from None
    return (one for one in lines if search.search(one.text))
