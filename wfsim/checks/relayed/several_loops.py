"""Two kinds of loop in one step or task.

A step or task loops over one thing: `withItems`, `withParam` or `withSequence`.

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
        - - name: say
            template: echo
            arguments:
              parameters:
                - name: text
                  value: "{{item}}"
            withItems: [a, b]
            withSequence:
              count: 2
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
      steps:
        - - name: say
            template: echo
            arguments:
              parameters:
                - name: text
                  value: "{{item}}"
            withItems: [a, b]
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: The validator refuses the object: `only one of withItems, withParam, withSequence can be
specified`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "several-loops"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"

check = passes_on(ID)
