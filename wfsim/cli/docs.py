"""List what there is: functions of expressions, variables, versions of Argo, codes of findings.

  wfsim docs expressions            every function with its arguments
  wfsim docs jq split               the functions of jq filters whose line holds 'split'
  wfsim docs variables retry        the variables whose line holds 'retry'
  wfsim docs versions mutex         what versions of Argo do not have in common, where the line holds 'mutex'
  wfsim docs checks                 every code; 'wfsim explain CODE' says more about one
  wfsim docs variables --format markdown -o docs/variables.md

Exit code: 0 fine, 1 nothing holds the words, 2 wrong usage.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

from wfsim.cli import reference
from wfsim.cli.streams import Exit, Streams, UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("topic", nargs="?", choices=tuple(_TOPICS), help="what to list; without it, the topics")
    parser.add_argument("words", nargs="*", metavar="WORD", help="only lines that hold all of these")
    parser.add_argument("--format", choices=("text", "markdown"), default="text", help="how to print it")


def run(args: argparse.Namespace, streams: Streams) -> int:
    if args.topic is None:
        streams.write("".join(f"{topic}\n" for topic in _TOPICS))
        return Exit.FINE
    if args.words and args.format == "markdown":
        raise UsageError("a page is printed whole; words go with --format text")
    text = _TOPICS[args.topic][args.format]()
    if args.words:
        text = reference.matching(text, args.words)
    streams.write(text)
    if not text:
        streams.note(f"nothing among the {args.topic} holds {' and '.join(map(repr, args.words))}")
        return Exit.FINDINGS
    return Exit.FINE


def _codes_text() -> str:
    from wfsim.cli import explain

    return "Codes of findings:\n" + "".join(f"  {line}\n" for line in explain.listing().splitlines())


def _codes_markdown() -> str:
    from wfsim import checks
    from wfsim.cli import explain

    return explain.reference(checks.CODES)


def _versions_text() -> str:
    from wfsim.cli import history

    return history.text()


def _versions_markdown() -> str:
    from wfsim.cli import history

    return history.markdown()


_TOPICS: Final[dict[str, dict[str, Callable[[], str]]]] = {
    "expressions": {"text": reference.functions_text, "markdown": reference.functions_markdown},
    "jq": {"text": reference.jq_text, "markdown": reference.jq_markdown},
    "variables": {"text": reference.variables_text, "markdown": reference.variables_markdown},
    "versions": {"text": _versions_text, "markdown": _versions_markdown},
    "checks": {"text": _codes_text, "markdown": _codes_markdown},
}
