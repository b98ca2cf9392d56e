"""The actions on objects that are kept beside runs: templates and CronWorkflows.

In: a kind and parsed words. Out: what ``cron``, ``template`` and ``cluster-template`` print. Every action is a row of
``ACTIONS``.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from wfsim.cli import showing, targeting
from wfsim.cli.streams import Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.api.targets.target import Target
    from wfsim.spec.model import JsonObject, Kind

Describe = Callable[["JsonObject"], str]
Table = Callable[["list[JsonObject]", bool], str]
Action = Callable[["Target", "Kind", argparse.Namespace, Streams, Describe], int]


def add_arguments(parser: argparse.ArgumentParser, actions: tuple[str, ...]) -> None:
    add = parser.add_argument
    add("action", choices=actions, help="what to do")
    add("names", nargs="*", metavar="NAME|FILE", help="names; files for create, update and lint")
    add("-l", "--selector", default="", metavar="LABELS", help="list only those with these labels")
    add("--all", action="store_true", help="delete all")
    targeting.add_form(parser, ("name", "json", "yaml", "wide"))
    targeting.add_target(parser)


def run(kind: Kind, args: argparse.Namespace, streams: Streams, describe: Describe, table: Table) -> int:
    if args.action == "lint":
        return _lint(args.names, streams)
    if args.action == "list":
        return targeting.run(args, streams, lambda target: _list(target, kind, args, streams, table))
    if not args.names and not (args.action == "delete" and args.all):
        raise UsageError(f"{args.action} what? Give names, or files for create and update")
    action = ACTIONS[args.action]
    return targeting.run(args, streams, lambda target: action(target, kind, args, streams, describe))


def _lint(paths: list[str], streams: Streams) -> int:
    """As ``wfsim lint`` does."""
    from wfsim.cli import lint
    from wfsim.cli.main import made_parser

    return lint.run(made_parser("lint", lint, streams).parse_args(paths), streams)


def _list(target: Target, kind: Kind, args: argparse.Namespace, streams: Streams, table: Table) -> int:
    from wfsim.lang.selectors import holds_of

    wanted = targeting.requirements(args.selector)
    found = [
        one
        for one in target.objects(kind, targeting.where(args))
        if all(holds_of(each, labels(one).get(each.key)) for each in wanted)
    ]
    if args.output in ("json", "yaml"):
        streams.write(showing.data([dict(one) for one in found], args.output))
    elif args.output == "name":
        streams.write("".join(f"{showing.place(one)[1]}\n" for one in found))
    else:
        streams.write(table(found, args.all_namespaces))
    return Exit.FINE


def labels(one: JsonObject) -> dict[str, str]:
    metadata = one.get("metadata")
    found = metadata.get("labels") if isinstance(metadata, dict) else None
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _show(found: tuple[JsonObject, ...], args: argparse.Namespace, streams: Streams, describe: Describe) -> None:
    if args.output in ("json", "yaml"):
        streams.write("".join(showing.data(dict(one), args.output) for one in found))
    elif args.output == "name":
        streams.write("".join(f"{showing.place(one)[1]}\n" for one in found))
    else:
        streams.write("\n".join(describe(one) for one in found))


def _get(target: Target, kind: Kind, args: argparse.Namespace, streams: Streams, describe: Describe) -> int:
    _show(tuple(target.object(kind, args.namespace, name) for name in args.names), args, streams, describe)
    return Exit.FINE


def _create(target: Target, kind: Kind, args: argparse.Namespace, streams: Streams, describe: Describe) -> int:
    put = target.create if args.action == "create" else target.update
    _show(put(kind, args.namespace, targeting.sources(args.names, streams)), args, streams, describe)
    return Exit.FINE


def _delete(target: Target, kind: Kind, args: argparse.Namespace, streams: Streams, describe: Describe) -> int:
    names = [(args.namespace, name) for name in args.names]
    if args.all:
        names = [showing.place(one) for one in target.objects(kind, targeting.where(args))]
    for namespace, name in names:
        target.remove(kind, namespace, name)
        streams.write(f"{kind.value} '{name}' deleted\n")
    return Exit.FINE


def _suspend(target: Target, kind: Kind, args: argparse.Namespace, streams: Streams, describe: Describe) -> int:
    for name in args.names:
        target.suspend_cron(args.namespace, name, args.action == "suspend")
        streams.write(f"CronWorkflow '{name}' {'suspended' if args.action == 'suspend' else 'resumed'}\n")
    return Exit.FINE


ACTIONS: Mapping[str, Action] = {
    "get": _get,
    "create": _create,
    "update": _create,
    "delete": _delete,
    "suspend": _suspend,
    "resume": _suspend,
}
