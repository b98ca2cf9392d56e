"""A container name that Argo keeps for itself.

Argo adds containers of its own to every pod: `wait`, `supervisor`, and those of artifact plugins. A
container or sidecar of the same name would clash with them.

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
      sidecars:
        - name: wait
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
      container:
        image: alpine:3.20
      sidecars:
        - name: helper
          image: alpine:3.20
```

Argo: The validator refuses the object: `"wait" is a reserved Argo container name`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "reserved-container-name"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/container-set-template/"

check = passes_on(ID)
