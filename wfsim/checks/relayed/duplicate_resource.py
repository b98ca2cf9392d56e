"""Two WorkflowTemplates of one name in one namespace.

Two WorkflowTemplates of one name in one namespace (or two ClusterWorkflowTemplates) cannot exist on
a cluster: whichever is applied last wins, and every `templateRef` to the name becomes a matter of
luck.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: greet
spec:
  templates:
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
---
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: greet
spec:
  templates:
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: greet
spec:
  templates:
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
---
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: greet-again
spec:
  templates:
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: `argo lint --offline` gives up on the whole run: `duplicate WorkflowTemplate found: "greet"`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "duplicate-resource"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-templates/"

check = passes_on(ID)
