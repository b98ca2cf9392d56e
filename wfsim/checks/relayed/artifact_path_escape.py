"""An artifact path that climbs with ...

A path with `..` that climbs out of the folder it began in could write anywhere in the pod.

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
        command: [sh, -c, "echo hi > /notes.txt"]
      outputs:
        artifacts:
          - name: notes
            path: /tmp/../notes.txt
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
        command: [sh, -c, "echo hi > /notes.txt"]
      outputs:
        artifacts:
          - name: notes
            path: /notes.txt
```

Argo: The validator refuses the object: `attempted to use a path containing '..'. Directory
traversal is not permitted`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "artifact-path-escape"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/artifacts/"

check = passes_on(ID)
