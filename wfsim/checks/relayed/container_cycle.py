"""Containers that wait for each other.

Containers of a set that wait for each other would wait for ever.

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
      containerSet:
        containers:
          - name: first
            image: alpine:3.20
            dependencies: [main]
          - name: main
            image: alpine:3.20
            dependencies: [first]
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
      containerSet:
        containers:
          - name: first
            image: alpine:3.20
          - name: main
            image: alpine:3.20
            dependencies: [first]
```

Argo: The validator refuses the object: `containers dependency cycle detected`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "container-cycle"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/container-set-template/"

check = passes_on(ID)
