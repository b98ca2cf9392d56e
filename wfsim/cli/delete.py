"""Delete runs, as 'argo delete' does. What ended stays in the archive ('wfsim list --archived').

  wfsim delete hello-world-g9l75
  wfsim delete --completed --older 1d
  wfsim delete -l team=data

--archived deletes from the archive, too, for good. Exit code: 0, 1 there is no such run, 2 wrong usage, 3 the store
cannot be written.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from wfsim.cli import targeting
from wfsim.cli.streams import Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.api.targets.target import Target
    from wfsim.record.store.stored import Summary


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    targeting.add_names(parser)
    add("--all", action="store_true", help="all runs")
    add("--completed", action="store_true", help="those that ended")
    add("--resubmitted", action="store_true", help="those that were resubmitted")
    add("--prefix", default="", help="those whose names begin so")
    add("--older", default="", metavar="DURATION", help="those that ended longer ago (10m, 3h, 1d)")
    add("--status", default="", metavar="PHASES", help="those of these phases")
    add("--archived", action="store_true", help="delete what the archive has of them, too")
    add("--dry-run", action="store_true", help="say what would be deleted, and delete nothing")
    add("--force", action="store_true", help="taken as Argo's: nothing here holds a deletion up")
    targeting.add_selectors(parser, "delete")
    targeting.add_target(parser)


_FILTERS = ("all", "all_namespaces", "completed", "resubmitted", "prefix", "older", "status", "selector")


def run(args: argparse.Namespace, streams: Streams) -> int:
    filtered = any(getattr(args, one) for one in (*_FILTERS, "field_selector"))
    if not args.names and not filtered:
        raise UsageError("name workflows, or say which: --all, --completed, --older, --prefix, -l …")
    return targeting.run(args, streams, lambda target: _delete(target, args, streams, filtered))


def _delete(target: Target, args: argparse.Namespace, streams: Streams, filtered: bool) -> int:
    if args.archived:
        named = [row for name in args.names for row in _archived(target, args, name)]
    else:
        named = [(*one, "") for one in targeting.places(args, target, args.names)]
    if filtered:
        named += [(one.namespace, one.name, one.uid) for one in _filtered(target, args)]
    for namespace, name, uid in named:
        if args.dry_run:
            streams.write(f"Workflow '{name}' deleted (dry-run)\n")
            continue
        if args.archived:
            target.forget(uid)
        else:
            target.delete(namespace, name)
        streams.write(f"Workflow '{name}' deleted\n")
    return Exit.FINE


def _archived(target: Target, args: argparse.Namespace, name: str) -> list[tuple[str, str, str]]:
    """Every run of a name, in the list or in the archive. Problem where there is none."""
    from wfsim.api.problem import Problem
    from wfsim.record.store.stored import Query

    query = Query(namespace=targeting.where(args), name=name)
    found = {one.uid: one for each in (False, True) for one in target.list(replace(query, archived=each))}
    if not found:
        raise Problem(f'workflows.argoproj.io "{name}" not found', ())
    return [(one.namespace, one.name, one.uid) for one in found.values()]


def _filtered(target: Target, args: argparse.Namespace) -> tuple[Summary, ...]:
    from wfsim.cli.listing import summaries

    args.running, args.since, args.after, args.before = False, "", "", ""
    found = summaries(target, args)
    if args.field_selector:
        wanted = set(targeting.chosen(argparse.Namespace(**{**vars(args), "names": []}), target))
        found = tuple(one for one in found if (one.namespace, one.name) in wanted)
    return found
