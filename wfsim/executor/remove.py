"""What ``delete`` does: removes artifacts from where they are kept.

In: a job. Out: an exit code, and a report of what could not be removed, in the termination message or in the log. What
is not there any more counts as removed, so that a second try does no harm.
"""

from __future__ import annotations

import time
from typing import Any

from .failure import Failure
from .job import Job
from .layout import Layout
from .stores import remove
from .telling import tell

_TRIES = 4
_PAUSE = 1.0


def remove_all(job: Job, layout: Layout) -> int:
    """Try each of them; one that stays does not keep the others."""
    failed: list[dict[str, Any]] = []
    for row in job["artifacts"]:
        why = _removed(row, layout)
        print(f"artifact {row['name']} of {row['node']}: {why or 'removed'}", flush=True)
        if why:
            failed.append({"node": row["node"], "name": row["name"], "error": why})
    tell({"failed": failed}, job["limit"], layout)
    return 0


def _removed(row: dict[str, Any], layout: Layout) -> str:
    """Why an artifact could not be removed; empty where it was."""
    for tried in range(_TRIES):
        try:
            remove(row["location"], layout)
            return ""
        except (Failure, OSError) as problem:
            why = str(problem)
        time.sleep(_PAUSE * 2**tried if tried + 1 < _TRIES else 0)
    return why
