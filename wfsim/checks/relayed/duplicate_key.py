"""One key twice in one mapping.

A mapping holds one key twice. Most readers keep the last one in silence; Argo's decoder drops the
whole document.

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
        command: [echo, hello]
        command: [echo, bye]
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
        command: [echo, bye]
```

Argo: `argo lint` drops the document without a word and may report success.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "duplicate-key"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-concepts/"

check = passes_on(ID)
