"""A resource template without a manifest.

A resource template that creates or changes something needs to say what: by `manifest` or
`manifestFrom`.

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
        action: create
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
        action: create
        manifest: |
          apiVersion: v1
          kind: ConfigMap
          metadata:
            generateName: settings-
```

Argo: The validator refuses the object: `either templates.main.resource.manifest or
templates.main.resource.manifestFrom must be specified`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "manifest-missing"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/kubernetes-resources/"

check = passes_on(ID)
