"""The object that a templateRef names is not among the files.

The WorkflowTemplate that a `templateRef` or `workflowTemplateRef` names is not among the files that
were given. That may be fine on the cluster; here nothing behind the reference can be checked. Give
the file that defines it too. Namespaces count: an object that names its namespace does not see
WorkflowTemplates that do not.

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
      steps:
        - - name: say
            templateRef:
              name: greet
              template: hello
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

Argo: `argo lint --offline` refuses the object: `couldn't find workflow template "greet" in
namespace ""`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "templateref-unresolved"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-templates/#referencing-other-workflowtemplates"

check = passes_on(ID)
