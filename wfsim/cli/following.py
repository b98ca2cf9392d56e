"""Runs until they end: waiting, watching, following logs.

In: a target and names. Out: what is printed meanwhile, and the exit code: 1 where one of them failed. Called by
``wait``, ``watch`` and ``logs``, and by ``submit``, ``retry`` and ``resubmit`` with ``--wait``, ``--watch``, ``--log``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wfsim.cli import showing
from wfsim.cli.streams import Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.api.targets.target import LogLine, LogQuery, Target
    from wfsim.render.style import Style
    from wfsim.spec.model import JsonObject

Places = Sequence[tuple[str, str]]
_CLEAR = "\x1b[H\x1b[2J"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("-w", "--wait", action="store_true", help="wait until it ends; exit code 1 where it fails")
    add("--watch", action="store_true", help="show it until it ends")
    add("--log", action="store_true", help="print its logs until it ends")


def check(args: argparse.Namespace) -> None:
    """UsageError for words that contradict each other, in Argo's words."""
    if args.wait and args.watch:
        raise UsageError("--wait cannot be combined with --watch")


def follow(target: Target, places: Places, args: argparse.Namespace, streams: Streams) -> int:
    """What ``--log``, ``--wait`` and ``--watch`` ask for."""
    if args.log:
        from wfsim.api.targets.target import LogQuery

        for namespace, name in places:
            print_log(target.logs(namespace, name, LogQuery(follow=True)), args, streams)
    if args.watch:
        return max((watch(target, one, args, streams) for one in places), default=Exit.FINE)
    if args.wait:
        return wait(target, places, streams, quiet=args.output not in ("", "wide"))
    return Exit.FINE


def wait(target: Target, places: Places, streams: Streams, *, quiet: bool, ignore_missing: bool = False) -> int:
    """Wait for runs, one after the other."""
    from wfsim.api.problem import Problem

    codes = [Exit.FINE]
    for namespace, name in places:
        try:
            *_, last = target.watch(namespace, name)
        except Problem:
            if ignore_missing:
                continue
            raise
        record = showing.record_of(last)
        if not quiet and record.finished_ms is not None:
            ended = datetime.fromtimestamp(record.finished_ms // 1000, UTC)
            streams.write(f"{record.name} {record.phase} at {ended:%Y-%m-%d %H:%M:%S} +0000 UTC\n")
        codes.append(Exit.FINDINGS if record.phase.unsuccessful else Exit.FINE)
    return max(codes)


def watch(target: Target, place: tuple[str, str], args: argparse.Namespace, streams: Streams) -> int:
    """Show a run, and again after each change; a terminal shows the last state alone."""
    namespace, name = place
    code = Exit.FINE
    for number, workflow in enumerate(target.watch(namespace, name)):
        if number and not streams.stdout.isatty():
            streams.write("\n")
        draw(workflow, args, streams)
        code = Exit.FINDINGS if showing.record_of(workflow).phase.unsuccessful else Exit.FINE
    return code


def draw(workflow: JsonObject, args: argparse.Namespace, streams: Streams) -> None:
    """A run as it is now; on a terminal in the place of what it was."""
    if streams.stdout.isatty():
        streams.write(_CLEAR)
    streams.write(showing.text(workflow, args, streams))
    with suppress(OSError):  # the next write tells
        streams.stdout.flush()


def print_log(lines: Iterable[LogLine], args: argparse.Namespace, streams: Streams) -> None:
    """``pod: text``, each pod in a colour of its own."""
    style = showing.style(args, streams)
    stamps = getattr(args, "timestamps", False)
    for one in lines:
        at = datetime.fromtimestamp(one.at_ms / 1000, UTC)
        said = f"{at:%Y-%m-%dT%H:%M:%S}.{one.at_ms % 1000:03d}Z {one.text}" if stamps else one.text
        streams.write(f"{_painted(f'{one.pod}: {said}', one.pod, style)}\n")


def _painted(text: str, pod: str, style: Style) -> str:
    """Argo's colour of a pod: the sum of its name's characters decides."""
    from wfsim.render.style import Ink

    inks = (Ink.RED, Ink.GREEN, Ink.YELLOW, Ink.BLUE, Ink.MAGENTA, Ink.CYAN)
    return style.paint(text, inks[sum(map(ord, pod)) % len(inks)])


def query(args: argparse.Namespace, pod: str = "") -> LogQuery:
    from wfsim.api.targets.target import LogQuery

    return LogQuery(pod=pod, container=args.container, follow=args.follow)
