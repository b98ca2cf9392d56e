"""Progress: on a terminal alone, wiped off before anything else is said."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import Input
from tests.cli.manifests import BAD
from wfsim.cli import progress
from wfsim.cli.main import main


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE_S", 0)
    monkeypatch.setattr(progress, "_BETWEEN_S", 0)
    monkeypatch.setenv("TERM", "xterm")


def said(folder: Path, stderr: io.StringIO, *words: str) -> str:
    for name in "abc":
        (folder / f"{name}.yaml").write_text(BAD)
    assert main(["lint", str(folder), *words], Input(b""), io.StringIO(), stderr) == 1
    return stderr.getvalue()


@pytest.mark.usefixtures("impatient")
def test_a_terminal_is_told(tmp_path: Path) -> None:
    text = said(tmp_path, Terminal())
    lines = text.split("\r\x1b[K")
    assert {"reading file 1 of 3", "judging file 3 of 3"} <= set(lines)
    assert any(line.startswith("running check 1 of ") for line in lines)
    assert lines[-1] == "3 errors in 3 files\n"


@pytest.mark.usefixtures("impatient")
def test_nobody_else_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(tmp_path, io.StringIO()) == "3 errors in 3 files\n"
    assert said(tmp_path, Terminal(), "-q") == ""
    monkeypatch.setenv("TERM", "dumb")
    assert said(tmp_path, Terminal()) == "3 errors in 3 files\n"


def test_short_work_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "monotonic", lambda: 0.0)
    assert said(tmp_path, Terminal()) == "3 errors in 3 files\n"


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals on Windows")
def test_colour_on_a_real_terminal_and_none_in_a_pipe(tmp_path: Path) -> None:
    import pty

    (tmp_path / "bad.yaml").write_text(BAD)
    words = [sys.executable, "-m", "wfsim", "lint", "bad.yaml"]
    env = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    env |= {"TERM": "xterm", "PYTHONPATH": os.getcwd()}
    ours, theirs = pty.openpty()
    ran = subprocess.run(words, cwd=tmp_path, env=env, stdout=theirs, stderr=subprocess.PIPE, text=True, check=False)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert ran.returncode == 1 and "\x1b[1;31merror[unknown-template]\x1b[0m" in shown
    piped = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert "\x1b" not in piped.stdout + piped.stderr
