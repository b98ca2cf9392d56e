"""A field that Kubernetes requires is missing.

Kubernetes requires this field of the pod (or volume, or reference) that Argo creates.

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
        env:
          - value: hello
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
        env:
          - name: GREETING
            value: hello
```

Argo: Argo accepts the object; the API server refuses the pod, and the node ends in an error.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "missing-field"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/"

check = passes_on(ID)
