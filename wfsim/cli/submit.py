"""Submit workflows, as 'argo submit' does; without a cluster they are simulated, and kept.

  wfsim submit hello-world.yaml -p message="goodbye world" --watch
  wfsim submit --from wftmpl/nightly --wait
  cat hello-world.yaml | wfsim submit -

--on says where: sim (simulated runs in a store), kube (a cluster without Argo), argo (a cluster with it). Without it
WFSIM_ON, then the setting 'on' of wfsim.toml, then whether there is a kubeconfig decides; standard error says which it
is. A simulated run goes on until it ends, or stands until somebody resumes it; WorkflowTemplates, ConfigMaps and
Secrets in the files are used besides those that were created. On a cluster a controller runs it ('wfsim install'; with
--on argo that of an installed Argo), and only the Workflows of the files are created. Exit code: 0 it was submitted
(with --wait, --watch: it succeeded), 1 it was refused or failed, 2 wrong usage, 3 it could not be done.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wfsim.cli import following, showing, simulate, targeting
from wfsim.cli.streams import Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.api.targets.target import Submission, Target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("paths", nargs="*", metavar="FILE", help="file, folder, glob, or - for standard input")
    add("--from", dest="origin", default="", metavar="KIND/NAME", help="wftmpl/NAME, cronwf/NAME, workflow/NAME")
    add("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="set a workflow parameter")
    add("-f", "--parameter-file", metavar="FILE", help="YAML or JSON with names and values; -p wins over it")
    add("--entrypoint", default="", metavar="TEMPLATE", help="start with this template")
    add("--name", default="", help="the name of the run")
    add("--generate-name", default="", metavar="PREFIX", help="the beginning of its generated name")
    add("-l", "--labels", default="", metavar="LABELS", help="labels of the run: key=value,key=value")
    add("--serviceaccount", default="", metavar="NAME", help="the service account of its pods")
    add("--priority", type=int, metavar="N", help="its priority")
    add("--dry-run", action="store_true", help="print what would be created, and create nothing")
    add("--server-dry-run", action="store_true", help="the same, judged by the target")
    add("--mocks", metavar="FILE", help="what its containers do, where it is simulated ('wfsim mocks' writes one)")
    add("--seed", type=int, metavar="N", help="decides every choice where it is simulated (default: counted up)")
    following.add_arguments(parser)
    targeting.add_form(parser, showing.FORMS)
    showing.add_look(parser)
    targeting.add_target(parser, everywhere=False)


def run(args: argparse.Namespace, streams: Streams) -> int:
    _check(args)
    return targeting.run(args, streams, lambda target: _submit(target, args, streams))


def _check(args: argparse.Namespace) -> None:
    """UsageError for words that contradict each other, in Argo's words."""
    following.check(args)
    if bool(args.paths) is bool(args.origin):
        raise UsageError("give files, or an object with --from")
    for dry, word in ((args.dry_run, "--dry-run"), (args.server_dry_run, "--server-dry-run")):
        if not dry:
            continue
        for follows in ("watch", "wait", "log"):
            if getattr(args, follows):
                raise UsageError(f"--{follows} cannot be combined with {word}")
        if not args.output:
            raise UsageError(f"{word} should have an output option")
    if args.dry_run and args.server_dry_run:
        raise UsageError("--dry-run cannot be combined with --server-dry-run")


def _submit(target: Target, args: argparse.Namespace, streams: Streams) -> int:
    made = target.submit(_submission(args, streams))
    if args.watch and len(made) > 1:
        raise UsageError("Cannot watch more than one workflow")
    if args.watch and not args.output:
        return following.follow(target, [showing.place(one) for one in made], args, streams)
    showing.show(made, args, streams)
    if args.dry_run or args.server_dry_run:
        return Exit.FINE
    return following.follow(target, [showing.place(one) for one in made], args, streams)


def _submission(args: argparse.Namespace, streams: Streams) -> Submission:
    from wfsim.api.targets.target import Submission

    return Submission(
        sources=targeting.sources(args.paths, streams) if args.paths else (),
        origin=args.origin,
        namespace=args.namespace,
        parameters={
            **simulate.parameter_file(args.parameter_file, streams),
            **simulate.parameters(args.parameter),
        },
        entrypoint=args.entrypoint,
        name=args.name,
        generate_name=args.generate_name,
        labels=targeting.labels(args.labels),
        service_account=args.serviceaccount,
        priority=args.priority,
        dry_run=args.dry_run,
        judged=args.server_dry_run,
        mocks=simulate.source(args.mocks, streams) if args.mocks else None,
        seed=args.seed,
    )
