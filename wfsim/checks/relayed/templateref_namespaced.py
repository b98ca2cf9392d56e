"""A ClusterWorkflowTemplate that uses a namespaced WorkflowTemplate.

A ClusterWorkflowTemplate belongs to no namespace, so a WorkflowTemplate that it refers to is looked
up in the namespace of whoever runs it. Refer to another ClusterWorkflowTemplate with `clusterScope:
true`.

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
kind: ClusterWorkflowTemplate
metadata:
  name: greet-all
spec:
  templates:
    - name: main
      steps:
        - - name: say
            templateRef:
              name: greet
              template: hello
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: ClusterWorkflowTemplate
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
kind: ClusterWorkflowTemplate
metadata:
  name: greet-all
spec:
  templates:
    - name: main
      steps:
        - - name: say
            templateRef:
              name: greet
              template: hello
              clusterScope: true
```

Argo: `argo lint --offline` crashes on such an object.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "templateref-namespaced"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/cluster-workflow-templates/"

check = passes_on(ID)
