"""A field that another version of Argo has.

It was removed, or it came later than the version that `--argo-version` (or `argo-version` in the
configuration) names; without that it is the version that wfsim follows. Where a list took the place
of a single value, `wfsim lint --fix` writes it.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata:
  name: example
spec:
  schedule: "0 8 * * *"
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
  schedules: ["0 8 * * *"]
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container:
          image: alpine:3.20
          command: [echo, hello]
```

Argo: The strict decoder of that version refuses the object: `unknown field "spec.schedule"`. Its API
server and controller drop the field in silence.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "field-not-in-version"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/deprecations/"

check = passes_on(ID)
