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
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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


def bare_interpreter() -> None:
    """The floor of every command: the same Python, started to do nothing."""
    subprocess.run([sys.executable, "-I", "-c", "pass"], cwd=ROOT, env=environment(), check=True)


@cache
def environment() -> dict[str, str]:
    """That of this process, with bytecode kept in a folder of its own, as an installed package has it."""
    folder = tempfile.mkdtemp(prefix="wfsim-bytecode-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": folder}


def command(*words: str) -> Work:
    """A whole ``wfsim`` process with these words, what it prints thrown away."""

    script = Path(sys.executable).with_name("wfsim")
    start = [str(script)] if script.exists() else [sys.executable, "-m", "wfsim"]

    def run() -> None:
        ran = subprocess.run(
            [*start, *words],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if ran.returncode not in FINE:
            raise RuntimeError(f"wfsim {' '.join(words)} ended with {ran.returncode}: {ran.stderr[-2000:]}")

    return run
