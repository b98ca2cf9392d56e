"""A dag without tasks.

A dag is a graph of tasks; without any there is nothing to do.

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
        tasks: []
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
          - name: say
            template: hello
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The validator refuses the object: `templates.main must have at least one task`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "dag-without-tasks"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/dag/"

check = passes_on(ID)
