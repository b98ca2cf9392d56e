"""What ``list`` does: the source of a data template, the keys under which artifacts lie.

In: a job. Out: an exit code, and the keys as a report. What becomes of them is said by expressions, which are evaluated
where the run is driven.
"""

from __future__ import annotations

from .job import Job
from .layout import Layout
from .stores import listed
from .telling import tell


def list_keys(job: Job, layout: Layout) -> int:
    """List them."""
    keys = listed(job["location"], layout)
    print(f"{len(keys)} keys at {next(iter(job['location']), '')}", flush=True)
    tell({"keys": keys}, job["limit"], layout)
    return 0
