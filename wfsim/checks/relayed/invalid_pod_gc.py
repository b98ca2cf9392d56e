"""podGC has a strategy or a selector that does not exist.

`podGC` says when pods are deleted. A strategy that does not exist, or a label selector that cannot
be parsed, would leave them all behind.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  podGC:
    strategy: OnSuccess
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
  podGC:
    strategy: OnPodSuccess
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The validator refuses the object: `podGC.strategy unknown strategy 'OnSuccess'`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-pod-gc"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/#podgc"

check = passes_on(ID)
