"""``wfsim lint``: formats, exit codes, streams."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from tests.cli.command import wfsim
from tests.cli.manifests import BAD, GOOD
from wfsim.cli import inputs
from wfsim.cli import main as command
from wfsim.cli.main import main
from wfsim.cli.streams import Streams

WARNING = (
    GOOD.partition("    - name: main")[0]
    + """    - name: main
      steps: [[{name: say, template: say, arguments: {parameters: [{name: text, value: hi}]}}]]
    - name: say
      container: {image: alpine:3.20}
"""
)
SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("good", GOOD), ("bad", BAD), ("warning", WARNING), ("settings", SETTINGS)):
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def test_nothing_wrong(folder: Path) -> None:
    assert wfsim("lint", str(folder / "good.yaml")) == (0, "", "no findings in 1 file\n")


def test_an_error_and_its_line(folder: Path) -> None:
    ran = wfsim("lint", str(folder / "bad.yaml"))
    assert ran.code == 1
    assert f"{folder / 'bad.yaml'}:5:15: error[unknown-template]:" in ran.out
    assert " 5 |   entrypoint: mian\n   |               ^^^^\n" in ran.out
    assert ran.err == "1 error in 1 file\n"


@pytest.mark.parametrize(
    ("fail_on", "code"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)], ids=lambda one: str(one)
)
def test_fail_on(folder: Path, fail_on: str, code: int) -> None:
    assert wfsim("lint", str(folder / "warning.yaml"), "--fail-on", fail_on).code == code


def test_fail_on_never_forgives_errors(folder: Path) -> None:
    assert wfsim("lint", str(folder / "bad.yaml"), "--fail-on", "never").code == 0


def test_other_kinds_pass_with_a_note(folder: Path) -> None:
    ran = wfsim("lint", str(folder / "settings.yaml"))
    assert ran == (0, "", "nothing to check: no Argo workflow in 1 file\n")


def test_standard_input(folder: Path) -> None:
    ran = wfsim("lint", "-", stdin=BAD.encode())
    assert ran.code == 1 and ran.out.startswith("<stdin>:5:15: error[unknown-template]")


def test_quiet_keeps_the_findings(folder: Path) -> None:
    ran = wfsim("lint", "-q", str(folder / "bad.yaml"))
    assert ran.code == 1 and ran.out and ran.err == ""


def test_json(folder: Path) -> None:
    data = json.loads(wfsim("lint", "--format", "json", str(folder)).out)
    assert [(one["code"], Path(one["path"]).name) for one in data["findings"]] == [
        ("unknown-template", "bad.yaml"),
        ("unknown-argument", "warning.yaml"),
    ]
    assert data["findings"][0]["argo"] == "rejects"


def test_json_without_findings(folder: Path) -> None:
    ran = wfsim("lint", "--format", "json", str(folder / "good.yaml"))
    assert json.loads(ran.out) == {"version": 1, "findings": []}


def test_github(folder: Path) -> None:
    out = wfsim("lint", "--format", "github", str(folder / "bad.yaml")).out
    assert out.startswith(f"::error file={folder / 'bad.yaml'},line=5,endLine=5,col=15,endColumn=19,title=unknown-temp")


def test_output_goes_to_a_file(folder: Path) -> None:
    target = folder / "report.json"
    ran = wfsim("lint", "--format", "json", "-o", str(target), str(folder / "bad.yaml"))
    assert ran.code == 1 and ran.out == ""
    assert json.loads(target.read_text())["findings"]


def test_a_clean_run_empties_the_report(folder: Path) -> None:
    target = folder / "report.txt"
    target.write_text("old")
    assert wfsim("lint", "-o", str(target), str(folder / "good.yaml")).code == 0
    assert target.read_text() == ""


def test_a_file_that_cannot_be_written(folder: Path) -> None:
    ran = wfsim("lint", "-o", str(folder / "no" / "report.txt"), str(folder / "good.yaml"))
    assert ran.code == 3 and "wfsim: cannot write" in ran.err and "No such file" in ran.err


def test_files_are_read_once_and_hidden_folders_not_at_all(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "bad.yaml").write_text(BAD)
    (folder / "deeper").mkdir()
    (folder / "deeper" / "good.json").write_text(json.dumps({"kind": "ConfigMap", "apiVersion": "v1"}))
    (folder / "notes.txt").write_text("{{{")
    for installed in ("node_modules", "venv"):
        (folder / installed).mkdir()
        (folder / installed / "bad.yaml").write_text(BAD)
    (folder / "venv" / "pyvenv.cfg").write_text("")
    ran = wfsim("lint", str(folder), str(folder / "bad.yaml"), str(folder / "*.yaml"))
    assert ran.err.endswith("in 5 files\n") and ran.out.count("unknown-template") == 1


def test_references_are_looked_up_in_all_files(folder: Path) -> None:
    library = GOOD.replace("kind: Workflow", "kind: WorkflowTemplate").replace("generateName: good-", "name: library")
    user = GOOD.partition("  templates:")[0] + (
        "  templates:\n    - name: main\n      steps: [[{name: go, templateRef: {name: library, template: main}}]]\n"
    )
    (folder / "a-user.yaml").write_text(user)
    assert "templateref-unresolved" in wfsim("lint", str(folder / "a-user.yaml")).out
    (folder / "z-library.yaml").write_text(library)
    assert wfsim("lint", str(folder / "a-user.yaml"), str(folder / "z-library.yaml")).out == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "usage: wfsim COMMAND"),
        (("lnt",), "unknown command 'lnt'; did you mean 'lint'?"),
        (("--nothing",), "unknown option '--nothing'"),
        (("lint",), "the following arguments are required: PATH"),
        (("lint", "--format", "xml", "x"), "invalid choice: 'xml'"),
        (("lint", "--bogus", "x"), "unrecognized arguments: --bogus"),
        (("explain", "unknown-templat"), "did you mean 'unknown-template'?"),
    ],
    ids=["nothing", "verb", "option", "no-path", "format", "unknown-option", "code"],
)
def test_wrong_usage(words: tuple[str, ...], said: str) -> None:
    ran = wfsim(*words)
    assert ran.code == 2 and ran.out == "" and said in ran.err


@pytest.mark.parametrize("words", [("--help",), ("help",), ("lint", "--help"), ("help", "lint"), ("lint", "-h")])
def test_help(words: tuple[str, ...]) -> None:
    ran = wfsim(*words)
    assert ran.code == 0 and ran.out.startswith("usage: wfsim ") and ran.err == ""


@pytest.mark.parametrize("words", [("version",), ("--version",)])
def test_version(words: tuple[str, ...]) -> None:
    ran = wfsim(*words)
    assert ran.code == 0 and ran.out.startswith("wfsim ") and "v4.1.2" in ran.out


def test_explain_prints_a_page() -> None:
    ran = wfsim("explain", "bad-when")
    assert ran.code == 0 and ran.out.startswith("bad-when (error): ") and "See https://" in ran.out


def test_explain_lists_all_codes() -> None:
    from wfsim import checks

    assert [line.split()[0] for line in wfsim("explain").out.splitlines()] == sorted(checks.CODES)


def test_colour_is_forced_and_forbidden(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in wfsim("lint", str(folder / "bad.yaml")).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in wfsim("lint", str(folder / "bad.yaml")).out


def _crash(*_: object) -> None:
    raise ValueError("oh\nno")


def test_a_fault_of_ours_is_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wfsim.cli.inputs.read", _crash)
    ran = wfsim("lint", str(folder / "good.yaml"))
    assert ran.code == 3
    assert ran.err == "wfsim: internal error: ValueError: oh no: this is a bug in wfsim (--debug shows where)\n"
    assert "Traceback" in wfsim("lint", "--debug", str(folder / "good.yaml")).err


def test_a_crashing_check_does_not_hide_the_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wfsim.checks.own.unused_template.check", _crash)
    ran = wfsim("lint", str(folder / "bad.yaml"), str(folder / "warning.yaml"))
    assert ran.code == 3
    assert "error[internal-error]: the check 'unused-template' crashed with ValueError" in ran.out
    assert "unknown-template" in ran.out and "unknown-argument" in ran.out


def test_an_interrupt_and_a_closed_pipe(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    class Closed(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    words = ["lint", str(folder / "bad.yaml")]
    assert main(words, io.StringIO(), Closed(), io.StringIO()) == 141
    monkeypatch.setattr(command, "_dispatch", interrupt)
    assert wfsim(*words) == (130, "", "wfsim: interrupted\n")


def test_who_has_newer_bytes_than_the_disk_gives_them(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1", encoding="utf-8")
    streams = Streams(io.StringIO(), io.StringIO(), io.StringIO())
    given = inputs.read(
        [str(tmp_path)], streams, opened=lambda name: f"# {os.path.basename(name)}: Workflow\n".encode()
    )
    assert [one.text for one in given.sources] == ["# a.yaml: Workflow\n"]


def test_workflows_in_objects_of_other_kinds_are_something_to_check(tmp_path: Path) -> None:
    sensor = tmp_path / "sensor.yaml"
    inside = "".join(f"              {line}\n" for line in GOOD.splitlines())
    sensor.write_text(
        "apiVersion: argoproj.io/v1alpha1\nkind: Sensor\nmetadata: {name: s}\nspec:\n  triggers:\n"
        f"    - template:\n        argoWorkflow:\n          source:\n            resource:\n{inside}"
    )
    assert wfsim("lint", str(sensor)) == (0, "", "no findings in 1 file\n")
    sensor.write_text(sensor.read_text().replace("entrypoint: main", "entrypoint: mian"))
    ran = wfsim("lint", "--format", "jsonl", str(sensor))
    assert ran.code == 1
    assert '"unknown-template"' in ran.out and '"argo":"fails"' in ran.out
