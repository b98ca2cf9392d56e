"""The object that a templateRef names has no such template.

The object that a `templateRef` names is there, but it has no template of that name.

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
            templateRef:
              name: greet
              template: helo
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

Argo: The validator refuses the object: `template reference greet.helo not found`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "templateref-unknown-template"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-templates/#referencing-other-workflowtemplates"

check = passes_on(ID)
