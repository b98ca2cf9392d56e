"""A container without an image.

A container or script needs an image, of its own or from `spec.templateDefaults`.

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
        command: [echo, hi]
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
```

Argo: The validator refuses the object: `templates.main.container.image may not be empty`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "image-missing"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/#container"

check = passes_on(ID)
