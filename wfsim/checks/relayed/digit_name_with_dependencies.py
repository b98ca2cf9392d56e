"""A task whose name begins with a digit cannot take part in dependencies.

In a condition a name that begins with a digit would be read as a number, so such a task cannot use
dependencies, nor be in a dag that uses `depends`.

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
          - name: 2nd
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

Argo: The validator refuses the object: `name cannot begin with a digit when using either 'depends'
or 'dependencies'`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "digit-name-with-dependencies"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/enhanced-depends-logic/"

check = passes_on(ID)
