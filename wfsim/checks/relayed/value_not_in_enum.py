"""A value that is not one of its own enum.

A parameter's own value must be one of those that its `enum` allows. Case and blanks count.

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
        value: Red
        enum: [red, green]
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

Argo: The validator refuses the object: `value should be present in ... enum list`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "value-not-in-enum"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/suspending/"

check = passes_on(ID)
