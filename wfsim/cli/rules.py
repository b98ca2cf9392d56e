"""List every code with its severity, what Argo does about such a mistake, and whether --fix can mend it.

'wfsim explain CODE' prints the page of one. Exit code: 0 fine, 2 wrong usage.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from wfsim import checks
from wfsim.checks import pages
from wfsim.cli.streams import Exit, Streams
from wfsim.text.records import NamedTuple

VERSION = 1


class Row(NamedTuple):
    """A code as it is listed. ``argo``: Argo's verdict on the page's bad example; ``about_argo``: in words;
    ``on_request``: off, and looked for where somebody selects it."""

    code: str
    severity: str
    title: str
    argo: str
    about_argo: str
    fixable: bool
    on_request: bool
    see: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=tuple(_FORMATS), default="text", help="how to print the list")


def run(args: argparse.Namespace, streams: Streams) -> int:
    streams.write(_FORMATS[args.format]([row(code) for code in sorted(checks.CODES)]))
    return Exit.FINE


def row(code: str) -> Row:
    """What is to be said of one code."""
    module = checks.module(code)
    argo = pages.verdict(module).value
    about = pages.about_argo(module)
    fixable, on_request = code in pages.FIXABLE, code in checks.ON_REQUEST
    return Row(code, module.SEVERITY.value, pages.title(module), argo, about, fixable, on_request, module.SEE)


def _level(one: Row) -> str:
    return f"{one.severity}, off" if one.on_request else one.severity


def _text(rows: Sequence[Row]) -> str:
    width = max(len(one.code) for one in rows)
    lines = [("CODE", "SEVERITY", "ARGO", "FIX", "TITLE")]
    lines += [(one.code, _level(one), one.argo, "fix" if one.fixable else "-", one.title) for one in rows]
    return "".join(f"{a:<{width}}  {b:<12}  {c:<7}  {d:<3}  {e}\n" for a, b, c, d, e in lines)


def _json(rows: Sequence[Row]) -> str:
    import json

    listed = [
        {
            "code": one.code,
            "severity": one.severity,
            "title": one.title,
            "argo": None if one.argo == "none" else one.argo,
            "aboutArgo": one.about_argo,
            "fixable": one.fixable,
            "onRequest": one.on_request,
            "see": one.see,
        }
        for one in rows
    ]
    return json.dumps({"version": VERSION, "rules": listed}, indent=2) + "\n"


def _markdown(rows: Sequence[Row]) -> str:
    head = "| code | severity | Argo | fix | what it says |\n|---|---|---|---|---|\n"
    lines = []
    for one in rows:
        cells = (f"[`{one.code}`]({one.see})", _level(one), one.argo, "yes" if one.fixable else "no", one.title)
        lines.append(f"| {' | '.join(cells)} |\n")
    return head + "".join(lines)


_FORMATS: dict[str, Callable[[Sequence[Row]], str]] = {"text": _text, "json": _json, "markdown": _markdown}
