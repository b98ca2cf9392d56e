"""activeDeadlineSeconds on a steps or dag template.

`activeDeadlineSeconds` of a template limits one pod. Steps and dag templates have none of their
own; set it on the templates that they call, or on the workflow's spec.

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
      activeDeadlineSeconds: 300
      steps:
        - - name: say
            template: hello
    - name: hello
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
      steps:
        - - name: say
            template: hello
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The validator refuses the object: `activeDeadlineSeconds is only valid for leaf templates`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "active-deadline-not-allowed"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/timeouts/"

check = passes_on(ID)
