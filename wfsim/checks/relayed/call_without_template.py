"""A step or task that does not say what to run.

A step or a task says what it runs by `template`, `templateRef` or `inline`.

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
            inline:
              container:
                image: alpine:3.20
```

Argo: The validator refuses the object: `failed to get a template`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "call-without-template"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/steps/"

check = passes_on(ID)
