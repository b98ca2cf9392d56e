"""resourceClaims on a template that creates no pod.

`resourceClaims` are claims of a pod; steps, dag, suspend, http and plugin templates have none.

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
      resourceClaims:
        - name: gpu
          resourceClaimTemplateName: gpu
      suspend: {}
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
      suspend: {}
```

Argo: The validator refuses the object: `resourceClaims is not supported for Suspend templates,
which do not create a pod`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "resource-claims-without-pod"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/#template"

check = passes_on(ID)
