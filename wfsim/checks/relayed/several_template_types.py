"""A template with two bodies.

A template has exactly one body. Which of two would run is an accident of Argo's order.

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
      suspend: {}
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
```

Argo: The validator refuses the object: `multiple template types specified`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "several-template-types"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/#template"

check = passes_on(ID)
