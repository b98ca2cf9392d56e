"""A kind that Argo does not have.

The document belongs to Argo's API group, or has neither kind nor apiVersion and looks like a workflow
otherwise, but its kind is missing, empty, misspelt, or a `List` that none of Argo's tools unpacks.
Argo passes over such a document in silence.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Worfklow
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

Argo: `argo lint` drops the document and may report success.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unknown-kind"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/"

check = passes_on(ID)
