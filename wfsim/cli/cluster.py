"""``wfsim simulate --cluster FILE``: several workflows side by side.

In: a workspace and the words of ``simulate``. Out: the list of runs with a tree of each, or their objects as JSON, and
the exit code. ``simulate`` calls it.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from wfsim.cli import simulate
from wfsim.cli.recorded import FORMATS
from wfsim.cli.streams import Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.api.cluster import ClusterSimulated
    from wfsim.drivers.sim.clusterfile import ClusterFile
    from wfsim.spec.workspace import Workspace

# What is said for one run cannot be said for several: the file submits them, each with its own.
_ONE_RUN = ("parameter", "parameter_file", "entrypoint", "name", "workflow", "journal")


def simulate_all(workspace: Workspace, args: argparse.Namespace, streams: Streams) -> int:
    """Do it."""
    from wfsim.api.cluster import ClusterRequest, simulate_cluster

    given = [one for one in _ONE_RUN if getattr(args, one)]
    if given:
        instead = "there is none of several" if given[0] == "journal" else "a cluster file says it in `submit`"
        raise UsageError(f"--{given[0].replace('_', '-')} is for one run; {instead}")
    request = ClusterRequest(
        cluster=_file(args.cluster, streams),
        mocks=simulate.read_mocks(args.mocks, streams),
        seed=args.seed,
        strict_mocks=args.strict_mocks,
        budget=simulate.budget(args),
    )
    simulated = simulate_cluster(workspace, request)
    if not simulate.said(simulated, args, streams):
        return Exit.FINDINGS
    streams.write(_json(simulated) if args.format == "json" else _text(simulated, args, streams))
    return Exit.FINE if simulated.succeeded else Exit.FINDINGS


def _file(path: str, streams: Streams) -> ClusterFile:
    from wfsim.api.problem import Problem
    from wfsim.drivers.sim.clusterfile import load

    found, findings = load(simulate.source(path, streams))
    if found is None:
        raise Problem("the cluster file has mistakes", findings)
    return found


def _text(simulated: ClusterSimulated, args: argparse.Namespace, streams: Streams) -> str:
    from wfsim.render.firings import render as firings
    from wfsim.render.listing import render as listing

    parts = [firings(simulated.crons), listing(simulated.records)]
    parts += [FORMATS[args.format](one, args.style, streams) for one in simulated.records]
    return "\n".join(part for part in parts if part)


def _json(simulated: ClusterSimulated) -> str:
    from wfsim.record.workflow import to_workflow

    items = [to_workflow(one) for one in simulated.records]
    data = {"apiVersion": "argoproj.io/v1alpha1", "kind": "WorkflowList", "items": items, "metadata": {}}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
