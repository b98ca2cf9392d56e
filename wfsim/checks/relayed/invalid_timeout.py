"""A timeout without a unit.

A timeout is a duration with a unit: `30s`, `5m`, `1h30m`.

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
      timeout: "30"
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
      timeout: 30s
      container:
        image: alpine:3.20
```

Argo: The validator refuses the object: `has invalid duration format in timeout`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-timeout"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/timeouts/"

check = passes_on(ID)
