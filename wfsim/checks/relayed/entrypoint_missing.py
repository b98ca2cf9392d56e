"""The workflow does not say which template it starts with.

A workflow starts with one of its templates, and `spec.entrypoint` says which. Only a
WorkflowTemplate may leave it out.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
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
        command: [echo, hello]
```

Argo: The validator refuses the object: `spec.entrypoint is required`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "entrypoint-missing"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/#workflowspec"

check = passes_on(ID)
