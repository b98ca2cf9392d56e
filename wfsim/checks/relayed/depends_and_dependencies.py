"""depends and dependencies in one dag.

One dag says what its tasks wait for in one way: all by `depends`, or all by `dependencies`.

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
            dependencies: [first]
          - name: third
            template: hello
            depends: first.Failed
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
            depends: first
          - name: third
            template: hello
            depends: first.Failed
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The validator refuses the object: `cannot use both 'depends' and 'dependencies' in the same
DAG template`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "depends-and-dependencies"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/enhanced-depends-logic/"

check = passes_on(ID)
