"""A field that Argo does not have.

Argo has no field of this name here: a misspelling, a wrong indentation, or a field that another
version had.

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
      container:
        image: alpine:3.20
        commands: [echo, hello]
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
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The strict decoder refuses the object: `unknown field "spec.templates[0].container.commands"`.
Below a step (its arguments, hooks, templateRef, inline template) it ignores unknown fields in
silence.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unknown-field"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/"

check = passes_on(ID)
