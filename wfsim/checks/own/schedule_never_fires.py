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
from wfsim.spec.model import Resource
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Path
from wfsim.yamlio.nodes import Scalar

ID = "schedule-never-fires"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/cron-workflows/"

_CYCLE = 28  # years after which the calendar repeats; a schedule is asked for the five years behind a date


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for path, schedule in _schedules(resource):
            if schedule and "{{" not in schedule and _never(schedule):
                message = f"the schedule {schedule!r} never fires"
                hint = "No month of it has that day."
                yield Diagnostic(ID, SEVERITY, message, resource.document.span(path), hint=hint, argo=Argo.IGNORES)


def _schedules(resource: Resource) -> Iterator[tuple[Path, str]]:
    """Those of a CronWorkflow, and the one of the field that Argo 4.0 removed."""
    if resource.cron is None:
        return
    old = resource.document.node(("spec", "schedule"))
    if isinstance(old, Scalar) and isinstance(old.value, str):
        yield ("spec", "schedule"), old.value
    for index, schedule in enumerate(resource.cron.schedules):
        yield ("spec", "schedules", index), schedule


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
