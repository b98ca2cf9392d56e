"""concurrencyPolicy is Allow, Forbid or Replace.

`concurrencyPolicy` says what happens when the last workflow still runs at the next time: Allow,
Forbid or Replace, written exactly so.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata:
  name: nightly
spec:
  schedules: ["0 3 * * *"]
  concurrencyPolicy: forbid
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
  concurrencyPolicy: Forbid
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container:
          image: alpine:3.20
```

Argo: The validator refuses the object: `'forbid' is not a valid concurrencyPolicy`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-concurrency-policy"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/cron-workflows/"

check = passes_on(ID)
