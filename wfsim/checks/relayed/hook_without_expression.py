"""A lifecycle hook without an expression never knows when to run.

A lifecycle hook runs when its `expression` becomes true; only the hook named `exit` runs without
one. Without an expression the hook would never run.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  hooks:
    started:
      template: hello
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
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
  hooks:
    started:
      template: hello
      expression: workflow.status == "Running"
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The validator refuses hooks of the workflow and of steps: `hooks.started Expression required`.
It does not look at the hooks of DAG tasks; a run then ends in an error when it evaluates the empty
expression.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "hook-without-expression"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/lifecyclehook/"

check = passes_on(ID)
