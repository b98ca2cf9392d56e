"""An output's source that this kind of template cannot have.

What can produce an output depends on the template: a container or script writes a file (`path`), a
resource is read by `jsonPath` or `jqFilter`, steps and dag templates hand on another output
(`parameter` or `expression`).

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
        command: [echo, hi]
      outputs:
        parameters:
          - name: text
            valueFrom:
              jsonPath: "{.text}"
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
        command: [echo, hi]
      outputs:
        parameters:
          - name: text
            valueFrom:
              path: /tmp/text
```

Argo: The validator refuses the object: `path must be specified for Container templates`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "output-source-unfit"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/output-parameters/"

check = passes_on(ID)
