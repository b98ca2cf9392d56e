"""A retryPolicy that does not exist.

`retryPolicy` is Always, OnFailure, OnError or OnTransientError, written exactly so.

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
      retryStrategy:
        limit: 2
        retryPolicy: onFailure
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
      retryStrategy:
        limit: 2
        retryPolicy: OnFailure
      container:
        image: alpine:3.20
```

Argo: The validator refuses the object: `onFailure is not a valid RetryPolicy`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-retry-policy"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/retries/"

check = passes_on(ID)
