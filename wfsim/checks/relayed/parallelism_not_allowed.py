"""parallelism on a template that starts nothing else.

`parallelism` of a template limits how many of its steps or tasks run at once. A template that
starts nothing else has nothing to limit.

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
      parallelism: 2
      container:
        image: alpine:3.20
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
```

Argo: The validator refuses the object: `parallelism is only valid for steps and dag templates`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "parallelism-not-allowed"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/parallelism/"

check = passes_on(ID)
