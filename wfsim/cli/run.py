"""Run a workflow on a Kubernetes cluster, driven by this command: real pods, no controller.

What the workflow refers to and the files do not hold (WorkflowTemplates, ConfigMaps) is taken from the cluster. What
happens is written to a journal first, so that a run whose command was interrupted goes on with --resume: its pods are
found again. Exit code: 0 the run succeeded, 1 it did not, 2 wrong usage, 3 something could not be read or reached.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from wfsim.cli import following, keeping, loading, showing, targeting
from wfsim.cli.simulate import given_parameters, source
from wfsim.cli.streams import CannotDo, Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.api.on_cluster import ClusterOrder, Ran
    from wfsim.engine.engine import Engine
    from wfsim.record.journal import Journal
    from wfsim.spec.model import JsonObject

_EVERY_S = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    loading.add_workflow(parser)
    add = parser.add_argument
    add("--on", choices=("kube",), default="kube", help="where to run it (default: kube)")
    targeting.add_cluster(parser)
    add("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="set a workflow parameter")
    add("-f", "--parameter-file", metavar="FILE", help="YAML or JSON with names and values; -p wins over it")
    add("--entrypoint", default="", metavar="TEMPLATE", help="start with this template")
    add("--name", default="", metavar="NAME", help="name of the run (default: name, or generateName and five letters)")
    add("--generate-name", default="", metavar="PREFIX", help="the beginning of its generated name")
    add("-l", "--labels", default="", metavar="LABELS", help="labels of the run: key=value,key=value")
    add("--serviceaccount", default="", metavar="NAME", help="in whose name pods run, unless the workflow says so")
    add("--priority", type=int, metavar="N", help="its priority")
    add("--executor-image", default="", metavar="IMAGE", help="the image that brings and collects files")
    add("--artifact-repository", metavar="FILE", help="where artifacts live that say nothing of it (YAML: 's3: {…}')")
    add("--journal", metavar="FILE", help="where to write what happens (default: a file of wfsim's own for each run)")
    add("--resume", metavar="NAME", default="", help="go on with the run of this name, or of --journal")
    add("--watch", action="store_true", help="show it until it ends")
    targeting.add_form(parser, showing.FORMS)
    showing.add_look(parser)


def run(args: argparse.Namespace, streams: Streams) -> int:
    return loading.answer(lambda: _run(args, streams), streams)


def _run(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.api.on_cluster import run_on_cluster
    from wfsim.drivers.kube.client import connect
    from wfsim.drivers.kube.config import access
    from wfsim.drivers.kube.errors import ApiError
    from wfsim.drivers.kube.kubeconfig import NoAccess

    workspace = loading.workspace(args.paths, streams)
    try:
        api = connect(access(args.context or None, args.namespace or None))
        namespace = args.namespace or api.namespace
        streams.note(f"running on {api.server}, namespace {namespace}")
        ran = run_on_cluster(workspace, _order(args, namespace, streams), api)
    except (ApiError, NoAccess) as error:
        raise CannotDo("\n  ".join(str(error).splitlines())) from None
    loading.report(ran.findings, streams)
    _show(ran, args, streams)
    return Exit.FINE if ran.succeeded else Exit.FINDINGS


def _order(args: argparse.Namespace, namespace: str, streams: Streams) -> ClusterOrder:
    from wfsim.api.on_cluster import ClusterOrder
    from wfsim.drivers.kube.pods import Executor

    journal, past = _journal(args, namespace, streams)
    executor = Executor(args.executor_image) if args.executor_image else Executor()
    return ClusterOrder(
        namespace,
        journal,
        streams.complain,
        given_parameters(args, streams),
        args.entrypoint,
        args.name,
        args.workflow,
        args.serviceaccount,
        executor,
        _repository(args, streams),
        past,
        _watch(args, streams) if args.watch else None,
        args.generate_name,
        targeting.labels(args.labels),
        args.priority,
    )


def _watch(args: argparse.Namespace, streams: Streams) -> Callable[[Engine], None]:
    """Show the run after each change, but not more often than one can see."""
    from wfsim.record.of import record
    from wfsim.record.workflow import to_workflow

    due = 0.0

    def show(engine: Engine) -> None:
        nonlocal due
        if time.monotonic() >= due and not engine.finished:
            following.draw(to_workflow(record(engine)), args, streams)
            due = time.monotonic() + _EVERY_S

    return show


def _journal(
    args: argparse.Namespace, namespace: str, streams: Streams
) -> tuple[Callable[[str], TextIO], Journal | None]:
    """How to open the journal of a run, and what it holds where the run goes on."""
    if not args.resume:
        return lambda name: keeping.begin(_journal_path(args, namespace, name)), None
    path = _journal_path(args, namespace, args.resume)
    if not os.path.exists(path):
        raise UsageError(f"there is no journal of {args.resume} to go on with: {path}")
    file, past = keeping.go_on(path, streams)
    return lambda name: file, past


def _repository(args: argparse.Namespace, streams: Streams) -> JsonObject | None:
    from wfsim.api.from_cluster import repository_of

    if not args.artifact_repository:
        return None
    found = source(args.artifact_repository, streams)
    return repository_of(found.text, found.name)


def _journal_path(args: argparse.Namespace, namespace: str, name: str) -> str:
    """The file that was named, else one for each run in the user's folder for state."""
    if args.journal:
        return str(args.journal)
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    folder = Path(state, "wfsim", "runs", namespace)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CannotDo(f"cannot make {folder}: {error.strerror or error}; --journal names another file") from error
    return str(folder / f"{name}.jsonl")


def _show(ran: Ran, args: argparse.Namespace, streams: Streams) -> None:
    from wfsim.record.workflow import to_workflow

    shown = to_workflow(ran.record)
    if args.watch:
        following.draw(shown, args, streams)
    else:
        showing.show([shown], args, streams)
    if ran.deleted:
        streams.complain(f"{ran.record.name}: somebody deleted the Workflow; the run ended with it")
    elif ran.record.message and not ran.record.nodes:
        streams.complain(f"{ran.record.name} is {ran.record.phase}: {ran.record.message}")
