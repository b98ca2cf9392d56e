"""A tag that is never closed.

A tag without its `}}` swallows the text up to the next `}}`, quotes and all; where Argo writes none behind it, even
to the end.

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
      container:
        image: alpine:3.20
        command: [echo, "{{=1 + 1", "{{workflow.name}}"]
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
      container:
        image: alpine:3.20
        command: [echo, "{{=1 + 1}}", "{{workflow.name}}"]
```

Argo: The validator refuses the object: `failed to unmarshall JSON expression` where it is an expression, `Cannot find
end tag` or `failed to resolve` where it is not.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unclosed-expression"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/#expression"

check = passes_on(ID)
