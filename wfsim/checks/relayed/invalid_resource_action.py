"""A resource action that does not exist.

The action of a resource template is one of kubectl's: get, create, apply, delete, replace or patch.

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
      resource:
        action: update
        manifest: |
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: settings
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
      resource:
        action: apply
        manifest: |
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: settings
```

Argo: The validator refuses the object: `resource.action must be one of: get, create, apply, delete,
replace, patch`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-resource-action"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/kubernetes-resources/"

check = passes_on(ID)
