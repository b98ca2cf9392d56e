"""An argument with neither value nor valueFrom.

An argument gives a value to an input: by `value`, or by a `valueFrom` that the controller can read.
`default` belongs to inputs and does not count here. The arguments of a whole workflow may be left
open, since they can be given when it is submitted.

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
                  value: hello
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: The validator refuses the object: `arguments.text.value or arguments.text.valueFrom is
required`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "argument-without-value"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/parameters/"

check = passes_on(ID)
