"""What ``list`` does: the source of a data template, the keys under which artifacts lie.

In: a job. Out: an exit code, and the keys as a report. What becomes of them is said by expressions, which are evaluated
where the run is driven.
"""

from __future__ import annotations

from .failure import Failure
from .job import Job
from .layout import Layout
from .stores import listed
from .telling import tell

_TOLD = "unable to process data template: unable to process data source: unable to source artifact paths"


def list_keys(job: Job, layout: Layout) -> int:
    """List them."""
    try:
        keys = listed(job["location"], layout)
    except Failure as problem:
        raise Failure(f"{_TOLD}: {problem}") from problem
    print(f"{len(keys)} keys at {next(iter(job['location']), '')}", flush=True)
    tell({"keys": keys}, job["limit"], layout)
    return 0
