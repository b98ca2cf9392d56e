"""A containerSet without containers.

A containerSet runs several containers in one pod; without any there is nothing to run.

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
        containers: []
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
          - name: main
            image: alpine:3.20
```

Argo: The validator refuses the object: `containerSet.containers must have at least one container`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "container-set-empty"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/container-set-template/"

check = passes_on(ID)
