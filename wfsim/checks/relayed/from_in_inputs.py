"""An input cannot say where it comes from; its argument does.

An input artifact takes whatever the caller passes. Where it comes from is said in the caller's
arguments, with `from` there.

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
            from: "{{steps.write.outputs.artifacts.notes}}"
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

Argo: The validator refuses the object: `templates.read.inputs.artifacts.notes.from not valid in
inputs`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "from-in-inputs"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/artifacts/"

check = passes_on(ID)
