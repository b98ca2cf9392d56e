"""Two of one name where names must be unique.

Templates of one object, steps of a template, tasks of a dag, and the parameters or artifacts of one
list are found by their names. With two of one name only one of them can ever be meant.

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
      steps:
        - - name: say
            template: hello
        - - name: say
            template: hello
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
      steps:
        - - name: say
            template: hello
        - - name: say-again
            template: hello
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The validator refuses the object: `templates.main.steps[1].name 'say' is not unique`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "duplicate-name"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/#template"

check = passes_on(ID)
