"""``wfsim lsp`` as a process: what it needs, how it ends, and that nothing but messages is printed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import wfsim

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "wfsim", "lsp"]


def test_without_pygls_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wfsim.lsp.command.find_spec", lambda name: None)
    ran = wfsim("lsp")
    assert (ran.code, ran.out) == (3, "")
    assert "pip install 'argo-wfsim[lsp]'" in ran.err


def test_text_streams_are_refused() -> None:
    pytest.importorskip("pygls")
    assert "binary" in wfsim("lsp").err


@pytest.mark.parametrize(
    "said", [b"", b"Content-Length: 5\r\n\r\n", b"Content-Length: 2\r\n\r\n{}", b"garbage\n\n\xff"]
)
def test_it_ends_with_its_input(said: bytes) -> None:
    pytest.importorskip("pygls")
    ran = subprocess.run([*COMMAND, "--stdio"], input=said, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert ran.returncode == 0
    assert ran.stdout.startswith((b"Content-Length: ", b"")) and b"Traceback" not in ran.stdout


def test_the_log_goes_to_a_file(tmp_path: Path) -> None:
    pytest.importorskip("pygls")
    log = tmp_path / "wfsim.log"
    bad = b'Content-Length: 16\r\n\r\n{"jsonrpc":"2.0"'
    ran = subprocess.run(
        [*COMMAND, "--log", str(log)], input=bad, cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert ran.returncode == 0 and ran.stderr == b""
    assert "Unable to handle message" in log.read_text(encoding="utf-8")
    ran = subprocess.run([*COMMAND, "--log", str(tmp_path)], input=b"", cwd=ROOT, capture_output=True, check=False)
    assert ran.returncode == 3 and b"cannot write" in ran.stderr
