"""Where output goes, and what is said where it cannot go there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import wfsim
from tests.cli.manifests import BAD, GOOD
from wfsim.cli.formats import FORMATS

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full on this system")
WORDS = [sys.executable, "-m", "wfsim"]


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.yaml"
    path.write_text(BAD)
    return path


def shell(bad: Path, command: str) -> subprocess.CompletedProcess[str]:
    """A command line with redirections, ``wfsim`` standing for this one."""
    env = os.environ | {"PYTHONPATH": os.getcwd(), "WFSIM": f"{sys.executable} -m wfsim"}
    words = ["sh", "-c", command.replace("wfsim ", "$WFSIM ", 1)]
    return subprocess.run(words, cwd=bad.parent, env=env, capture_output=True, text=True, check=False)


@needs_full
@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit"])
def test_a_full_disk_is_no_fault_of_ours(bad: Path, form: str) -> None:
    ran = shell(bad, f"wfsim lint bad.yaml --format {form} > /dev/full")
    assert ran.returncode == 3
    assert "wfsim: cannot write to standard output: No space left on device\n" in ran.stderr
    assert "internal error" not in ran.stderr and "Traceback" not in ran.stderr


@needs_full
def test_a_full_disk_under_the_file_of_the_report(bad: Path) -> None:
    ran = wfsim("lint", str(bad), "-o", "/dev/full")
    assert ran.code == 3 and "wfsim: cannot write /dev/full: No space left on device\n" in ran.err


@needs_full
@pytest.mark.parametrize("to", ["2> /dev/full", "> /dev/full 2> /dev/full"])
def test_where_nothing_can_be_said_the_code_still_tells(bad: Path, to: str) -> None:
    ran = shell(bad, f"wfsim lint bad.yaml {to}")
    assert ran.returncode == (3 if "> /dev/full 2" in to else 1) and ran.stderr == ""


@needs_full
def test_help_on_a_full_disk(bad: Path) -> None:
    assert shell(bad, "wfsim lint --help > /dev/full").returncode == 3
    assert shell(bad, "wfsim version > /dev/full").returncode == 3


@pytest.mark.parametrize(("closed", "code"), [(">&-", 3), ("2>&-", 1), (">&- 2>&-", 3), ("<&-", 1)])
def test_closed_streams(bad: Path, closed: str, code: int) -> None:
    ran = shell(bad, f"wfsim lint bad.yaml {closed}")
    assert ran.returncode == code and "Traceback" not in ran.stderr and "internal" not in ran.stderr


def test_standard_input_that_is_closed_is_empty(bad: Path) -> None:
    ran = shell(bad, "wfsim lint - <&-")
    assert ran.returncode == 0 and "empty-file" in ran.stdout


def test_a_reader_that_goes_away(bad: Path) -> None:
    bad.write_text("---\n".join([BAD] * 500))
    ran = shell(bad, "wfsim lint bad.yaml --format json | head -c 10")
    assert len(ran.stdout) == 10 and ran.stderr.replace("500 errors in 1 file\n", "") == ""


def test_a_text_that_no_terminal_can_show(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(GOOD.replace("entrypoint: main", 'entrypoint: "ma\\uD800in\\u0007"'))
    for form in ("text", "github", "junit"):
        env = os.environ | {"PYTHONPATH": os.getcwd(), "PYTHONIOENCODING": "ascii"}
        ran = subprocess.run(
            [*WORDS, "lint", str(path), "--format", form], env=env, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 1 and "Traceback" not in ran.stderr and "internal" not in ran.stderr + ran.stdout, form
        assert "\x07" not in ran.stdout


def test_names_of_files_may_hold_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = [b"a b.yaml", b"-x.yaml", b"new\nline.yaml", b"esc\x1b[1m.yaml", b"\xc3\xbc[1].yaml", b"latin-\xff.yaml"]
    for name in names:
        try:
            Path(os.fsdecode(name)).write_text(BAD)
        except OSError:
            pytest.skip("the file system takes no such names")
    for form in FORMATS:
        ran = wfsim("lint", ".", "--format", form)
        assert ran.code == 1 and ran.err == f"{len(names)} errors in {len(names)} files\n", form
        assert "\x1b" not in ran.out
    assert wfsim("lint", ".", "--write-baseline").code == 0
    assert wfsim("lint", ".", "--baseline", "wfsim-baseline.json").out == ""
    assert wfsim("lint", ".", "--diff").code == 1
    assert wfsim("lint", ".", "--fix").code == 0
