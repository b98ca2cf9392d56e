"""A CronWorkflow without a schedule never runs.

A CronWorkflow starts workflows by its `schedules`. Without one it does nothing. Since v4 the field
is a list; the old `schedule` is gone.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata:
  name: nightly
spec:
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

Argo: The validator refuses the object: `cron workflow must have at least one schedule`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "schedule-missing"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/cron-workflows/"

check = passes_on(ID)
