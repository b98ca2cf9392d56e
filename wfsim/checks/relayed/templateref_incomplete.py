"""A templateRef needs both the object's name and the template's.

A `templateRef` names the object (`name`) and the template in it (`template`); one without the other
leads nowhere.

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

Argo: The validator refuses the object: `template name is required`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "templateref-incomplete"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-templates/#referencing-other-workflowtemplates"

check = passes_on(ID)
