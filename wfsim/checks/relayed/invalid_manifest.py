"""A manifest that is not YAML.

The manifest of a resource template is given to kubectl, so it must be YAML. Tags count as text;
quote them where YAML would take their braces for a mapping.

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
        manifest: |
          kind: ConfigMap
          metadata: [
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

Argo: The validator refuses the object: `resource.manifest must be a valid yaml`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-manifest"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/kubernetes-resources/"

check = passes_on(ID)
