"""The Go program in ``go/``, built once and spoken to over pipes.

In: requests as plain data. Out: its answers. ``build`` gives the program's path or the reason why there is none; an
``Oracle`` starts it, and starts it again when a request kept it too long or brought it down.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "go"
CACHE = Path(os.environ.get("WFSIM_ORACLE_CACHE", Path.home() / ".cache" / "wfsim" / "oracles"))
MEMORY = 6 << 30


class Unavailable(Exception):
    """There is no oracle here; says why."""


@cache
def build() -> Path:
    """The program, built where its sources have changed since the last time. Unavailable where it cannot be."""
    files = sorted([*HERE.glob("*.go"), HERE / "go.mod", HERE / "go.sum"])
    digest = hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()[:16]
    program = CACHE / f"oracle-{digest}"
    if program.exists():
        return program
    go = shutil.which("go")
    if go is None:
        raise Unavailable("there is no Go here to build the oracle with")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as place:
        fresh = Path(place) / "oracle"
        command = ["nice", "-n", "10", go, "build", "-trimpath", "-o", str(fresh), "."]
        made = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
        if made.returncode:
            raise Unavailable(f"the oracle could not be built: {made.stderr.strip()[-400:]}")
        fresh.replace(program)
    return program


class Oracle:
    """The running program."""

    def __init__(self) -> None:
        self._program = build()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """The answer; None where the libraries took too long, or too much memory."""
        line = json.dumps(request, separators=(",", ":")).encode() + b"\n"
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(line)
            process.stdin.flush()
            answer = process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        found = json.loads(answer) if answer else {"slow": True}
        if "slow" in found:
            self.close()
            return None
        assert "broken" not in found, f"{found} for {request}"
        return dict(found)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [str(self._program)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"GOGC": "400", "PATH": os.environ.get("PATH", ""), "TZ": "UTC"},
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
            )
        return self._process

    def close(self) -> None:
        """Ends the program."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
