"""A metric without a help text.

Every metric needs a line of help; Prometheus shows it beside the numbers.

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
          - name: run_count
            help: ""
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

Argo: The validator refuses the object: `must contain a help string under 'help: ' field`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "metric-without-help"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/metrics/"

check = passes_on(ID)
