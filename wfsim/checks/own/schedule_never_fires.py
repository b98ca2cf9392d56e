"""A schedule for a day that never comes.

There is no thirtieth of February. A CronWorkflow with such a schedule is accepted, and never runs.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata:
  name: example
spec:
  schedules:
    - "0 0 30 2 *"
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container:
          image: alpine:3.20
          command: [echo, hello]
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata:
  name: example
spec:
  schedules:
    - "0 0 28 2 *"
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container:
          image: alpine:3.20
          command: [echo, hello]
```

Argo: Accepted. It never runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.lang.errors import LangError
from wfsim.text import Argo, Diagnostic, Severity

ID = "schedule-never-fires"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/cron-workflows/"

_CYCLE = 28  # years after which the calendar repeats; a schedule is asked for the five years behind a date


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        schedules = resource.cron.schedules if resource.cron is not None else ()
        for index, schedule in enumerate(schedules):
            if schedule and "{{" not in schedule and _never(schedule):
                at = resource.document.span(("spec", "schedules", index))
                message = f"the schedule {schedule!r} never fires"
                hint = "No month of it has that day."
                yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.IGNORES)


def _never(schedule: str) -> bool:
    """Whether no year has a day that fits; one that cannot be read is refused elsewhere."""
    from datetime import UTC, datetime

    from wfsim.lang import cron

    try:
        found = cron.parse(schedule)
        starts = (datetime(2024 + year, 1, 1, tzinfo=UTC) for year in range(0, _CYCLE, cron.YEARS_AHEAD - 1))
        return all(found.following(start) is None for start in starts)
    except LangError:
        return False
