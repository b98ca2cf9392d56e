"""A container that depends on one that does not exist.

A container of a containerSet waits for one that the set does not have.

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
          - name: main
            image: alpine:3.20
            dependencies: [frist]
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

Argo: The validator refuses the object: `containers.main dependency 'frist' not defined`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unknown-container-dependency"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/container-set-template/"

check = passes_on(ID)
