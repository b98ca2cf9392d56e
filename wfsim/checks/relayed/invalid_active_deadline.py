"""activeDeadlineSeconds is not a number of seconds.

`activeDeadlineSeconds` is a whole number of seconds, or one variable that becomes one.

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
      activeDeadlineSeconds: 5m
      container:
        image: alpine:3.20
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
      activeDeadlineSeconds: 300
      container:
        image: alpine:3.20
```

Argo: The validator refuses the object: `activeDeadlineSeconds must be a positive integer > 0 or an
argo variable`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-active-deadline"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/timeouts/"

check = passes_on(ID)
