"""An apiVersion that is not Argo's.

Argo's objects belong to `apiVersion: argoproj.io/v1alpha1`. With another version, or none, a
cluster does not know the kind.

Bad:

```yaml
apiVersion: argoproj.io/v1
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

Argo: The linter never looks at the apiVersion; the API server refuses the object: `no matches for
kind "Workflow"`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "wrong-api-version"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/"

check = passes_on(ID)
