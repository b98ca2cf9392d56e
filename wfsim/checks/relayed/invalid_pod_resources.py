"""A pod-level resource that pods cannot have.

Resources of a whole pod (`podResources`) can only be cpu, memory and huge pages; claims and
extended resources belong to containers.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  podResources:
    limits:
      nvidia.com/gpu: 1
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
  podResources:
    limits:
      memory: 1Gi
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The validator refuses the object: `"nvidia.com/gpu" is not a valid pod-level resource`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-pod-resources"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/#workflowspec"

check = passes_on(ID)
