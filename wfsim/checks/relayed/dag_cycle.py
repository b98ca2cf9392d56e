"""Tasks that wait for each other.

Tasks that wait for each other in a circle would wait for ever.

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
        tasks:
          - name: first
            template: hello
            dependencies: [second]
          - name: second
            template: hello
            dependencies: [first]
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
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
          - name: first
            template: hello
          - name: second
            template: hello
            dependencies: [first]
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The validator refuses the object: `templates.main sorting failed: graph with cycle`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "dag-cycle"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/dag/"

check = passes_on(ID)
