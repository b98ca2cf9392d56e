"""Findings as text, as annotations and as JSON."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from wfsim.render import exchange, findings
from wfsim.render.style import PLAIN, Style
from wfsim.text import Argo, Diagnostic, Edit, Fix, Related, Severity, Source


def diagnostic(text: str, start: int, end: int, **more: object) -> Diagnostic:
    given = {"code": "some-code", "severity": Severity.ERROR, "message": "it is wrong", **more}
    return Diagnostic(at=Source("file.yaml", text).span(start, end), **given)  # type: ignore[arg-type]


def caret_line(text: str, start: int, end: int, style: Style = PLAIN) -> tuple[str, str]:
    """The line of source and the carets below it."""
    lines = findings.text((diagnostic(text, start, end),), style).splitlines()
    return lines[1], lines[2]


def test_a_finding_with_everything() -> None:
    source = Source("file.yaml", "a: 1\nb: 2\n")
    one = Diagnostic(
        "some-code",
        Severity.WARNING,
        "b is like a",
        source.span(5, 6),
        (Related("this is a", source.span(0, 1)),),
        "Delete one.",
        argo=Argo.FAILS,
    )
    assert findings.text((one,), PLAIN) == (
        "file.yaml:2:1: warning[some-code]: b is like a\n"
        " 2 | b: 2\n"
        "   | ^\n"
        "  note: file.yaml:1:1: this is a\n"
        " 1 | a: 1\n"
        "   | ^\n"
        "  hint: Delete one.\n"
        "  argo: accepts this, and the run goes wrong\n"
    )


def test_a_secret_is_not_shown_on_its_lines() -> None:
    text = "a: {b: hunter2, c: x}\nd: |\n  first\n  second\n"
    secret = diagnostic(text, text.index("hunter2"), text.index(", c"), secret=True)
    beside = secret._replace(at=secret.at.source.span(text.index("c:"), text.index("c:") + 1), secret=False)
    below = secret._replace(at=secret.at.source.span(text.index("first"), text.index("second") + 6))
    said = findings.text((secret, beside, below), PLAIN)
    assert " 1 | a: {b: *******, c: x}\n   |        ^^^^^^^\n" in said and " 3 |   *****\n" in said
    assert "hunter2" not in said and "first" not in said
    assert (secret.written, below.written) == ("a: {b: *******, c: x}", "*****")


def test_a_blank_line_between_two() -> None:
    one = diagnostic("a\n", 0, 1)
    assert findings.text((one, one), PLAIN).count("\n\n") == 1
    assert findings.text((), PLAIN) == ""


def test_tabs_stay_tabs() -> None:
    line, carets = caret_line("a:\tb", 3, 4)
    assert line.endswith("| a:\tb") and carets.endswith("|   \t^")


def test_wide_and_combining_characters() -> None:
    assert caret_line("日本: x", 4, 5)[1].endswith("|       ^")
    assert caret_line("日本: x", 0, 2)[1].endswith("| ^^^^")
    assert caret_line("e\u0301: x", 4, 5)[1].endswith("|    ^")


def test_a_span_over_lines_is_underlined_to_the_end_of_its_first() -> None:
    assert caret_line("a: b  \nc", 3, 8)[1].endswith("|    ^")


def test_an_empty_span_still_shows_a_caret() -> None:
    assert caret_line("abc", 3, 3)[1].endswith("|    ^")


def test_an_empty_file_has_no_line() -> None:
    assert findings.text((diagnostic("", 0, 0),), PLAIN) == "file.yaml:1:1: error[some-code]: it is wrong\n"


def test_a_long_line_is_cut_around_the_place() -> None:
    text = "x" * 5000 + "BAD" + "y" * 5000
    line, carets = caret_line(text, 5000, 5003)
    assert len(line) < 140 and line.count("…") == 2
    assert line[carets.index("^") :].startswith("BAD") and carets.count("^") == 3
    assert "..." in caret_line(text, 5000, 5003, Style(unicode=False))[0]


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in findings.text((diagnostic("a\x1b[31m", 0, 1, message="see \x1b"),), PLAIN)


def test_colour_only_where_wanted() -> None:
    one = diagnostic("abc", 0, 1)
    assert "\x1b[" in findings.text((one,), Style(colour=True))
    assert "\x1b" not in findings.text((one,), PLAIN)


def test_counts() -> None:
    error, warning = diagnostic("a", 0, 1), diagnostic("a", 0, 1, severity=Severity.WARNING)
    assert findings.counts([error, error, warning]) == "2 errors, 1 warning"
    assert findings.counts([]) == ""


def test_annotations_escape_what_github_reads() -> None:
    source = Source("dir,a:b%.yaml", "one\ntwo\n")
    one = Diagnostic("some-code", Severity.INFO, "100%\nof it: a, b", source.span(4, 7), hint="try")
    assert findings.github([one]) == (
        "::notice file=dir%2Ca%3Ab%25.yaml,line=2,endLine=2,col=1,endColumn=4,title=some-code"
        "::100%25%0Aof it: a, b (try)\n"
    )


def test_annotations_over_lines_have_no_columns() -> None:
    assert "col=" not in findings.github([diagnostic("a\nb", 0, 3)])


def test_json_has_its_keys_in_order() -> None:
    one = diagnostic("é: b\n", 3, 4, hint="h", argo=Argo.REJECTS)
    data = json.loads(exchange.to_json([one, diagnostic("a", 0, 1)]))
    assert data["version"] == 1
    assert data["findings"][0] == {
        "code": "some-code",
        "severity": "error",
        "path": "file.yaml",
        "line": 1,
        "column": 4,
        "endLine": 1,
        "endColumn": 5,
        "message": "it is wrong",
        "hint": "h",
        "argo": "rejects",
        "related": [],
        "fix": None,
    }
    assert data["findings"][1]["argo"] is None


def test_json_has_every_edit_of_a_fix() -> None:
    source = Source("file.yaml", "a: 1\n")
    fix = Fix("write b", source.span(0, 1), "b", (Edit(source.span(3, 4), "[1]"),))
    (found,) = json.loads(exchange.to_json([diagnostic("a", 0, 1, fix=fix)]))["findings"]
    assert found["fix"]["title"] == "write b"
    assert [(one["line"], one["column"], one["endColumn"], one["text"]) for one in found["fix"]["edits"]] == [
        (1, 1, 2, "b"),
        (1, 4, 5, "[1]"),
    ]


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 60))
def test_any_place_in_any_text_is_drawn(text: str, start: int, end: int, width: int) -> None:
    one = diagnostic(text, start, end)
    shown = findings.text((one,), Style(width=width))
    assert shown.startswith("file.yaml:") and shown.endswith("\n")
    assert findings.github([one]).count("\n") == 1
