"""Words in, exit code out: finds the verb, parses its words, keeps tracebacks from the user.

Called by ``wfsim.__main__`` and by tests. A verb is a module with a docstring (its help), ``add_arguments(parser)`` and
``run(args, streams) -> int``; it is imported only when it is used. Every verb has ``-o``, ``-q`` and ``--debug``.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from importlib import import_module

from wfsim.cli.streams import CannotDo, Exit, Streams, UsageError
from wfsim.text.records import TYPE_CHECKING, NamedTuple


class Verb(NamedTuple):
    """A row of the table of verbs."""

    module: str
    about: str
    shows_objects: bool = False  # as with ``argo``, its ``-o`` is the form of objects, not a file


VERBS = {
    "lint": Verb("wfsim.cli.lint", "say what is wrong with workflows"),
    "simulate": Verb("wfsim.cli.simulate", "run a workflow on a virtual clock, its containers mocked"),
    "run": Verb("wfsim.cli.run", "run a workflow on a Kubernetes cluster, its pods driven from here", True),
    "install": Verb("wfsim.cli.install", "print or apply what a cluster needs to run workflows"),
    "uninstall": Verb("wfsim.cli.uninstall", "take away what install applied"),
    "controller": Verb("wfsim.cli.controller", "drive the workflows of a cluster"),
    "plan": Verb("wfsim.cli.plan", "show what a workflow would call"),
    "graph": Verb("wfsim.cli.graph", "draw a workflow or a run"),
    "params": Verb("wfsim.cli.params", "list what can be set, with defaults"),
    "mocks": Verb("wfsim.cli.mocks", "write a skeleton of mocks for a workflow"),
    "replay": Verb("wfsim.cli.replay", "play the journal of a run again, as far as you like"),
    "diff": Verb("wfsim.cli.diff", "compare two runs"),
    "explain-run": Verb("wfsim.cli.explain_run", "say why a node of a run is what it is"),
    "eval": Verb("wfsim.cli.eval", "evaluate an expression, a condition or a template string"),
    "docs": Verb("wfsim.cli.docs", "list the functions, variables and codes that there are"),
    "rules": Verb("wfsim.cli.rules", "list every code: severity, Argo's verdict, whether it can be fixed"),
    "explain": Verb("wfsim.cli.explain", "explain the code of a finding"),
    "schema": Verb("wfsim.cli.schema", "print a JSON Schema of Argo's kinds or of wfsim's own files"),
    "lsp": Verb("wfsim.lsp.command", "start the language server that editors speak to"),
    "version": Verb("wfsim.cli.version", "print the version"),
    "submit": Verb("wfsim.cli.submit", "submit workflows: simulated runs that are kept", True),
    "list": Verb("wfsim.cli.listing", "list runs, or the archive", True),
    "get": Verb("wfsim.cli.get", "show a run: header and tree", True),
    "logs": Verb("wfsim.cli.logs", "print the logs of a run or of a pod", True),
    "watch": Verb("wfsim.cli.watch", "show a run until it ends", True),
    "wait": Verb("wfsim.cli.wait", "wait until runs end", True),
    "delete": Verb("wfsim.cli.delete", "delete runs", True),
    "stop": Verb("wfsim.cli.stop", "end runs, their exit handlers aside", True),
    "terminate": Verb("wfsim.cli.terminate", "end runs at once", True),
    "suspend": Verb("wfsim.cli.suspend", "let runs begin nothing new", True),
    "resume": Verb("wfsim.cli.resume", "let suspended runs go on", True),
    "retry": Verb("wfsim.cli.retry", "run again what failed of a run", True),
    "resubmit": Verb("wfsim.cli.resubmit", "submit a run once more", True),
    "node": Verb("wfsim.cli.node", "set outputs, message or phase of a suspended node", True),
    "cron": Verb("wfsim.cli.cron", "keep CronWorkflows: list, get, create, suspend …", True),
    "template": Verb("wfsim.cli.template", "keep WorkflowTemplates: list, get, create, delete …", True),
    "cluster-template": Verb("wfsim.cli.cluster_template", "keep ClusterWorkflowTemplates", True),
    "completion": Verb("wfsim.cli.completion", "print what lets a shell complete commands and names"),
}

# For words of its own argparse looks for translations, of which there are none: that takes longer than all its work.
vars(argparse)["_"] = str

_INTERRUPTED = 130
_PIPE_CLOSED = 141


if TYPE_CHECKING:
    from typing import Any, NoReturn, Protocol, TextIO

    class VerbModule(Protocol):
        """What ``main`` needs of a verb's module."""

        __doc__: str | None

        def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

        def run(self, args: argparse.Namespace, streams: Streams) -> int: ...


def main(argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Run one command line; never raises."""
    streams = Streams(stdin, stdout, stderr)
    debug = "--debug" in argv or bool(os.environ.get("WFSIM_DEBUG"))
    try:
        return _dispatch(list(argv), streams)
    except UsageError as error:
        streams.complain(f"wfsim: {error}")
        return Exit.USAGE
    except CannotDo as error:
        streams.complain(f"wfsim: {error}")
        return Exit.FAILED
    except KeyboardInterrupt:
        streams.complain("wfsim: interrupted")
        return _INTERRUPTED
    except BrokenPipeError:
        return _PIPE_CLOSED
    except Exception as error:
        _bug(error, streams, debug)
        return Exit.FAILED


def _bug(error: Exception, streams: Streams, debug: bool) -> None:
    """One line about a fault of ours; the traceback only for those who asked for it."""
    if debug:
        import traceback

        streams.complain("".join(traceback.format_exception(error)).rstrip())
    said = " ".join(str(error).split())[:200]
    name = type(error).__name__
    streams.complain(
        f"wfsim: internal error: {name}{': ' if said else ''}{said}: this is a bug in wfsim"
        + ("" if debug else " (--debug shows where)")
    )


def _dispatch(words: list[str], streams: Streams) -> int:
    match words:
        case []:
            streams.complain(_overview().rstrip())
            return Exit.USAGE
        case ["-h" | "--help", *_] | ["help"]:
            streams.write(_overview())
            return Exit.FINE
        case ["help", verb]:
            return _run(verb, ["--help"], streams)
        case ["--version" | "-V", *rest]:
            return _run("version", rest, streams)
        case ["--debug", *rest]:
            return _dispatch(rest, streams)
        case [verb, *rest]:
            return _run(verb, rest, streams)
    return Exit.USAGE


def _run(name: str, words: list[str], streams: Streams) -> int:
    verb = VERBS.get(name)
    if verb is None:
        raise UsageError(_unknown(name))
    loaded: Any = import_module(verb.module)
    module: VerbModule = loaded
    parser = made_parser(name, module, streams)
    try:
        args = _parsed(parser, words)
    except _HelpShown:
        streams.close()
        return Exit.FINE
    streams.output, streams.quiet = ("" if verb.shows_objects else args.output or ""), args.quiet
    code = module.run(args, streams)
    if code <= Exit.FINDINGS or streams.wrote:
        streams.close()
    return code


def _parsed(parser: argparse.ArgumentParser, words: list[str]) -> argparse.Namespace:
    """Names may stand before options and behind them (``template create -n team FILE``), but where words are another
    command's, or where ``--`` says what is a name: argparse forgets that when it lets them mix."""
    whole = "--" in words or any(one.nargs == argparse.REMAINDER for one in parser._actions)
    return parser.parse_args(words) if whole else parser.parse_intermixed_args(words)


def made_parser(name: str, module: VerbModule, streams: Streams) -> argparse.ArgumentParser:
    """The parser of a verb with all its words."""
    verb = VERBS[name]
    parser = _Parser(name, module.__doc__ or verb.about, streams, has_file=not verb.shows_objects)
    module.add_arguments(parser)
    return parser


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, VERBS, 1, 0.5)
    what = "option" if name.startswith("-") else "command"
    return f"unknown {what} {name!r}" + (f"; did you mean {near[0]!r}?" if near else "; see 'wfsim --help'")


def _overview() -> str:
    """The help of the whole command, from the table."""
    width = max(map(len, VERBS))
    lines = [f"  {name:<{width}}  {verb.about}" for name, verb in VERBS.items()]
    return "\n".join(
        (
            "usage: wfsim COMMAND [...]",
            "",
            "Checks, plans, simulates and draws Argo Workflows without a cluster.",
            "",
            *lines,
            "",
            "'wfsim COMMAND --help' says more about one. Exit codes: 0 fine, 1 findings or a failed run,",
            "2 wrong usage, 3 could not do it.",
            "",
        )
    )


class _HelpShown(Exception):
    """The parser printed its help and has nothing more to do."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help of a fixed width: asking the terminal for its own would import much for every command."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=110)


class _Parser(argparse.ArgumentParser):
    """A parser that speaks through ``Streams`` and raises where argparse would leave the process."""

    def __init__(self, verb: str, doc: str, streams: Streams, has_file: bool) -> None:
        super().__init__(
            prog=f"wfsim {verb}",
            description=doc.strip(),
            formatter_class=_Formatter,
            allow_abbrev=False,
        )
        self._streams = streams
        if has_file:
            self.add_argument("-o", "--output", metavar="FILE", help="write the output to FILE")
        self.add_argument("-q", "--quiet", action="store_true", help="say nothing on standard error but errors")
        self.add_argument("--debug", action="store_true", help="show tracebacks of internal errors")

    def print_help(self, file: Any = None) -> None:
        self._streams.write(self.format_help())

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        raise _HelpShown

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\n{self.format_usage().rstrip()}")
