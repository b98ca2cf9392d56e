"""An output that nothing produces.

An output parameter says where its value comes from (`valueFrom`) or what it is (`value`). This one
says neither.

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

Argo: The validator refuses the object: `does not have valueFrom or value specified`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "output-without-source"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/output-parameters/"

check = passes_on(ID)
