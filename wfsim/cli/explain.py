"""Explain the code of a finding: what it means, why it matters, a bad and a good example, what Argo does.

Without a code, lists all codes.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wfsim import checks
from wfsim.checks.pages import body, title
from wfsim.cli.streams import Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.checks.api import CheckModule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("codes", nargs="*", metavar="CODE", help="what stands in brackets in a finding")
    parser.add_argument("--markdown", action="store_true", help="as the reference page of the documentation")


def run(args: argparse.Namespace, streams: Streams) -> int:
    for code in args.codes:
        if code in checks.FORMER:
            streams.note(_former(code))
        elif code not in checks.CODES:
            raise UsageError(_unknown(code))
    named = (checks.FORMER.get(code, code) for code in args.codes)
    codes = tuple(code for code in named if code) if args.codes else checks.CODES
    if args.markdown:
        streams.write(reference(codes))
    elif args.codes:
        streams.write("\n".join(page(checks.module(code)) for code in codes))
    else:
        streams.write(listing())
    return Exit.FINE


def _former(code: str) -> str:
    """What has become of a code."""
    now = checks.FORMER[code]
    return f"`{code}` is called `{now}` now" if now else f"`{code}` is not looked for any more"


def page(module: CheckModule) -> str:
    """The page of one code for a terminal."""
    head = f"{module.ID} ({module.SEVERITY.value}{_off(module)}): {title(module)}"
    return f"{head}\n\n{body(module)}\n\nSee {module.SEE}\n"


def reference(codes: tuple[str, ...]) -> str:
    """All pages as one page of Markdown."""
    modules = [checks.module(code) for code in sorted(codes)]
    rows = [f"| [`{one.ID}`](#{one.ID}) | {one.SEVERITY.value}{_off(one)} | {title(one)} |" for one in modules]
    head = (
        "# Codes",
        "",
        "Every finding has a code. This page is written by `wfsim explain --markdown` from the modules of",
        "`wfsim/checks`; `wfsim explain CODE` prints one of its parts. What is *off* is looked for only where somebody",
        "asks for it, by `--select`, `--extend-select` or the keys of these names in the configuration.",
        "",
        "| code | severity | what it says |",
        "| --- | --- | --- |",
        *rows,
        "",
    )
    return "\n".join(head) + "".join(f"\n{_section(one)}" for one in modules)


def _section(module: CheckModule) -> str:
    head = f"**{title(module)}** ({module.SEVERITY.value}{_off(module)})"
    return f"## {module.ID}\n\n{head}\n\n{body(module)}\n\nSee <{module.SEE}>.\n"


def listing() -> str:
    """Every code on a line of its own."""
    modules = [checks.module(code) for code in sorted(checks.CODES)]
    width = max(len(one.ID) for one in modules)
    level = max(len(one.SEVERITY.value + _off(one)) for one in modules)
    return "".join(f"{one.ID:<{width}}  {one.SEVERITY.value + _off(one):<{level}}  {title(one)}\n" for one in modules)


def _off(module: CheckModule) -> str:
    """Behind the severity of a code that has to be asked for."""
    return ", off" if module.ID in checks.ON_REQUEST else ""


def _unknown(code: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(code, checks.CODES, 1, 0.5)
    return f"there is no code {code!r}; " + (f"did you mean {near[0]!r}?" if near else "'wfsim explain' lists all")
