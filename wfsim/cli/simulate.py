"""Run a workflow on a virtual clock, its containers mocked, and print the tree that 'argo get' would print.

Without mocks every container succeeds; an output that something reads gets a value that the seed decides, and standard
error says which. The same files, mocks and seed give the same output. WorkflowTemplates, ConfigMaps and Secrets in the
files are used; a CronWorkflow or a WorkflowTemplate can be run too. Exit code: 0 the run succeeded, 1 it did not,
2 wrong usage, 3 something could not be read.
"""

from __future__ import annotations

import argparse
import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, TextIO

from wfsim.cli import inputs, loading
from wfsim.cli.recorded import FORMATS
from wfsim.cli.streams import CannotDo, Exit, Streams, UsageError
from wfsim.text import Severity, Source

if TYPE_CHECKING:
    from wfsim.api.cluster import ClusterSimulated
    from wfsim.api.simulation import Request, Simulated
    from wfsim.drivers.base import Budget
    from wfsim.drivers.sim.invent import MadeUp
    from wfsim.drivers.sim.mocks import Mocks
    from wfsim.record.journal import Journal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    loading.add_workflow(parser)
    add = parser.add_argument
    add("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="set a workflow parameter")
    add("--parameter-file", metavar="FILE", help="YAML or JSON with names and values; -p wins over it")
    add("--entrypoint", default="", metavar="TEMPLATE", help="start with this template")
    add("--mocks", metavar="FILE", help="what the containers do ('wfsim mocks' writes a skeleton)")
    add("--strict-mocks", action="store_true", help="an output that something reads and nothing mocks is an error")
    add("--seed", type=int, default=0, metavar="N", help="decides every choice and generated name (default: 0)")
    add("--name", default="", metavar="NAME", help="name of the run (default: name, or generateName and five letters)")
    add("--format", choices=tuple(FORMATS), default="tree", help="tree, header and tree, or the Workflow as JSON")
    add("--style", choices=("argo", "guide"), default="argo", help="the tree as Argo prints it, or as its old guide")
    add("--cluster", metavar="FILE", help="run all that this file submits, side by side, on the nodes that it has")
    add("--journal", metavar="FILE", help="write every event and command as JSON Lines")
    add("--resume", action="store_true", help="go on where the journal ends, of a run that was broken off")
    add("--max-nodes", type=int, metavar="N", help="stop a run that grows larger (default: 100000)")
    add("--max-time", metavar="DURATION", help="stop a run that takes longer on the virtual clock (default: 10 years)")


def run(args: argparse.Namespace, streams: Streams) -> int:
    return loading.answer(lambda: _simulate(args, streams), streams)


def _simulate(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.api.simulation import simulate

    workspace = loading.workspace(args.paths, streams)
    if args.cluster:
        from wfsim.cli.cluster import simulate_all

        return simulate_all(workspace, args, streams)
    if args.resume and not args.journal:
        raise UsageError("--resume goes on from a journal: name it with --journal")
    request = _request(args, streams)
    with ExitStack() as open_files:
        if args.journal:
            from dataclasses import replace

            past = _past(args, streams)
            file = open_files.enter_context(journal_to_write(args.journal, past))
            request = replace(request, journal=file, past=past)
        simulated = simulate(workspace, request)
    if not said(simulated, args, streams):
        return Exit.FINDINGS
    _show(simulated, args, streams)
    return Exit.FINE if simulated.succeeded else Exit.FINDINGS


def _past(args: argparse.Namespace, streams: Streams) -> Journal | None:
    """The journal to go on from; None where a new one is wanted, or nothing was written yet."""
    if not args.resume or not os.path.exists(args.journal) or not os.path.getsize(args.journal):
        return None
    return loading.journal(args.journal, streams)


def journal_to_write(path: str, past: Journal | None) -> TextIO:
    """The file to write to: a new one, or the old one behind its last whole line. CannotDo where that fails."""
    try:
        if past is None:
            return open(path, "w", encoding="utf-8", newline="\n")
        file = open(path, "r+", encoding="utf-8", newline="\n")  # noqa: SIM115 - the caller's to close
        text = file.read(past.whole)
        file.seek(len(text.encode("utf-8")))
        file.truncate()
        if not text.endswith("\n"):
            file.write("\n")
        return file
    except OSError as error:
        raise CannotDo(f"cannot write {path}: {error.strerror or error}") from error


def said(simulated: Simulated | ClusterSimulated, args: argparse.Namespace, streams: Streams) -> bool:
    """Tell what was found and what was made up; False where the latter is an error."""
    loading.report(simulated.findings, streams)
    if args.strict_mocks and simulated.made_up:
        streams.complain("wfsim: --strict-mocks: not everything that is read is mocked")
        return False
    for one in simulated.made_up:
        streams.note(_made_up(one))
    return True


def _made_up(one: MadeUp) -> str:
    values = one.values if len(one.values) < 6 else (*one.values[:5], "…")
    return f"made up: the {one.words} of template `{one.template}` is {' or '.join(values)}; a mock would say which"


def _show(simulated: Simulated, args: argparse.Namespace, streams: Streams) -> None:
    record = simulated.record
    streams.write(FORMATS[args.format](record, args.style, streams))
    if record.message and not record.nodes:
        streams.complain(f"{record.name} is {record.phase}: {record.message}")


# -- what was asked for


def _request(args: argparse.Namespace, streams: Streams) -> Request:
    from wfsim.api.simulation import Request

    return Request(
        parameters=given_parameters(args, streams),
        mocks=read_mocks(args.mocks, streams),
        seed=args.seed,
        entrypoint=args.entrypoint,
        name=args.name,
        workflow=args.workflow,
        strict_mocks=args.strict_mocks,
        budget=budget(args),
        watch=streams.watch(_so_far),
    )


def _so_far(nodes: int, at_ms: int) -> str:
    """How far a run is, for a terminal."""
    from wfsim.render.words import short_duration

    return f"{nodes} nodes, {short_duration(at_ms // 1000)} on the run's clock"


def given_parameters(args: argparse.Namespace, streams: Streams) -> dict[str, str]:
    """Those of ``--parameter-file``, and over them those of ``-p``."""
    return {**parameter_file(args.parameter_file, streams), **parameters(args.parameter)}


def parameters(words: list[str]) -> dict[str, str]:
    """``name=value`` words; the last one of a name counts. UsageError with Argo's text for any other."""
    found = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise UsageError(f"expected parameter of the form: NAME=VALUE. Received: {word}")
        found[name] = value
    return found


def source(path: str, streams: Streams) -> Source:
    """One file of ours. CannotDo where it cannot be read."""
    given = inputs.read([path], streams)
    if given.failed:
        streams.report(given.findings)
        raise CannotDo(f"cannot use {path}")
    if len(given.sources) > 1:
        raise CannotDo(f"cannot use {path}: it is {len(given.sources)} files")
    loading.report(given.findings, streams)
    return next(iter(given.sources), Source(path, ""))


def parameter_file(path: str | None, streams: Streams) -> dict[str, str]:
    """Names and values; a value that is no text counts as Argo would take it from YAML."""
    if not path:
        return {}
    from wfsim.drivers.sim.decode import written
    from wfsim.yamlio import plain, read

    reading = read(source(path, streams))
    data = plain(reading.documents[0].root) if reading.documents else {}
    if any(one.severity is Severity.ERROR for one in reading.findings) or not isinstance(data, dict | None):
        streams.report(reading.findings)
        raise UsageError(f"{path} does not hold names and values")
    return {name: written(value) for name, value in (data or {}).items()}


def read_mocks(path: str | None, streams: Streams) -> Mocks:
    from wfsim.drivers.sim.mocks import Mocks

    if not path:
        return Mocks()
    from wfsim.api.chances import usable
    from wfsim.drivers.sim.decode import load

    loaded = load(source(path, streams))
    found = usable(loaded)
    loading.report(loaded.findings, streams)
    return found


def budget(args: argparse.Namespace) -> Budget:
    from wfsim.drivers.base import YEAR_MS, Budget

    given = {}
    if args.max_nodes is not None:
        given["max_nodes"] = args.max_nodes
    if args.max_time:
        from wfsim.lang import durations
        from wfsim.lang.errors import LangError

        try:
            given["max_ms"] = min(durations.parse_ms(args.max_time), 1000 * YEAR_MS)
        except LangError as error:
            raise UsageError(f"--max-time: {error}") from None
    if any(value < 1 for value in given.values()):
        raise UsageError("--max-nodes and --max-time are positive")
    return Budget(**given)
