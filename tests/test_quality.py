"""ruff and mypy are part of the one test command; and both are seen to fail on a bad file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def tool(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], cwd=cwd, capture_output=True, text=True, check=False)


def test_ruff_is_content() -> None:
    ran = tool("ruff", "check", ".")
    assert ran.returncode == 0, ran.stdout


def test_mypy_is_content() -> None:
    ran = tool("mypy", "--cache-dir", os.devnull)  # a cache that is older than a new module misleads mypy
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        (("ruff", "check", "--config", str(ROOT / "pyproject.toml")), "import os\n", "F401"),
        (("mypy", "--strict"), "def twice(n):\n    return 2 * n\n", "no-untyped-def"),
    ],
    ids=["ruff", "mypy"],
)
def test_the_gate_fails_on_a_bad_file(words: tuple[str, ...], text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text(text, encoding="utf-8")
    ran = tool(*words, "bad.py", cwd=tmp_path)
    assert ran.returncode == 1
    assert said in ran.stdout
