"""Say what is wrong with workflows, with the place of each mistake.

Reads files, folders (*.yaml, *.yml, *.json), globs and - (standard input); references are looked up in all of them
together. 'wfsim explain CODE' says more about a finding. Exit code: 0 fine, 1 findings at or above --fail-on,
2 wrong usage, configuration or baseline, 3 something could not be read.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Sequence

from wfsim.checks import ALWAYS, UNDONE
from wfsim.cli import cache, inputs, wishes
from wfsim.cli.formats import FORMATS, rule
from wfsim.cli.manifests import prepared
from wfsim.cli.settings import Settings, Stop
from wfsim.cli.streams import Exit, Streams, UsageError
from wfsim.cli.verdicts import Kept, Verdict
from wfsim.text import Diagnostic, Severity, Source, in_order
from wfsim.text.records import TYPE_CHECKING, NamedTuple
from wfsim.yamlio.concern import mentions_argo

if TYPE_CHECKING:
    from wfsim.checks.policy import Policy
    from wfsim.spec.workspace import Workspace

Findings = tuple[Diagnostic, ...]
Load = Callable[[Iterable[Source], str], "Workspace"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("paths", nargs="+", metavar="PATH", help="file, folder, glob, or - for standard input")
    add("--format", choices=tuple(FORMATS), default="text", help="how to print findings: " + ", ".join(FORMATS))
    add("--with", action="append", dest="beside", metavar="PATH", help="look references up here, too; report nothing")
    add("--fix", action="store_true", help="write what can be mended mechanically, and report the rest")
    add("--diff", action="store_true", help="print what --fix would change, and change nothing")
    add("--baseline", metavar="FILE", help="do not report the findings that this file knows")
    add(
        "--write-baseline",
        action="store_true",
        help="write all findings to the baseline (default: wfsim-baseline.json)",
    )
    add("--no-cache", action="store_true", help="neither use nor keep what earlier runs found in the same texts")
    wishes.add_arguments(parser)


class Job(NamedTuple):
    """One command: what to look at, what else to know, and what is wanted of the findings."""

    args: argparse.Namespace
    streams: Streams
    held: Settings
    policy: Policy | None
    given: inputs.Inputs
    beside: tuple[Source, ...]
    baseline: str
    debug: bool = False
    cache: cache.Folder | None = None
    load: Load | None = None  # who judges again and again keeps what did not change

    def judged(self, sources: Sequence[Source]) -> Judged:
        """What is wrong with the sources that were asked for."""
        if not sources:
            return Judged(self.wanted(self.given.findings), False)
        everything = (*sources, *self.beside)
        kept = None
        if self.cache is not None:
            kept = Kept.of(self.cache, everything, self._asked)
        verdict = kept.get() if kept is not None else None
        if verdict is None:
            verdict = self._worked_out(everything)
            if kept is not None:
                kept.put(verdict)
        named = self.given.named
        asked = {one.name for one in sources if one.name in named or mentions_argo(one.text)}
        found = [one for one in verdict.findings if one.at.source.name in asked or one.code in ALWAYS]
        return Judged(self.wanted((*self.given.findings, *found)), verdict.any_object)

    @property
    def requested(self) -> Sequence[str]:
        return self.policy.requested if self.policy is not None else ()

    @property
    def _asked(self) -> Sequence[str]:
        """What a verdict depends on beside the texts."""
        return (self.held.argo_version, self.held.upgrade_from, *self.requested)

    def _worked_out(self, everything: Sequence[Source]) -> Verdict:
        """The verdict, of what is kept about parts of the sources, by several processes where that pays."""
        if self.load is not None:
            return self._looked_at(everything)
        from wfsim.cli import pieces
        from wfsim.yamlio import libyaml

        libyaml.load_alone()
        return pieces.verdict(everything, self._looked_at, self.cache, self._asked)

    def _looked_at(self, everything: Sequence[Source]) -> Verdict:
        """The verdict, by this process."""
        from wfsim.checks.api import run_all
        from wfsim.spec.workspace import load

        told = self.streams.watched("judging file", everything, len(everything))
        workspace = (self.load or load)(told, self.held.argo_version)
        found = run_all(
            workspace,
            isolate=not self.debug,
            requested=self.requested,
            watched=lambda checks: self.streams.watched("running check", checks, len(checks)),
            upgrade_from=self.held.upgrade_from,
        )
        return Verdict(found, _holders(workspace))

    def wanted(self, findings: Sequence[Diagnostic]) -> Findings:
        """Those that the user wants to hear of."""
        return in_order(findings if self.policy is None else self.policy.applied(findings))


def _holders(workspace: Workspace) -> tuple[Source, ...]:
    """The sources that hold objects of Argo's, inside of objects of other kinds, too."""
    found = {id(one.document.source): one.document.source for one in workspace.resources}
    if not found:
        from wfsim.checks.embedded import holds_workflows

        if holds_workflows(workspace):
            found = {id(one.source): one.source for one in workspace.skipped}
    return tuple(found.values())


def _silent(text: str) -> None:
    """What only those want to know who look for it."""


class Judged(NamedTuple):
    """Findings, and whether there was any object of Argo's."""

    findings: Findings
    any_object: bool


def run(args: argparse.Namespace, streams: Streams) -> int:
    try:
        return _run(args, streams)
    except Stop as stop:
        return stop.code


def _run(args: argparse.Namespace, streams: Streams) -> int:
    if args.fix and args.diff:
        raise UsageError("--fix and --diff exclude each other")
    job = prepare(args, streams)
    if args.fix or args.diff:
        from wfsim.cli.fixes import mend

        return mend(job)
    return finish(job, job.judged(job.given.sources))


def prepare(args: argparse.Namespace, streams: Streams, opened: inputs.Opened = inputs.on_disk) -> Job:
    """What a command line asks for, with everything read. ``opened`` gives the bytes of a file."""
    held = wishes.settings(args, streams)
    baseline = _baseline(args, held)
    choice = inputs.Choice(wishes.included(held), wishes.left_out(args, held), baseline, bool(args.beside))
    given = inputs.read(args.paths, streams, choice, opened)
    beside = inputs.read(args.beside, streams, choice, opened) if args.beside else inputs.NONE
    debug = args.debug or bool(os.environ.get("WFSIM_DEBUG"))
    kept = cache.in_use(args.no_cache, streams.complain if debug else _silent) if opened is inputs.on_disk else None
    given, beside = prepared(given, beside, kept)
    return Job(args, streams, held, wishes.policy(args, held), given, beside.sources, baseline, debug, kept)


def _baseline(args: argparse.Namespace, held: Settings) -> str:
    if not (args.write_baseline or args.baseline or held.baseline):
        return ""
    from wfsim.cli import known

    return known.path(args, held)


def finish(job: Job, judged: Judged) -> int:
    """Report, and the exit code."""
    if job.args.write_baseline:
        return _write_baseline(job, judged.findings)
    found = unknown(job, judged)
    job.streams.write(_formatted(job, found))
    _say_counts(job, judged, found)
    if any(one.code in UNDONE for one in found):
        return Exit.FAILED
    return Exit.FINDINGS if any(_fails(one, job.held.fail_on) for one in found) else Exit.FINE


def _write_baseline(job: Job, found: Findings) -> int:
    """All that can be known is; the rest is told."""
    from wfsim.cli import known

    known.write(job.baseline, found, job.streams)
    unread = [one for one in found if one.code in ALWAYS]
    job.streams.report(unread)
    return Exit.FAILED if unread else Exit.FINE


def unknown(job: Job, judged: Judged) -> Findings:
    """The findings that no baseline knows."""
    if not job.baseline:
        return judged.findings
    from wfsim.cli import known

    return known.without(job.baseline, judged.findings, [one.name for one in job.given.sources], job.streams)


def _formatted(job: Job, found: Findings) -> str:
    if not found and job.args.format == "text":
        return ""
    from wfsim.render.report import Report
    from wfsim.version import __version__

    names = [one.name for one in job.given.sources]
    report = Report(found, names, lambda one: _fails(one, job.held.fail_on), rule, __version__)
    return FORMATS[job.args.format](report, job.streams)


def _fails(one: Diagnostic, fail_on: str) -> bool:
    return fail_on != "never" and one.severity.rank <= Severity(fail_on).rank


def _say_counts(job: Job, judged: Judged, found: Findings) -> None:
    count = len(job.given.sources) + job.given.passed
    files = f"{count} file{'s' if count != 1 else ''}"
    if not found and not judged.any_object:
        what = f"no Argo workflow in {files}" if count else "no file is left"
        job.streams.note(f"nothing to check: {what}")
    elif count:
        job.streams.note(f"{_counts(found)} in {files}")


def _counts(found: Findings) -> str:
    if not found:
        return "no findings"
    from wfsim.render.findings import counts

    return counts(found)
