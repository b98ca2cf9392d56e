"""A metric or label name that Prometheus does not accept.

Names of metrics and of their labels consist of letters, digits and `_`, and do not begin with a
digit.

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
          - name: run-count
            help: How often this ran
            counter:
              value: "1"
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
          - name: run_count
            help: How often this ran
            counter:
              value: "1"
      container:
        image: alpine:3.20
```

Argo: The validator refuses the object: `metric name 'run-count' is invalid`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-metric-name"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/metrics/"

check = passes_on(ID)
