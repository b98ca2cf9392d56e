"""A realtime gauge cannot use resourcesDuration.

`resourcesDuration` is known only when the pod is done, so a gauge that is emitted while it runs
cannot use it.

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
      metrics:
        prometheus:
          - name: cpu_seconds
            help: CPU seconds of this run
            gauge:
              realtime: true
              value: "{{resourcesDuration.cpu}}"
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
      metrics:
        prometheus:
          - name: cpu_seconds
            help: CPU seconds of this run
            gauge:
              value: "{{resourcesDuration.cpu}}"
      container:
        image: alpine:3.20
```

Argo: The validator refuses the object: `'resourcesDuration.*' metrics cannot be used in real-time`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "realtime-resources-duration"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/metrics/"

check = passes_on(ID)
