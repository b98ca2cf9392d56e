"""Formats for other programs: one report in each, held by a golden file, and what each format's readers count on."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Golden
from wfsim.cli.formats import FORMATS, rule
from wfsim.cli.streams import Streams
from wfsim.render.report import Report, Rule, fingerprints, uri
from wfsim.render.sarif import to_sarif
from wfsim.text import Argo, Diagnostic, Edit, Fix, Related, Severity, Source

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "formats"
SCHEMA = json.loads((FIXTURES / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
GOLDEN = {
    "text": "report.txt",
    "oneline": "report.oneline.txt",
    "json": "report.json",
    "jsonl": "report.jsonl",
    "sarif": "report.sarif",
    "github": "report.github.txt",
    "gitlab": "report.gitlab.json",
    "junit": "report.junit.xml",
    "checkstyle": "report.checkstyle.xml",
}
# What formats treat specially: marks of XML, of GitHub's commands, of Markdown, ends of lines, what no XML can hold.
NASTY = "<a & 'b'> \"c\" ]]> 100%: é\u2028 \U0001f600 \x07 \ufffe\nsecond | line\ttab"


def fails(one: Diagnostic) -> bool:
    return one.severity is Severity.ERROR


def meaning(code: str) -> Rule:
    """A page that nobody edits."""
    return Rule(code, Severity.WARNING, f"What {code} says", "All of it,\nin `words`.\n\nMore.", "https://example.org")


def made(form: str, findings: list[Diagnostic], files: list[str] | None = None) -> str:
    report = Report(findings, files or [], fails, meaning, "1.2.3")
    return FORMATS[form](report, Streams(io.StringIO(), io.StringIO(), io.StringIO()))


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def findings() -> list[Diagnostic]:
    source = Source("deploy/a b.yaml", "kind: Workflow\nspec:\n  entrypoint: mäin\n  schedule: x\n  schedule: x\n")
    other = Source("/srv/ü,b:c%.yaml", "a: <\x07&>\r\nb: 2\r\n")
    fix = Fix("write schedules", source.span(42, 50), "schedules", (Edit(source.span(52, 53), "[x]"),))
    return [
        Diagnostic(
            "unknown-template", Severity.ERROR, NASTY, source.span(35, 39), (), "Did you mean `x`?", None, Argo.REJECTS
        ),
        Diagnostic(
            "unknown-field",
            Severity.WARNING,
            "twice",
            source.span(42, 50),
            (Related("here, <too>", other.span(0, 1)),),
            "",
            fix,
        ),
        Diagnostic("unknown-field", Severity.WARNING, "twice", source.span(56, 64), argo=Argo.IGNORES),
        Diagnostic(
            "bad-when", Severity.INFO, "over lines", other.span(0, 12), hint="Do <this> & that.", argo=Argo.FAILS
        ),
        Diagnostic("empty-file", Severity.ERROR, "nothing", Source("empty.yaml", "").span(0, 1)),
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_one_report_in_each(form: str, golden: Golden) -> None:
    golden(FIXTURES / GOLDEN[form], made(form, findings(), ["deploy/a b.yaml", "fine.yaml"]))


def test_every_finding_is_in_every_format() -> None:
    for form in FORMATS:
        text = made(form, findings())
        assert text.count("unknown-template") >= 1 and text.count("twice") >= 2, form


EMPTY: dict[str, Callable[[str], Any]] = {
    "text": lambda text: text == "",
    "oneline": lambda text: text == "",
    "json": lambda text: json.loads(text) == {"version": 1, "findings": []},
    "jsonl": lambda text: text == "",
    "sarif": lambda text: json.loads(text)["runs"][0]["results"] == [],
    "github": lambda text: text == "",
    "gitlab": lambda text: json.loads(text) == [],
    "junit": lambda text: [one.get("name") for one in ElementTree.fromstring(text).iter("testcase")] == ["no findings"],
    "checkstyle": lambda text: len(ElementTree.fromstring(text)) == 0,
}


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_to_say(form: str) -> None:
    assert EMPTY[form](made(form, [], ["fine.yaml"]))


def test_sarif_is_what_its_schema_says() -> None:
    validator = jsonschema.Draft4Validator(SCHEMA)
    for found in (findings(), []):
        validator.validate(json.loads(made("sarif", found)))


def test_sarif_of_every_code_is_what_its_schema_says() -> None:
    from wfsim.checks import CODES

    at = Source("a.yaml", "a").span(0, 1)
    every = [Diagnostic(code, Severity.ERROR, "wrong", at) for code in CODES]
    jsonschema.Draft4Validator(SCHEMA).validate(json.loads(to_sarif(Report(every, [], fails, rule))))


def test_the_schema_refuses_what_is_wrong() -> None:
    data = json.loads(to_sarif(Report(findings(), [], fails, meaning)))
    del data["runs"][0]["tool"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SCHEMA).validate(data)


def test_sarif_replacements_are_those_of_the_fix() -> None:
    results = json.loads(made("sarif", findings()))["runs"][0]["results"]
    (change,) = results[1]["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "deploy/a%20b.yaml", "uriBaseId": "SRCROOT"}
    assert [(one["deletedRegion"]["charOffset"], one["insertedContent"]["text"]) for one in change["replacements"]] == [
        (42, "schedules"),
        (52, "[x]"),
    ]


def test_gitlab_has_what_gitlab_needs() -> None:
    rows = json.loads(made("gitlab", findings()))
    assert [row["severity"] for row in rows] == ["major", "minor", "minor", "info", "major"]
    assert len({row["fingerprint"] for row in rows}) == len(rows)
    assert rows[3]["location"] == {"path": "/srv/ü,b:c%.yaml", "lines": {"begin": 1, "end": 2}}
    assert all(row["description"] and row["check_name"] for row in rows)


def test_junit_counts_what_it_holds() -> None:
    root = ElementTree.fromstring(made("junit", findings(), ["fine.yaml"]))
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("6", "2", "3")
    for suite in root:
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped", "")) == len(suite.findall("testcase/skipped"))


def test_checkstyle_groups_by_file() -> None:
    root = ElementTree.fromstring(made("checkstyle", findings(), ["fine.yaml"]))
    assert [(one.get("name"), len(one)) for one in root] == [
        ("/srv/ü,b:c%.yaml", 1),
        ("deploy/a b.yaml", 3),
        ("empty.yaml", 1),
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a b/ü.yaml", "a%20b/%C3%BC.yaml"),
        ("a#b?c.yaml", "a%23b%3Fc.yaml"),
        ("/srv/a.yaml", "file:///srv/a.yaml"),
        ("C:\\a\\b c.yaml", "file:///C:/a/b%20c.yaml"),
        ("C:/a.yaml", "file:///C:/a.yaml"),
        ("<stdin>", "%3Cstdin%3E"),
        ("not-utf-8-\udcff.yaml", "not-utf-8-%FF.yaml"),
    ],
)
def test_names_of_files_as_references(name: str, said: str) -> None:
    assert uri(name) == said


LINE = st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=12)


@given(LINE, LINE, st.lists(LINE, max_size=4))
def test_xml_and_json_hold_any_text(message: str, name: str, lines: list[str]) -> None:
    source = Source(name or "a", "\n".join(lines))
    found = [Diagnostic("unknown-field", Severity.ERROR, message, source.span(0, 9), (), message)]
    for form in ("junit", "checkstyle"):
        ElementTree.fromstring(made(form, found))
    for form in ("json", "sarif", "gitlab"):
        assert json.loads(made(form, found))
    for form in ("jsonl", "oneline", "github"):
        assert len(made(form, found).split("\n")) == 2


@given(st.lists(LINE, min_size=1, max_size=5), st.lists(LINE, max_size=4))
def test_fingerprints_stay_when_lines_move_and_words_change(lines: list[str], above: list[str]) -> None:
    def names(before: list[str], message: str) -> list[str]:
        source = Source("a.yaml", "\n".join([*before, *lines]))
        found, at = [], sum(len(one) + 1 for one in before)
        for line in lines:
            found.append(Diagnostic("unknown-field", Severity.ERROR, message, source.span(at, at + 1)))
            at += len(line) + 1
        return [name for _, name in fingerprints(found)]

    first = names([], "one")
    assert first == names(above, "another") and len(set(first)) == len(first)
