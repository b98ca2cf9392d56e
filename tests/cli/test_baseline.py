"""The baseline: known findings stay silent, wherever their lines move; what is new or gone is said."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.command import wfsim
from tests.cli.manifests import CODES, MANY
from wfsim.checks import baseline
from wfsim.text import Diagnostic, Severity, Source

FILE = "wfsim-baseline.json"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "many.yaml").write_text(MANY)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def written() -> None:
    assert wfsim("lint", ".", "--write-baseline") == (0, "", f"3 findings written to {FILE}\n")


def codes(*words: str) -> list[str]:
    return [one["code"] for one in json.loads(wfsim("lint", *words, "--format", "json").out)["findings"]]


@pytest.mark.usefixtures("written")
def test_known_findings_are_not_reported() -> None:
    assert codes(".") == list(CODES)
    ran = wfsim("lint", ".", "--baseline", FILE)
    assert ran == (0, "", f"3 known findings not reported ({FILE})\nno findings in 1 file\n")


@pytest.mark.usefixtures("written")
def test_it_holds_from_any_folder_and_by_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("wfsim.toml").write_text(f'baseline = "{FILE}"\n')
    assert codes(".") == []
    monkeypatch.chdir("deploy")
    assert codes("many.yaml") == codes("..", "--baseline", f"../{FILE}") == []
    assert f"(../{FILE})" in wfsim("lint", ".").err
    Path("many.yaml").write_text(MANY.replace("a-b", "x-y"))
    assert wfsim("lint", ".", "--write-baseline").code == 0
    assert not Path(FILE).exists() and codes(".") == []


@pytest.mark.usefixtures("written")
def test_lines_may_move_and_be_indented_anew() -> None:
    moved = "# moved\n\n" + re.sub("(?m)^    ", " " * 6, MANY)
    Path("deploy/many.yaml").write_text(moved)
    assert codes(".", "--baseline", FILE) == []


@pytest.mark.usefixtures("written")
def test_a_second_one_like_a_known_one_is_new() -> None:
    line = '            when: "a-b == c"\n'
    more = MANY.replace(line, f"{line}          - name: again\n            template: dead\n{line}")
    Path("deploy/many.yaml").write_text(more)
    assert codes(".", "--baseline", FILE) == ["bad-when"]


@pytest.mark.usefixtures("written")
def test_what_is_gone_is_said() -> None:
    Path("deploy/many.yaml").write_text(MANY.replace("a-b == c", "a == c"))
    gone = "known, but gone: bad-when in deploy/many.yaml (--write-baseline brings the list up to date)\n"
    assert gone in wfsim("lint", ".", "--baseline", FILE).err
    Path("other.yaml").write_text(MANY)
    assert "gone" not in wfsim("lint", "other.yaml", "--baseline", FILE).err
    Path("deploy/many.yaml").unlink()
    assert "known, but gone: bad-when in deploy/many.yaml, " in wfsim("lint", "other.yaml", "--baseline", FILE).err


def test_what_could_not_be_looked_at_is_never_known() -> None:
    ran = wfsim("lint", ".", "none.yaml", "--write-baseline")
    assert ran.code == 3 and "error[no-such-file]" in ran.err
    assert "no-such-file" not in Path(FILE).read_text()
    assert wfsim("lint", ".", "none.yaml", "--baseline", FILE).code == 3


@pytest.mark.usefixtures("written")
def test_it_is_written_in_order_for_people_to_read() -> None:
    data = json.loads(Path(FILE).read_text())
    assert data["version"] == 1
    assert [(one["path"], one["code"], one["text"], one["count"]) for one in data["findings"]] == [
        ("deploy/many.yaml", "bad-when", 'when: "a-b == c"', 1),
        ("deploy/many.yaml", "templateref-unresolved", "templateRef: {name: shared-lib, template: run}", 1),
        ("deploy/many.yaml", "unused-template", "- name: dead", 1),
    ]
    assert all(one["message"] for one in data["findings"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", f"{FILE}:1:2: error[bad-baseline]: this is not JSON"),
        ("[" * 100_000, "this is not JSON"),
        ("<<<<<<< ours\n{}", "this is not JSON"),
        ("", "this is not JSON"),
        ("[]", "it has no list `findings`"),
        ('{"version": 2, "findings": []}', "this baseline has version 2; this wfsim reads version 1"),
        ('{"version": 1, "findings": [{"path": "a"}]}', "findings[0] needs the texts `path`, `code`, `text`"),
        ('{"version": 1, "findings": [1]}', "findings[0] needs"),
        (
            '{"version": 1, "findings": [{"path": "", "code": "", "text": "", "count": 0}]}',
            "`count` must be a whole number",
        ),
        ('{"version": 1, "findings": [{"path": "", "code": "", "text": "", "count": true}]}', "`count` must be"),
    ],
)
def test_a_broken_one_gives_no_verdict(text: str, said: str) -> None:
    Path(FILE).write_text(text)
    ran = wfsim("lint", ".", "--baseline", FILE)
    assert (ran.code, ran.out) == (2, "") and said in ran.err


def test_one_that_cannot_be_read_or_written() -> None:
    Path("folder").mkdir()
    assert "cannot read the baseline: Is a directory" in wfsim("lint", ".", "--baseline", "folder").err
    assert "cannot read the baseline: No such file" in wfsim("lint", ".", "--baseline", "none.json").err
    Path(FILE).write_bytes(b"\xff\xff")
    assert "the baseline is no text in UTF-8" in wfsim("lint", ".", "--baseline", FILE).err
    ran = wfsim("lint", ".", "--baseline", "none/none.json", "--write-baseline")
    assert ran.code == 3 and ran.err == "wfsim: cannot write none/none.json: No such file or directory\n"


@pytest.mark.usefixtures("written")
def test_editors_may_leave_a_mark() -> None:
    Path(FILE).write_bytes(b"\xef\xbb\xbf" + Path(FILE).read_bytes())
    assert codes(".", "--baseline", FILE) == []


LINES = st.lists(st.text("abc :\t\u00e9\U0001f600", max_size=9), min_size=1, max_size=6)


@given(LINES, st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["one", "two"])), max_size=8), LINES)
def test_what_is_written_is_known_wherever_it_moves(
    lines: list[str], found: list[tuple[int, str]], above: list[str]
) -> None:
    def findings(before: list[str]) -> list[Diagnostic]:
        source = Source("a.yaml", "\n".join([*before, *lines]))
        starts = [sum(len(one) + 1 for one in [*before, *lines][:at]) for at in range(len(before) + len(lines))]
        places = [(starts[len(before) + at % len(lines)], code) for at, code in found]
        return [Diagnostic(code, Severity.ERROR, "wrong", source.span(at, at)) for at, code in places]

    text = baseline.written(findings([]), str)
    known = baseline.read(Source("baseline", text))
    compared = baseline.compared(findings(above), known, str, lambda _: True)
    assert (compared.new, compared.known, compared.stale) == ((), len(found), ())
    assert baseline.written(findings(above), str) == text


def test_a_line_of_a_megabyte_is_known_by_what_stands_around_the_place() -> None:
    def one(before: int) -> Diagnostic:
        text = "x" * before + "y" * 100 + "HERE" + "z" * 500_000
        source = Source("a.json", text)
        return Diagnostic("code", Severity.ERROR, "wrong", source.span(before + 100, before + 104))

    assert baseline.entry(one(10), str) == baseline.entry(one(500_000), str)
    assert len(one(10).written) <= 200
