"""Write a skeleton of mocks for a workflow: what its leaf templates must give, ready for 'wfsim simulate --mocks'.

Every template whose result or outputs something reads has an entry with a value, or with a choice among those that
conditions compare it with; a suspended node without a duration is resumed. The others stand there as comments.

With --from, the mocks are what the nodes of a run did, simulated or real: a simulation with them comes to the same.

  wfsim mocks --from run.json > run.mocks.yaml
"""

from __future__ import annotations

import argparse

from wfsim.cli import loading
from wfsim.cli.streams import Exit, Streams, UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    loading.add_workflow(parser, "*")
    parser.add_argument("--from", dest="from_", default="", metavar="RUN", help="write what this run did (its JSON)")
    parser.add_argument("--entrypoint", default="", metavar="TEMPLATE", help="start with this template")


def run(args: argparse.Namespace, streams: Streams) -> int:
    return loading.answer(lambda: _write(args, streams), streams)


def _write(args: argparse.Namespace, streams: Streams) -> int:
    if args.from_:
        return _write_those_of(args.from_, streams)
    if not args.paths:
        raise UsageError("name the files of the workflow, or a run with --from")
    from wfsim.api import choosing
    from wfsim.api.skeleton import skeleton
    from wfsim.drivers.sim.readers import lookup
    from wfsim.plan.build import plan

    workspace = loading.workspace(args.paths, streams)
    resource = choosing.choose(workspace, args.workflow)
    choosing.check_entrypoint(resource, workspace, args.entrypoint)
    planned = plan(resource, workspace, args.entrypoint or None)
    streams.write(skeleton(planned, workspace, lookup(resource, workspace)))
    return Exit.FINE


def _write_those_of(path: str, streams: Streams) -> int:
    from wfsim.api.mocks_of_run import mocks_of

    streams.write(mocks_of(loading.record(path, streams)))
    return Exit.FINE
