"""manifest and manifestFrom exclude each other.

A resource template has one manifest: in place (`manifest`) or in an artifact (`manifestFrom`).

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
      inputs:
        artifacts:
          - name: settings
            path: /tmp/settings.yaml
            raw:
              data: "{}"
      resource:
        action: create
        manifestFrom:
          artifact:
            name: settings
        manifest: |
          apiVersion: v1
          kind: ConfigMap
          metadata:
            generateName: settings-
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

Argo: The validator refuses the object: ``shouldn't have both `manifest` and `manifestFrom`
specified``.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "manifest-twice"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/kubernetes-resources/"

check = passes_on(ID)
