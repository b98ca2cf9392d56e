"""What ``wait`` does: waits for main, keeps artifacts, reports.

In: a job. Out: an exit code, and the report in the termination message, or in the log where that has no room for it.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from .failure import Failure
from .job import Job
from .layout import Layout
from .pack import packed
from .stores import keep
from .telling import tell
from .texts import MOST_OF_A_RESULT, as_text
from .within import open_within, tail

_LOOK_EVERY = 0.05
_BROKEN = 64

Report = dict[str, Any]


def collect(job: Job, layout: Layout) -> int:
    """Wait for the user's containers, then report what they left."""
    asked = _Asked()
    for name in job["containers"]:
        if not _ended(name, layout, asked):
            print(f"container {name} had not started when the pod was ended", file=sys.stderr)
            return 0
    report: Report = {}
    problems = [*_result(job, layout, report), *_parameters(job, layout, report), *_artifacts(job, layout, report)]
    if problems:
        report["error"] = "".join(problems)
    tell(report, job["limit"], layout)
    return _BROKEN if problems else 0


class _Asked:
    """Whether this container was asked to end, which it does when main has."""

    def __init__(self) -> None:
        self.to_end = False
        signal.signal(signal.SIGTERM, self._note)

    def _note(self, number: int, frame: object) -> None:
        self.to_end = True


def _ended(name: str, layout: Layout, asked: _Asked) -> bool:
    """Wait until a container's wrapper is gone; False where it never came and this one is to end."""
    while not (layout.container(name) / "ready").exists():
        if asked.to_end:
            return False
        time.sleep(_LOOK_EVERY)
    # Nobody ever writes into this pipe: it ends when the last one who could, the wrapper, is gone.
    alive = os.open(layout.container(name) / "alive", os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        while True:
            try:
                if not os.read(alive, 4096):
                    return True
            except BlockingIOError:
                select.select([alive], [], [])
    finally:
        os.close(alive)


def _result(job: Job, layout: Layout, report: Report) -> list[str]:
    """The last part of main's standard output."""
    if job["result"]:
        try:
            with open_within(layout.shared, "ctr", job["main"], "stdout") as file:
                report["result"] = as_text(tail(file, MOST_OF_A_RESULT))
        except FileNotFoundError:
            report["result"] = ""  # main never ran its command
    return []


def _parameters(job: Job, layout: Layout, report: Report) -> list[str]:
    """The files that are parameters; the first that is missing ends it, as in Argo."""
    found: dict[str, str] = {}
    report["parameters"] = found
    for number, row in enumerate(job["parameters"]):
        try:
            with open_within(layout.shared, "outputs", "parameters", str(number)) as file:
                found[row["name"]] = as_text(file.read())
        except FileNotFoundError:
            if "default" not in row:
                return [_missing(layout, "parameters", row["path"])]
            found[row["name"]] = row["default"].removesuffix("\n")
    return []


def _artifacts(job: Job, layout: Layout, report: Report) -> list[str]:
    """The artifacts, each put where it is kept."""
    found: list[Any] = []
    report["artifacts"] = found
    problems = []
    for number, row in enumerate(job["artifacts"]):
        try:
            _keep(number, row, job, layout)
            found.append({"name": row["name"], "location": row["location"]})
        except FileNotFoundError:
            if not row.get("optional"):
                problems.append(_missing(layout, "artifacts", row["path"].rstrip("/") + ".tgz") + "; ")
        except (Failure, OSError) as problem:
            problems.append(f"failed to save outputs: {row['name']}: {problem}; ")
    return problems


def _keep(number: int, row: dict[str, Any], job: Job, layout: Layout) -> None:
    source: Callable[[], Any]
    if row["path"]:
        source = lambda: open_within(layout.shared, "outputs", "artifacts", f"{number}.tar")  # noqa: E731
    else:
        source = lambda: open_within(layout.shared, "ctr", job["main"], "combined")  # noqa: E731
    with source() as file, packed(file, row, layout) as path:
        print(f"artifact {row['name']}: to {next(iter(row['location']), '')}")
        keep(path, row["location"], layout)


def _missing(layout: Layout, what: str, path: str) -> str:
    return f"open {layout.named}/outputs/{what}/{path.lstrip('/')}: no such file or directory"
