"""An enum without a value in it.

`enum` lists the values that a parameter may have; an empty list allows none.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  arguments:
    parameters:
      - name: colour
        value: red
        enum: []
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, "{{workflow.parameters.colour}}"]
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
      - name: colour
        value: red
        enum: [red, green]
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, "{{workflow.parameters.colour}}"]
```

Argo: The validator refuses the object: `enum should contain at least one value`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "empty-enum"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/suspending/"

check = passes_on(ID)
