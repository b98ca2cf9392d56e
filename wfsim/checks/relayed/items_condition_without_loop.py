"""AnySucceeded or AllFailed of a task without a loop.

AnySucceeded and AllFailed speak of the items of a loop; a task without a loop has none.

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
            depends: first.AnySucceeded
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

Argo: The validator refuses the object: `uses an items-based condition such as .AnySucceeded or
.AllFailed but does not contain any items`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "items-condition-without-loop"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/enhanced-depends-logic/"

check = passes_on(ID)
