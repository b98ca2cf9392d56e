"""Findings as the XML that build servers read: JUnit and Checkstyle.

In: a report. Out: XML text, in ASCII, so that it is what its head says whatever it is written to. Called by ``cli``.
Characters that XML 1.0 cannot hold show as a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from wfsim.render.report import Report, told
from wfsim.text import Diagnostic

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FORBIDDEN = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def to_junit(report: Report) -> str:
    """One suite a file, one case a finding; a finding that does not make the command fail is skipped, not failed."""
    suites = report.by_file()
    failed = sum(map(report.fails, report.findings))
    count = sum(max(len(found), 1) for found in suites.values())
    skipped = len(report.findings) - failed
    head = _open("testsuites", {"name": "wfsim", "tests": count, "failures": failed, "errors": 0, "skipped": skipped})
    body = "".join(_suite(name, found, report) for name, found in suites.items())
    return _ascii(f"{_HEAD}{head}{body}</testsuites>\n")


def _suite(name: str, found: list[Diagnostic], report: Report) -> str:
    failed = sum(map(report.fails, found))
    counts = {"tests": max(len(found), 1), "failures": failed, "errors": 0, "skipped": len(found) - failed}
    cases = "".join(_case(one, report) for one in found)
    passed = f"    {_open('testcase', {'classname': 'wfsim', 'name': 'no findings', 'file': name}, '/')}"
    return f"  {_open('testsuite', {'name': name, **counts})}{cases or passed}  </testsuite>\n"


def _case(one: Diagnostic, report: Report) -> str:
    first = one.at.first
    name = f"{one.code} at {first.line}:{first.column}"
    place = {"classname": one.code, "name": name, "file": one.at.source.name, "line": first.line}
    where = f"{one.at.source.name}:{first.line}:{first.column}: {one.severity.value}[{one.code}]: {told(one)}"
    kind = "failure" if report.fails(one) else "skipped"
    said = {"message": one.message} | ({"type": one.severity.value} if kind == "failure" else {})
    body = f"      {_open(kind, said).rstrip()}{escape(_legal(where))}</{kind}>\n"
    return f"    {_open('testcase', place)}{body}    </testcase>\n"


def to_checkstyle(report: Report) -> str:
    """One ``file`` a file with findings; severities are Checkstyle's own words, which are ours."""
    files = "".join(_checked(name, found) for name, found in report.by_file().items() if found)
    return _ascii(f'{_HEAD}<checkstyle version="4.3">\n{files}</checkstyle>\n')


def _checked(name: str, found: list[Diagnostic]) -> str:
    return f"  {_open('file', {'name': name})}{''.join(_errors(found))}  </file>\n"


def _errors(found: list[Diagnostic]) -> Iterator[str]:
    for one in found:
        first = one.at.first
        said = {"line": first.line, "column": first.column, "severity": one.severity.value}
        yield "    " + _open("error", {**said, "message": told(one), "source": f"wfsim.{one.code}"}, "/")


def _open(tag: str, attributes: Mapping[str, object], end: str = "") -> str:
    written = "".join(f" {name}={_quoted(str(value))}" for name, value in attributes.items())
    return f"<{tag}{written}{end}>\n"


def _quoted(value: str) -> str:
    return quoteattr(_legal(value), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _legal(text: str) -> str:
    return re.sub(_FORBIDDEN, "\N{REPLACEMENT CHARACTER}", text)


def _ascii(text: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
