"""A value of the wrong type.

The field wants another kind of value: a text, a number, a list, a mapping. YAML decides by how the
value is written: `yes` and `on` are booleans, `010` is the number 8.

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
      container:
        image: alpine:3.20
        command: echo hello
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
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The decoder gives up: `json: cannot unmarshal string into Go struct field`. In a parameter's
`value` a mapping or a list silently becomes the empty text.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "wrong-type"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/"

check = passes_on(ID)
