"""A task depends on one that does not exist.

A task waits for another that the dag does not have. In `depends`, every bare word is the name of a
task.

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
          - name: second
            template: hello
            dependencies: [frist]
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

Argo: The validator refuses the object: `templates.main sorting failed: invalid dependency frist`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unknown-dependency"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/dag/"

check = passes_on(ID)
