"""A name with characters that Argo does not accept.

Names of templates, steps, tasks and containers consist of letters, digits and `-`, begin with a
letter or a digit, and are at most 128 characters long. Names of parameters and artifacts may hold
`_` too. Anything else could not be part of a variable.

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
        - - name: say_hello
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
        - - name: say-hello
            template: hello
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The validator refuses the object: `name must consist of alpha-numeric characters or '-'`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-name"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/#template"

check = passes_on(ID)
