"""Seconds of a process or a function, taken so that a busy machine disturbs as little as it can.

In: callables to compare. Out: the least seconds of each. The rounds are interleaved, so a slow minute hits the work
and its floor alike; the least is what the work takes when nothing disturbs it. Called by ``cases``.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import subprocess
import sysconfig
import tempfile
import time
import venv
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path

from wfsim.version import __version__

ROOT = Path(__file__).resolve().parent.parent
# What an installed command begins with.
SCRIPT = "import re, sys; from wfsim.__main__ import run; sys.exit(run())"
FINE = (0, 1)  # 1: findings or a failed run, which a benchmark may meet

Work = Callable[[], object]
Clock = Callable[[], float]


def least(
    works: Mapping[str, Work], rounds: int, warm_up: bool = True, clock: Clock = time.perf_counter
) -> dict[str, float]:
    """The least seconds of each work over interleaved rounds; a round that warms up does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds + warm_up):
        for name, work in works.items():
            seconds[name].append(timed(work, clock))
    return {name: min(all_[warm_up:]) for name, all_ in seconds.items()}


def timed(work: Work, clock: Clock = time.perf_counter) -> float:
    """Seconds of one call, garbage of earlier ones collected before."""
    gc.collect()
    began = clock()
    work()
    return clock() - began


@cache
def scratch() -> Path:
    """A folder for this process, with an environment in which wfsim is installed as users have it: nothing of what
    developers install beside it runs when Python starts."""
    folder = Path(tempfile.mkdtemp(prefix="wfsim-benchmark-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    venv.create(folder / "venv")
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "venv")}))
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith(("__editable__", "argo_wfsim")) and path.suffix != ".pth":
            (packages / path.name).symlink_to(path)
    _install(packages)
    return folder


def _install(packages: Path) -> None:
    """The package where an installer puts it, with the list of its files."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "wfsim", packages / "wfsim", ignore=ignored)
    shutil.copytree(ROOT / "grammar", packages / "wfsim" / "grammar", ignore=ignored)
    rows = [
        f"{path.relative_to(packages).as_posix()},sha256={sha256(path.read_bytes()).hexdigest()},{path.stat().st_size}"
        for path in sorted((packages / "wfsim").rglob("*.*"))
    ]
    record = packages / f"argo_wfsim-{__version__}.dist-info" / "RECORD"
    record.parent.mkdir()
    record.write_text("\n".join(rows) + "\n", encoding="utf-8")


def python() -> str:
    """The interpreter of that environment."""
    return str(scratch() / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python")


def bare_interpreter() -> None:
    """The floor of every command: the same Python, started to do nothing."""
    subprocess.run([python(), "-I", "-c", "pass"], cwd=ROOT, env=environment("none"), check=True)


def environment(cache: str) -> dict[str, str]:
    """That of this process, with bytecode kept in a folder of its own, as an installed package has it.

    ``cache``: the name of the folder of wfsim's cache; one that was not there is an empty cache.
    """
    left = ("PYTHONDONTWRITEBYTECODE", "WFSIM_NO_CACHE")
    kept = {name: value for name, value in os.environ.items() if name not in left}
    return kept | {"PYTHONPYCACHEPREFIX": str(scratch() / "bytecode"), "WFSIM_CACHE_DIR": str(scratch() / cache)}


def command(*words: str, cache: str = "new") -> Work:
    """A whole ``wfsim`` process with these words, what it prints thrown away. ``cache``: a ``new`` one each time, or
    one that is ``kept``."""
    numbers = count()

    def run() -> None:
        ran = subprocess.run(
            [python(), "-c", SCRIPT, *words],
            cwd=ROOT,
            env=environment(f"cache-{next(numbers)}-{id(numbers)}" if cache == "new" else cache),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if ran.returncode not in FINE:
            raise RuntimeError(f"wfsim {' '.join(words)} ended with {ran.returncode}: {ran.stderr[-2000:]}")

    return run
