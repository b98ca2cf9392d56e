"""List runs, as 'argo list' does: those that run first, then the last that ended.

  wfsim list --status Failed,Error --since 1h
  wfsim list --archived -l team=data --prefix nightly- -o wide

--archived lists every run that ever ended, deleted ones too. Exit code: 0, 1 the target refuses, 2 wrong usage, 3 the
store cannot be read.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wfsim.api.clock import now_ms
from wfsim.cli import showing, targeting
from wfsim.cli.streams import Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.api.targets.target import Target
    from wfsim.record.store.stored import Query, Summary

_PHASES = ("Pending", "Running", "Succeeded", "Failed", "Error")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--status", default="", metavar="PHASES", help=f"of these phases: {','.join(_PHASES)}")
    add("--completed", action="store_true", help="only those that ended")
    add("--running", action="store_true", help="only those that run")
    add("--resubmitted", action="store_true", help="only those that were resubmitted")
    add("--prefix", default="", help="only those whose names begin so")
    add("--since", default="", metavar="DURATION", help="those that run, and those that are younger (10m, 3h, 1d)")
    add("--older", default="", metavar="DURATION", help="only those that ended longer ago")
    add("--after", default="", metavar="DATE", help="only those created at or after it (2026-01-31, RFC 3339)")
    add("--before", default="", metavar="DATE", help="only those created before it")
    add("--archived", action="store_true", help="every run that ever ended, deleted ones too")
    add("--no-headers", action="store_true", help="without the first line")
    add("--chunk-size", type=int, metavar="N", help="taken as Argo's, and without effect on a store")
    targeting.add_selectors(parser, "only")
    targeting.add_form(parser, ("name", "json", "yaml", "wide"))
    targeting.add_target(parser)


def run(args: argparse.Namespace, streams: Streams) -> int:
    return targeting.run(args, streams, lambda target: _list(target, args, streams))


def _list(target: Target, args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.render.runs_table import in_order, render

    found = target.list(_query(args))
    if args.field_selector:
        wanted = set(targeting.matching(target, _query(args), args.field_selector))
        found = tuple(one for one in found if (one.namespace, one.name) in wanted)
    if args.output in ("json", "yaml"):
        streams.write(showing.data([dict(target.of_uid(one.uid)) for one in in_order(found)], args.output))
    elif args.output == "name":
        streams.write("".join(f"{one.name}\n" for one in in_order(found)))
    elif not found:
        streams.write("No workflows found\n")
    else:
        wide, head = args.output == "wide", not args.no_headers
        streams.write(render(found, now_ms(), wide=wide, namespaces=args.all_namespaces, head=head))
    return Exit.FINE


def _query(args: argparse.Namespace) -> Query:
    from wfsim.record.store.stored import Query

    statuses = frozenset(one.strip() for one in args.status.split(",") if one.strip())
    unknown = [one for one in sorted(statuses) if one not in _PHASES]
    if unknown:
        raise UsageError(f"--status: {unknown[0]!r} is no phase of a workflow; there are {', '.join(_PHASES)}")
    labels = targeting.requirements(args.selector)
    if args.resubmitted:
        labels += targeting.requirements("workflows.argoproj.io/resubmitted-from-workflow")
    return Query(
        namespace=targeting.where(args),
        prefix=args.prefix,
        statuses=statuses,
        completed=True if args.completed else False if args.running else None,
        since_ms=targeting.ago(args.since, "--since"),
        from_ms=targeting.instant(args.after, "--after"),
        until_ms=targeting.instant(args.before, "--before"),
        ended_ms=targeting.ago(args.older, "--older"),
        labels=labels,
        archived=args.archived,
    )


def summaries(target: Target, args: argparse.Namespace) -> tuple[Summary, ...]:
    """The runs that these words mean; ``delete`` has them too."""
    return target.list(_query(args))
