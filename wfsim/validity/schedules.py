"""Cron schedules as Argo's cron library reads them.

In: the text of a schedule. Out: what is wrong with it, or None. Only the form is judged: the thirtieth of February is a
date that never comes, and accepted.
"""

from __future__ import annotations

from wfsim.lang import cron
from wfsim.lang.errors import LangError


def problem(schedule: str) -> LangError | None:
    """What is wrong with a schedule, or None."""
    try:
        cron.parse(schedule)
    except LangError as error:
        return error
    return None
