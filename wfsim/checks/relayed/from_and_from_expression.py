"""from and fromExpression exclude each other.

`from` names one artifact, `fromExpression` chooses one by a condition. With both it is not clear
which counts.

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
        - - name: write
            template: write
        - - name: read
            template: read
            arguments:
              artifacts:
                - name: notes
                  from: "{{steps.write.outputs.artifacts.notes}}"
                  fromExpression: steps.write.outputs.artifacts.notes
    - name: write
      container:
        image: alpine:3.20
        command: [sh, -c, "echo hi > /tmp/notes.txt"]
      outputs:
        artifacts:
          - name: notes
            path: /tmp/notes.txt
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
        - - name: write
            template: write
        - - name: read
            template: read
            arguments:
              artifacts:
                - name: notes
                  from: "{{steps.write.outputs.artifacts.notes}}"
    - name: write
      container:
        image: alpine:3.20
        command: [sh, -c, "echo hi > /tmp/notes.txt"]
      outputs:
        artifacts:
          - name: notes
            path: /tmp/notes.txt
    - name: read
      inputs:
        artifacts:
          - name: notes
            path: /tmp/notes.txt
      container:
        image: alpine:3.20
        command: [cat, /tmp/notes.txt]
```

Argo: The validator refuses the object: ``shouldn't have both `from` and `fromExpression` in
Artifact``.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "from-and-from-expression"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/conditional-artifacts-parameters/"

check = passes_on(ID)
