"""startingDeadlineSeconds is negative.

`startingDeadlineSeconds` is how late a missed workflow may still be started; time does not run
backwards.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata:
  name: nightly
spec:
  schedules: ["0 3 * * *"]
  startingDeadlineSeconds: -60
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
  startingDeadlineSeconds: 60
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container:
          image: alpine:3.20
```

Argo: The validator refuses the object: `startingDeadlineSeconds must be positive`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-starting-deadline"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/cron-workflows/"

check = passes_on(ID)
