"""An output with two sources.

An output parameter has one source; with two it is not clear which counts.

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
      container:
        image: alpine:3.20
        command: [sh, -c, "echo hi > /tmp/text"]
      outputs:
        parameters:
          - name: text
            value: hi
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
      container:
        image: alpine:3.20
        command: [sh, -c, "echo hi > /tmp/text"]
      outputs:
        parameters:
          - name: text
            valueFrom:
              path: /tmp/text
```

Argo: The validator refuses the object: `has both valueFrom and value specified, choose one`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "output-with-two-sources"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/output-parameters/"

check = passes_on(ID)
