"""An artifact of a pod needs a path.

An artifact of a template that runs a pod is a file or a folder in its container, so it needs a path
there.

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
        command: [sh, -c, "echo hi > /tmp/notes.txt"]
      outputs:
        artifacts:
          - name: notes
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
        command: [sh, -c, "echo hi > /tmp/notes.txt"]
      outputs:
        artifacts:
          - name: notes
            path: /tmp/notes.txt
```

Argo: The validator refuses the object: `Artifact 'notes' did not specify a path`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "artifact-without-path"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/artifacts/"

check = passes_on(ID)
