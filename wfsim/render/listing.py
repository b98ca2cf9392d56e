"""Runs in a table, as ``argo list`` prints them, with the times of the virtual clock.

In: records. Out: text. Called by ``cli.cluster``. AGE counts from the first submission: nothing here has a clock.
"""

from __future__ import annotations

from collections.abc import Iterable

from wfsim.record.run import RunRecord
from wfsim.record.status import status
from wfsim.render.table import aligned
from wfsim.render.words import one_line, short_duration

_HEAD = ["NAME", "STATUS", "SUBMITTED", "WAITED", "DURATION", "PRIORITY", "MESSAGE"]
_GAP = 3


def render(records: Iterable[RunRecord]) -> str:
    """One line for each run, in the order given."""
    rows = list(records)
    began = min((_created(one) for one in rows), default=0)
    lines = [_HEAD, *(_row(one, began) for one in rows)]
    return "\n".join(aligned(lines, _GAP)) + "\n"


def _created(record: RunRecord) -> int:
    return record.created_ms if record.created_ms is not None else record.started_ms or 0


def _row(record: RunRecord, began: int) -> list[str]:
    created, start, end = _created(record), record.started_ms, record.finished_ms
    return [
        record.name,
        status(record),
        f"+{short_duration((created - began) // 1000)}",
        short_duration((start - created) // 1000) if start is not None else "",
        short_duration(end // 1000 - start // 1000) if start is not None and end is not None else "",
        str(record.spec.get("priority") or 0),
        one_line(record.message),
    ]
