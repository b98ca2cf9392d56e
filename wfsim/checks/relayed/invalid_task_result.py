"""A result that depends does not know.

A task in `depends` can be asked for Succeeded, Failed, Errored, Skipped, Omitted, Daemoned,
AnySucceeded and AllFailed, written exactly so.

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
            depends: first.Success
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
            depends: first.Succeeded
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The validator refuses the object: `task result 'Success' for task 'first' is invalid`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-task-result"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/enhanced-depends-logic/"

check = passes_on(ID)
