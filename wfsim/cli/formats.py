"""The formats of ``wfsim lint``: the word of each → how it is made.

In: a report, and the streams that it goes to. Out: text. ``lint`` calls it; a renderer is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable

from wfsim.cli.streams import Streams
from wfsim.text.records import TYPE_CHECKING

if TYPE_CHECKING:
    from wfsim.render.report import Report, Rule

Format = Callable[["Report", Streams], str]


def rule(code: str) -> Rule:
    """What a code means, from its module."""
    from wfsim import checks
    from wfsim.checks.pages import body, title
    from wfsim.render.report import Rule

    module = checks.module(code)
    return Rule(code, module.SEVERITY, title(module), body(module), module.SEE)


def _text(report: Report, streams: Streams) -> str:
    if not report.findings:
        return ""
    from wfsim.render.findings import text

    return text(report.findings, streams.style())


def _oneline(report: Report, streams: Streams) -> str:
    from wfsim.render.findings import oneline

    return oneline(report.findings)


def _json(report: Report, streams: Streams) -> str:
    from wfsim.render.exchange import to_json

    return to_json(report.findings)


def _jsonl(report: Report, streams: Streams) -> str:
    from wfsim.render.exchange import to_jsonl

    return to_jsonl(report.findings)


def _github(report: Report, streams: Streams) -> str:
    from wfsim.render.findings import github

    return github(report.findings)


def _sarif(report: Report, streams: Streams) -> str:
    from wfsim.render.sarif import to_sarif

    return to_sarif(report)


def _gitlab(report: Report, streams: Streams) -> str:
    from wfsim.render.gitlab import to_gitlab

    return to_gitlab(report)


def _junit(report: Report, streams: Streams) -> str:
    from wfsim.render.xmlreports import to_junit

    return to_junit(report)


def _checkstyle(report: Report, streams: Streams) -> str:
    from wfsim.render.xmlreports import to_checkstyle

    return to_checkstyle(report)


FORMATS: dict[str, Format] = {
    "text": _text,
    "oneline": _oneline,
    "json": _json,
    "jsonl": _jsonl,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
    "checkstyle": _checkstyle,
}
