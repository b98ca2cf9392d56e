"""A pod's volumes in a temporary folder, and its containers as processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import compress

import pytest

from wfsim.executor.bring import bring
from wfsim.executor.layout import Layout

BUSYBOX = next((Path(one) for one in ("/bin/busybox", "/usr/bin/busybox") if Path(one).exists()), None)


def _is_static() -> bool:
    """Whether the busybox of this machine has all that the wrapper takes from it."""
    if BUSYBOX is None:
        return False
    listed = subprocess.run([BUSYBOX, "--list"], capture_output=True, text=True, check=False).stdout.split()
    return {"sh", "setsid", "mkfifo", "tee", "usleep", "tar", "readlink"} <= set(listed)


needs_busybox = pytest.mark.skipif(not _is_static(), reason="no busybox here (Debian: busybox-static)")


@dataclass(frozen=True)
class Pod:
    """What the containers of one pod share."""

    home: Path

    @property
    def layout(self) -> Layout:
        root = self.home
        return Layout(
            shared=root / "shared",
            staging=root / "staging",
            secrets=root / "secret",
            store=root / "store",
            scratch=root / "scratch",
            said=root / "said",
            busybox=BUSYBOX or root / "busybox",
        )

    def init(self, **job: Any) -> None:
        for folder in ("scratch", "store"):
            (self.home / folder).mkdir(exist_ok=True)
        if BUSYBOX is None:
            shutil.copyfile("/bin/true", self.home / "busybox")
        bring({"containers": {"main": {}}} | job, self.layout)
        for one in (self.home / "shared" / "ctr").glob("*/job"):
            one.write_text(one.read_text() + f"wf__said={self.home}/said-{one.parent.name}\n")

    def start(self, *command: str, name: str = "main", role: str = "main", **more: Any) -> subprocess.Popen[bytes]:
        shared = self.home / "shared"
        words = [shared / "busybox", "sh", shared / "wrapper", role, name, "--", *command]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
        return subprocess.Popen(words, preexec_fn=_as_in_a_container, **pipes)

    def run(self, *command: str, **more: Any) -> tuple[int, str, str]:
        process = self.start(*command, **more)
        out, err = process.communicate(timeout=30)
        return process.returncode, out.decode(errors="replace"), err.decode(errors="replace")

    def said(self, name: str = "main") -> str:
        path = self.home / f"said-{name}"
        return path.read_text() if path.exists() else ""

    def wait(self, **job: Any) -> subprocess.Popen[bytes]:
        """The container ``wait`` as a process of its own."""
        whole = {
            "main": "main",
            "containers": ["main"],
            "result": False,
            "parameters": [],
            "artifacts": [],
            "limit": 4096,
        }
        packed = b64encode(compress(json.dumps(whole | job).encode())).decode()
        places = {name: str(getattr(self.layout, name)) for name in ("shared", "secrets", "store", "scratch", "said")}
        code = (
            "import sys, json; from pathlib import Path\n"
            "from wfsim.executor import main, layout\n"
            "places = {k: Path(v) for k, v in json.loads(sys.argv[1]).items()}\n"
            "main.Layout = lambda: layout.Layout(**places)\n"
            "sys.exit(main.main(['wait']))"
        )
        return subprocess.Popen(
            [sys.executable, "-c", code, json.dumps(places)],
            env=os.environ | {"WFSIM_JOB_0": packed[:40], "WFSIM_JOB_1": packed[40:]},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def report(self, **job: Any) -> tuple[int, dict[str, Any]]:
        """Exit code and report of ``wait`` after main has ended."""
        process = self.wait(**job)
        _, err = process.communicate(timeout=30)
        text = (self.home / "said").read_text()
        assert text, err.decode()
        found = json.loads(text)
        assert isinstance(found, dict)
        return process.returncode, found


def _as_in_a_container() -> None:
    """Undo what was started before the tests: a shell cannot trap what nohup or a background job ignores."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
