"""A dag target that is not a task.

`target` names the tasks that the dag runs for, with all that they wait for; each must be one of its
tasks.

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
        target: secnd
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
        target: second
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

Argo: The validator refuses the object: `target 'secnd' is not defined`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unknown-target"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/dag/"

check = passes_on(ID)
