"""A template without a body.

A template is what its body makes it: container, script, steps, dag, suspend, resource, http, data,
containerSet or plugin. This one has none.

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
      inputs:
        parameters:
          - name: text
            value: hello
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
      inputs:
        parameters:
          - name: text
            value: hello
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: The validator refuses the object: `template 'main' type is unknown`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "no-template-type"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/#template"

check = passes_on(ID)
