"""A schedule that is not a cron expression.

A schedule has five fields (minute, hour, day of month, month, day of week) or is a word like
`@daily` or `@every 1h`. One that cannot be parsed never fires.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata:
  name: nightly
spec:
  schedules: ["0 3 * *"]
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container:
          image: alpine:3.20
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata:
  name: nightly
spec:
  schedules: ["0 3 * * *"]
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container:
          image: alpine:3.20
```

Argo: The validator refuses the object: `cron schedule 0 3 * * is malformed`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-schedule"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/cron-workflows/"

check = passes_on(ID)
