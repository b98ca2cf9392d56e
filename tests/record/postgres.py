"""A PostgreSQL server for tests, of the Debian packages on this machine, in a folder of its own.

It listens on a Unix socket alone, and ends with the tests that started it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


def binaries() -> Path | None:
    """The folder with ``initdb`` and ``postgres``; None where there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


def why_not() -> str:
    """Why no server can be started here; empty where one can."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed"
    return "" if binaries() is not None else "there is no PostgreSQL on this machine"


@contextmanager
def server() -> Iterator[str]:
    """A running server; its URL."""
    folder = Path(tempfile.mkdtemp(prefix="wfsim-pg-"))
    user = None
    try:
        if os.geteuid() == 0:  # the server refuses to run as root
            user = "postgres"
            shutil.chown(folder, user)
        bin_ = binaries()
        assert bin_ is not None
        data = folder / "data"
        quiet = {"check": True, "capture_output": True, "user": user, "cwd": folder}
        subprocess.run([bin_ / "initdb", "-D", data, "-U", "wfsim", "-A", "trust", "-N"], **quiet)  # type: ignore[call-overload]
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        command = [bin_ / "pg_ctl", "-D", data, "-o", options, "-w"]
        log = folder / "log"
        subprocess.run([*command, "-l", log, "start"], **{**quiet, "capture_output": False})  # type: ignore[call-overload]
        try:
            yield f"postgresql://wfsim@/postgres?host={quote(str(folder))}"
        finally:
            subprocess.run([*command, "-m", "immediate", "stop"], **quiet)  # type: ignore[call-overload]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
