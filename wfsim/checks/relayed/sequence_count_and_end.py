"""count and end exclude each other.

A sequence is as long as `count` says, or goes on to `end`; both at once may contradict each other.

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
            withSequence:
              count: 2
              end: 3
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

Argo: The validator refuses the object: `only one of count or end can be defined in withSequence`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "sequence-count-and-end"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"

check = passes_on(ID)
