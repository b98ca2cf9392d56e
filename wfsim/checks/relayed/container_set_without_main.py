"""A containerSet with inputs or outputs but no container called main.

Inputs and outputs of a containerSet go through the container named `main`; without one they cannot
be read or written.

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
          - name: writer
            image: alpine:3.20
            command: [sh, -c, "echo hi > /tmp/text"]
      outputs:
        parameters:
          - name: text
            valueFrom:
              path: /tmp/text
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
            command: [sh, -c, "echo hi > /tmp/text"]
      outputs:
        parameters:
          - name: text
            valueFrom:
              path: /tmp/text
```

Argo: The validator refuses the object: `containers must have a container named "main" for input or
output`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "container-set-without-main"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/container-set-template/"

check = passes_on(ID)
