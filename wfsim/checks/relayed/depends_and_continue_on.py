"""depends and continueOn in one dag.

With `depends`, going on after a failure is said where it matters: `depends: a.Succeeded ||
a.Failed`. `continueOn` is for the older `dependencies`.

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
            continueOn:
              failed: true
          - name: second
            template: hello
            depends: first
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
            depends: first.Succeeded || first.Failed
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The validator refuses the object: `cannot use 'continueOn' when using 'depends'`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "depends-and-continue-on"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/enhanced-depends-logic/"

check = passes_on(ID)
