"""What only a process can show: its end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def ran(*words: str, program: str = "from wfsim.__main__ import run; run()") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)


WORKFLOW = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: a-}
spec:
  entrypoint: CALLED
  templates: [{name: main, container: {image: "alpine:3.20"}}]
"""


@pytest.mark.parametrize(("called", "code"), [("main", 0), ("gone", 1)])
def test_everything_is_written_before_the_end(called: str, code: int, tmp_path: Path) -> None:
    path, report = tmp_path / "a.yaml", tmp_path / "report.json"
    path.write_text(WORKFLOW.replace("CALLED", called), encoding="utf-8")
    told = ran("lint", str(path))
    assert told.returncode == code and ("gone" in told.stdout) == bool(code) and "in 1 file" in told.stderr
    assert ran("lint", "--format", "json", "-o", str(report), str(path)).returncode == code
    assert report.read_text(encoding="utf-8").endswith("}\n")


WAITING = "import atexit; atexit.register(print, 'called'); "
THREAD = "import threading, time; threading.Thread(target=lambda: (time.sleep(0.2), print('called'))).start(); "
PROFILED = "import cProfile; cProfile.run('from wfsim.__main__ import run; run()')"


@pytest.mark.parametrize("program", [WAITING, THREAD])
def test_who_waits_for_the_end_sees_it(program: str) -> None:
    assert "called" in ran("version", program=program + "from wfsim.__main__ import run; run()").stdout


def test_a_profile_is_printed() -> None:
    assert "function calls" in ran("version", program=PROFILED).stdout


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device here")
def test_a_full_disk_is_told() -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        told = subprocess.run(
            [sys.executable, "-m", "wfsim", "version"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert told.returncode == 3 and "No space left" in told.stderr
