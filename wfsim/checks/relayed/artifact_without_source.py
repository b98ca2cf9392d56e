"""An artifact argument that comes from nowhere.

An artifact argument takes an artifact of an earlier step (`from`), or says where it lies (a
location such as `s3` or `raw`, or a key).

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
      steps:
        - - name: read
            template: read
            arguments:
              artifacts:
                - name: notes
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
      steps:
        - - name: read
            template: read
            arguments:
              artifacts:
                - name: notes
                  raw:
                    data: hello
    - name: read
      inputs:
        artifacts:
          - name: notes
            path: /tmp/notes.txt
      container:
        image: alpine:3.20
        command: [cat, /tmp/notes.txt]
```

Argo: The validator refuses the object: `from, artifact location, or key is required`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "artifact-without-source"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/artifacts/"

check = passes_on(ID)
