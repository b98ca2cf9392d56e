"""An artifact of a template without a pod has no path.

Steps, dag and suspend templates have no file system. Their artifacts are only handed on, so a path
has no meaning.

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
          - name: notes
            path: /tmp/notes.txt
            raw:
              data: hello
      steps:
        - - name: read
            template: read
            arguments:
              artifacts:
                - name: notes
                  from: "{{inputs.artifacts.notes}}"
    - name: read
      inputs:
        artifacts:
          - name: notes
            path: /tmp/notes.txt
      container:
        image: alpine:3.20
        command: [cat, /tmp/notes.txt]
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
          - name: notes
            raw:
              data: hello
      steps:
        - - name: read
            template: read
            arguments:
              artifacts:
                - name: notes
                  from: "{{inputs.artifacts.notes}}"
    - name: read
      inputs:
        artifacts:
          - name: notes
            path: /tmp/notes.txt
      container:
        image: alpine:3.20
        command: [cat, /tmp/notes.txt]
```

Argo: The validator refuses the object: `templates.main.inputs.artifacts.notes.path only valid in
container/script templates`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "artifact-path-not-allowed"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/artifacts/"

check = passes_on(ID)
