"""timeout on a template that cannot have one.

`timeout` and `pendingTimeout` limit a pod (or an HTTP or plugin call). Steps, dag and suspend
templates cannot have them; limit the templates that they call, or the whole workflow with
`activeDeadlineSeconds`.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  templates:
    - name: main
      timeout: 5m
      suspend: {}
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  templates:
    - name: main
      suspend:
        duration: 5m
```

Argo: The validator refuses the object: `Suspend template doesn't support timeout field`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "timeout-not-allowed"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/timeouts/"

check = passes_on(ID)
