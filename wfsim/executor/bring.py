"""What ``init`` does: brings the shell, the wrapper, the script and the input artifacts.

In: a job. Out: files, in volumes that the user's containers see, whoever they run as.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from .failure import Failure, NotThere
from .job import Job
from .layout import Layout
from .shell import fragment
from .stores import fetch
from .unpack import put

WRAPPER = Path(__file__).with_name("wrapper.sh")
_OPEN, _ALL = 0o777, 0o666


def bring(job: Job, layout: Layout) -> None:
    """Do everything that has to be done before main starts."""
    layout.shared.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(layout.busybox, layout.shared / "busybox")
    shutil.copyfile(WRAPPER, layout.shared / "wrapper")
    os.chmod(layout.shared / "busybox", 0o755)
    for folder in ("outputs/parameters", "outputs/artifacts"):
        _folder(layout.shared / folder)
    for name, told in job.get("containers", {}).items():
        _container(layout.container(name), told)
    if "script" in job:
        _script(layout.staging / "script", job["script"])
    for artifact in job.get("inputs", []):
        _artifact(artifact, layout)


def _folder(path: Path) -> None:
    """A folder in which everybody may write."""
    path.mkdir(parents=True, exist_ok=True)
    os.chmod(path, _OPEN)


def _container(home: Path, told: dict[str, Any]) -> None:
    _folder(home)
    (home / "job").write_text(fragment(told), encoding="utf-8", errors="surrogateescape")
    alive = home / "alive"
    if not alive.exists():
        os.mkfifo(alive)
    os.chmod(alive, _ALL)


def _script(path: Path, source: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(source.encode("utf-8", "surrogatepass"))
    os.chmod(path, 0o777)


def _artifact(artifact: dict[str, Any], layout: Layout) -> None:
    name, path = artifact["name"], Path(artifact["path"])
    print(f"artifact {name}: {next(iter(artifact['location']), '')} to {path}")
    try:
        _bring(artifact, path, layout)
    except NotThere as problem:
        if artifact.get("optional"):
            print(f"artifact {name} is optional, and not there: {problem}")
            return
        raise Failure(f"artifact {name} failed to load: {problem}") from problem
    except (Failure, OSError) as problem:
        raise Failure(f"artifact {name} failed to load: {problem}") from problem
    if artifact.get("mode") is not None:
        _chmod(path, int(artifact["mode"]), bool(artifact.get("recurseMode")))


def _bring(artifact: dict[str, Any], path: Path, layout: Layout) -> None:
    """Fetch beside the place, so that moving there is renaming."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path if path.is_dir() else path.parent, prefix=".bringing-") as folder:
        work = Path(folder)
        fetch(artifact["location"], work / "fetched", layout)
        put(work / "fetched", path, artifact.get("archive") or {}, work)


def _chmod(path: Path, mode: int, recurse: bool) -> None:
    os.chmod(path, mode)
    if recurse and path.is_dir() and not path.is_symlink():
        for one in path.rglob("*"):
            if not one.is_symlink():
                os.chmod(one, mode)
