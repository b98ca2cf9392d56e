"""template and templateRef exclude each other.

A step or task runs either a template of its own object or one of another; with both, it is not
clear which.

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
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
        - - name: say
            template: hello
            templateRef:
              name: greet
              template: hello
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
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
        - - name: say
            templateRef:
              name: greet
              template: hello
```

Argo: The validator refuses the object: `template name cannot be specified with templateRef`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "template-and-templateref"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-templates/#referencing-other-workflowtemplates"

check = passes_on(ID)
