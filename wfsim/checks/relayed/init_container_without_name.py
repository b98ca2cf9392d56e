"""An init container without a name.

Init containers are containers of the pod, and Kubernetes wants each to have a name.

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
      initContainers:
        - image: alpine:3.20
          command: [echo, first]
      container:
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
      initContainers:
        - name: prepare
          image: alpine:3.20
          command: [echo, first]
      container:
        image: alpine:3.20
```

Argo: The validator refuses the object: `initContainers must all have container name`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "init-container-without-name"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/#usercontainer"

check = passes_on(ID)
