"""manifestFrom names an artifact that is not an input.

The artifact that holds the manifest must be an input of the template.

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
            name: setings
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
```

Argo: The validator refuses the object: ``artifact setings in `manifestFrom` refer to a non-exist
artifact``.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unknown-manifest-artifact"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/kubernetes-resources/"

check = passes_on(ID)
