"""A valueFrom that an argument cannot have.

The `valueFrom` of an argument can be a key of a ConfigMap (`configMapKeyRef`), an `event` or
`supplied`. Paths, JSON paths, parameters and expressions are for outputs. To compute an argument,
write an expression tag into its `value`.

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
                  valueFrom:
                    expression: "'he' + 'llo'"
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
                  value: "{{='he' + 'llo'}}"
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: The validator refuses the object: `valueFrom only allows: default, configMapKeyRef and
supplied`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-argument-source"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/parameters/"

check = passes_on(ID)
