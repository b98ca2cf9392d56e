"""workflowTemplateRef and templates exclude each other.

A workflow that takes its spec from a WorkflowTemplate by `workflowTemplateRef` takes all templates
from there. Templates of its own would never be looked at.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: greet
spec:
  entrypoint: hello
  templates:
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  workflowTemplateRef:
    name: greet
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
  entrypoint: hello
  templates:
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  workflowTemplateRef:
    name: greet
```

Argo: The validator refuses the workflow: `Templates is invalid field in spec if workflow referred
WorkflowTemplate reference`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "templates-with-template-ref"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-templates/#create-workflow-from-workflowtemplate-spec"

check = passes_on(ID)
