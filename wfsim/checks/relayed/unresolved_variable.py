"""A variable that does not exist at this place.

A tag names a variable that does not exist at this place: an input that the template does not
declare, a step that comes later or does not exist, an output that nothing declares, a workflow
parameter that nobody gives.

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
                  value: "{{workflow.parameters.greeting}}"
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
  arguments:
    parameters:
      - name: greeting
        value: hello
  templates:
    - name: main
      steps:
        - - name: say
            template: echo
            arguments:
              parameters:
                - name: text
                  value: "{{workflow.parameters.greeting}}"
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: The validator refuses the object: `failed to resolve {{workflow.parameters.greeting}}`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unresolved-variable"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/"

check = passes_on(ID)
