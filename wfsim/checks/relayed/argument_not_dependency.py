"""An argument takes from a task that this one does not wait for.

A task's argument takes an output of another task that it does not wait for. When it starts, the
output may not be there.

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
      dag:
        tasks:
          - name: make
            template: make
          - name: say
            template: echo
            arguments:
              parameters:
                - name: text
                  value: "{{tasks.make.outputs.result}}"
    - name: make
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
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
      dag:
        tasks:
          - name: make
            template: make
          - name: say
            template: echo
            dependencies: [make]
            arguments:
              parameters:
                - name: text
                  value: "{{tasks.make.outputs.result}}"
    - name: make
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: The validator refuses the object: `missing dependency 'make' for parameter 'text'`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "argument-not-dependency"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/dag/"

check = passes_on(ID)
