"""What came of every firing of CronWorkflows, in a table.

In: their states. Out: text. Called by ``cli.cluster``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from wfsim.engine.crons import CronState, Firing
from wfsim.render.table import aligned
from wfsim.render.words import one_line

_HEAD = ["CRON", "FIRED FOR", "CAME OF IT", "RUN", "WHY"]
_GAP = 3


def render(crons: Iterable[CronState]) -> str:
    """One line for each firing, by instant; nothing where none fired."""
    rows = sorted(((one.at_ms, cron.name, one) for cron in crons for one in cron.firings), key=lambda row: row[:2])
    if not rows:
        return ""
    return "\n".join(aligned([_HEAD, *(_row(name, one) for _, name, one in rows)], _GAP)) + "\n"


def _row(name: str, one: Firing) -> list[str]:
    at = datetime.fromtimestamp(one.at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return [name, at, one.verdict.value, one.run.partition("/")[2], one_line(one.why)]
